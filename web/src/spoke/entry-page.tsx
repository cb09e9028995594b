import { Alert, Anchor, Text } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { openApi, take } from '../api/api.ts';
import { ByLink } from '../session/by-link.tsx';
import { EntryCard } from '../session/entry-card.tsx';
import { readHint, type EntryHint } from '../session/entry-hint.ts';
import type { SignInResult } from '../session/kept-session.ts';
import { MailedCode } from '../session/mailed-code.tsx';
import { SignIn } from '../session/sign-in.tsx';
import { useGoOn } from '../session/use-go-on.ts';
import { useToken } from '../session/use-token.ts';

const api = openApi();

/** `/sign-in`, alone or with what a one-time link or a provider sent along after `#`. */
export function EntryPage(): ReactNode {
  const hash = useToken() ?? '';
  return <Entry key={hash} sent={readHint(hash)} />;
}

function Entry({ sent }: { readonly sent: EntryHint }): ReactNode {
  const { next = '/', organization } = useSearch({ from: '/sign-in' });
  const goOn = useGoOn();
  const [hint, setHint] = useState(sent);
  const onDone = (): void => goOn(next);
  const onResult = (result: SignInResult): void =>
    result.status === 'signed-in' ? onDone() : setHint({ kind: 'second-factor', challenge: result.challenge });
  const challenge = hint.kind === 'second-factor' ? hint.challenge : undefined;
  return (
    <EntryCard title="Sign in">
      {hint.kind === 'error' && <ProviderFailed code={hint.code} />}
      {hint.kind === 'link' ? (
        <ByLink token={hint.token} onResult={onResult} />
      ) : hint.kind === 'verify' ? (
        <MailedCode
          email={null}
          verify={(code) => take(api.POST('/api/v1/auth/oidc/verify', { body: { id: hint.id, code } }))}
          onResult={onResult}
          onBack={() => setHint({ kind: 'none' })}
        />
      ) : (
        <>
          <SignIn key={challenge} onDone={onDone} next={next} organizationId={organization} challenge={challenge} />
          <Text size="sm" mt="md">
            You have no account? <Anchor href="/sign-up">Sign up</Anchor>
          </Text>
        </>
      )}
    </EntryCard>
  );
}

function ProviderFailed({ code }: { readonly code: string }): ReactNode {
  return (
    <Alert color="red" role="alert" mb="md" title="Your organization’s provider did not sign you in">
      <Text size="sm">
        {code === 'UNAUTHENTICATED'
          ? 'It refused, vouches for no e-mail address of yours, or you took longer than ten minutes. Try again.'
          : `It failed with ${code}. Try again, or tell whoever runs your organization.`}
      </Text>
    </Alert>
  );
}
