import { Button, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Form } from '../ui/form.tsx';
import { EntryTrouble } from './entry-trouble.tsx';
import { keptSession, type SignInResult } from './kept-session.ts';
import { SixDigits } from './second-factor.tsx';

interface MailedCodeProps {
  /** Where it went, where that is known. */
  readonly email: string | null;
  readonly verify: (code: string) => Promise<SignInResult>;
  readonly onResult: (result: SignInResult) => void;
  readonly onBack: () => void;
}

/** The six digits of a mail. */
export function MailedCode({ email, verify, onResult, onBack }: MailedCodeProps): ReactNode {
  const [code, setCode] = useState('');
  const verifying = useMutation({
    mutationFn: (given: string) => keptSession(verify(given)),
    onSuccess: onResult,
    onError: () => setCode(''),
  });
  return (
    <Form
      submit="Go on"
      isWide
      acting={verifying}
      onSubmit={() => verifying.mutate(code)}
      explain={(error) => <EntryTrouble error={error} />}
    >
      <Text size="sm">
        A mail with six digits went to {email ?? 'your address'}. They hold for ten minutes. Where this instance sends
        no mail, whoever runs it finds it in the outbox.
      </Text>
      <SixDigits value={code} onChange={setCode} onComplete={(given) => verifying.mutate(given)} />
      <Button variant="subtle" onClick={onBack}>
        Another address
      </Button>
    </Form>
  );
}
