import { Anchor, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { openApi, take } from '../api/api.ts';
import { Form } from '../ui/form.tsx';
import { EntryCard } from './entry-card.tsx';
import { EntryTrouble } from './entry-trouble.tsx';
import { NewPassword } from './new-password.tsx';
import { useToken } from './use-token.ts';

const api = openApi();

/** `/forgotten-password`: asks for a link. The answer is the same for an address that nobody has. */
export function ForgottenPassword(): ReactNode {
  const [email, setEmail] = useState('');
  const send = useMutation({ mutationFn: () => take(api.POST('/api/v1/auth/password/reset', { body: { email } })) });
  return (
    <EntryCard title="A new password">
      {send.isSuccess ? (
        <Text size="sm" role="status">
          If {email} has an account here, a link is on its way to it. It holds for an hour and works once. Where this
          instance sends no mail, whoever runs it finds it in the outbox.
        </Text>
      ) : (
        <Form
          submit="Mail me a link"
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
      )}
      <Text size="sm" mt="sm">
        <Anchor href="/sign-in">Back to signing in</Anchor>
      </Text>
    </EntryCard>
  );
}

/** `/reset-password#token`, from the mail. */
export function ResetPassword(): ReactNode {
  const token = useToken();
  const [password, setPassword] = useState('');
  const reset = useMutation({
    mutationFn: (given: string) =>
      take(api.POST('/api/v1/auth/password/reset/confirm', { body: { token: given, password } })),
  });
  if (token === null)
    return (
      <EntryCard title="Set a new password">
        <Text size="sm">
          This page needs the link of the mail, whole. <Anchor href="/forgotten-password">Ask for a new one</Anchor>
        </Text>
      </EntryCard>
    );
  if (reset.isSuccess)
    return (
      <EntryCard title="Your password is set">
        <Text size="sm" role="status">
          You were signed out everywhere. <Anchor href="/sign-in">Sign in with the new one</Anchor>
        </Text>
      </EntryCard>
    );
  return (
    <EntryCard title="Set a new password">
      <Form
        submit="Set it"
        isWide
        acting={reset}
        onSubmit={() => reset.mutate(token)}
        explain={(error) => <EntryTrouble error={error} />}
      >
        <NewPassword
          label="New password"
          autoFocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {reset.error !== null && (
          <Text size="sm">
            A link works once, for an hour. <Anchor href="/forgotten-password">Ask for a new one</Anchor>
          </Text>
        )}
      </Form>
    </EntryCard>
  );
}
