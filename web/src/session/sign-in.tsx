import { Button, Divider, Stack } from '@mantine/core';
import { Building2, KeyRound, Mail, type LucideIcon } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { ByEmailCode } from './by-email-code.tsx';
import { ByProvider } from './by-provider.tsx';
import type { SignInResult } from './kept-session.ts';
import { PasswordForm } from './password-form.tsx';
import { SecondFactor } from './second-factor.tsx';

type Way = 'password' | 'code' | 'provider';

const ways: readonly { readonly way: Way; readonly label: string; readonly icon: LucideIcon }[] = [
  { way: 'password', label: 'By password', icon: KeyRound },
  { way: 'code', label: 'By a mailed code', icon: Mail },
  { way: 'provider', label: 'By your organization', icon: Building2 },
];

interface SignInProps {
  /** Signed in: go on. */
  readonly onDone: () => void;
  /** Where to be afterwards, for a provider that the browser has to come back from. */
  readonly next: string;
  /** Whose provider, where a link named it: then it is what comes first. */
  readonly organizationId?: string | undefined;
  readonly email?: string | undefined;
  /** A first factor that was shown elsewhere. */
  readonly challenge?: string | undefined;
}

/** Signing in, whichever way; then the second factor where the account has one. */
export function SignIn({ onDone, next, organizationId, email = '', challenge: given }: SignInProps): ReactNode {
  const [way, setWay] = useState<Way>(organizationId === undefined ? 'password' : 'provider');
  const [challenge, setChallenge] = useState(given ?? null);
  const onResult = (result: SignInResult): void =>
    result.status === 'signed-in' ? onDone() : setChallenge(result.challenge);
  if (challenge !== null)
    return <SecondFactor challenge={challenge} onDone={onDone} onBack={() => setChallenge(null)} />;
  return (
    <Stack>
      {way === 'password' && <PasswordForm email={email} onResult={onResult} />}
      {way === 'code' && <ByEmailCode onResult={onResult} />}
      {way === 'provider' && <ByProvider organizationId={organizationId ?? null} next={next} />}
      <Divider label="or" />
      {ways
        .filter((other) => other.way !== way)
        .map(({ way: other, label, icon: Icon }) => (
          <Button
            key={other}
            variant="default"
            leftSection={<Icon size={16} aria-hidden />}
            onClick={() => setWay(other)}
          >
            {label}
          </Button>
        ))}
    </Stack>
  );
}
