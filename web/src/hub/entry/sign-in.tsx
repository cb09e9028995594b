import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { Page } from '../../ui/page.tsx';
import { Trouble } from '../../ui/trouble.tsx';
import { hub, take } from '../api.ts';
import { EntryCard } from './entry-card.tsx';

/** `/sign-in?next=/where-one-wanted-to-go` */
export function SignIn(): ReactNode {
  const { next = '/' } = useSearch({ strict: false }) as { next?: string };
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => take(hub.POST('/api/v1/auth/sign-in', { body: { email, password } })),
    onSuccess: () => {
      queries.clear();
      void navigate({ href: next, replace: true });
    },
  });
  return (
    <EntryCard>
      <Page title="Sign in to the hub">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            signIn.mutate();
          }}
        >
          <Stack>
            <TextInput
              label="E-mail"
              type="email"
              autoComplete="username"
              required
              autoFocus
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <PasswordInput
              label="Password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            <Trouble error={signIn.error} />
            <Button type="submit" loading={signIn.isPending}>
              Sign in
            </Button>
            <Text size="xs" c="dimmed">
              Forgotten? Another owner can remove you and invite you again. Nobody runs this hub yet? It printed a link
              for its first operator when it started.
            </Text>
          </Stack>
        </form>
      </Page>
    </EntryCard>
  );
}
