import { TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { openApi, take } from '../api/api.ts';
import { Form } from '../ui/form.tsx';
import { EntryTrouble } from './entry-trouble.tsx';
import type { SignInResult } from './kept-session.ts';
import { MailedCode } from './mailed-code.tsx';

const api = openApi();

/** Signs in by six digits that go to the address. */
export function ByEmailCode({ onResult }: { readonly onResult: (result: SignInResult) => void }): ReactNode {
  const [email, setEmail] = useState('');
  const send = useMutation({ mutationFn: () => take(api.POST('/api/v1/auth/email-code', { body: { email } })) });
  if (send.data !== undefined) {
    const { id } = send.data;
    return (
      <MailedCode
        email={email}
        verify={(code) => take(api.POST('/api/v1/auth/email-code/verify', { body: { id, code } }))}
        onResult={onResult}
        onBack={send.reset}
      />
    );
  }
  return (
    <Form
      submit="Mail me a code"
      isWide
      acting={send}
      onSubmit={() => send.mutate()}
      explain={(error) => <EntryTrouble error={error} />}
    >
      <TextInput
        label="E-mail"
        type="email"
        autoComplete="username"
        required
        autoFocus
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
    </Form>
  );
}
