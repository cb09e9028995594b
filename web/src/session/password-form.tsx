import { Anchor, Group, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { openApi, take } from '../api/api.ts';
import { Form } from '../ui/form.tsx';
import { useFields } from '../ui/use-fields.ts';
import { EntryTrouble } from './entry-trouble.tsx';
import { keptSession, type SignInResult } from './kept-session.ts';

const api = openApi();

interface PasswordFormProps {
  /** To begin with. */
  readonly email: string;
  readonly onResult: (result: SignInResult) => void;
}

export function PasswordForm({ email, onResult }: PasswordFormProps): ReactNode {
  const { typed, bind } = useFields({ email, password: '' });
  const signIn = useMutation({
    mutationFn: () => keptSession(take(api.POST('/api/v1/auth/sign-in', { body: typed }))),
    onSuccess: onResult,
  });
  return (
    <Form
      submit="Sign in"
      isWide
      acting={signIn}
      onSubmit={() => signIn.mutate()}
      explain={(error) => <EntryTrouble error={error} />}
    >
      <TextInput
        label="E-mail"
        type="email"
        autoComplete="username"
        required
        autoFocus={email === ''}
        {...bind('email')}
      />
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        required
        autoFocus={email !== ''}
        {...bind('password')}
      />
      <Group justify="flex-end">
        <Anchor href="/forgotten-password" size="sm">
          Forgotten?
        </Anchor>
      </Group>
    </Form>
  );
}
