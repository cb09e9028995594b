import { Button, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { tell } from '../../ui/tell.ts';
import { Trouble } from '../../ui/trouble.tsx';
import { hub, take } from '../api.ts';

export function ChangePassword(): ReactNode {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const change = useMutation({
    mutationFn: () => take(hub.POST('/api/v1/auth/password', { body: { current, next } })),
    onSuccess: () => {
      tell('Your password is changed. Sign in with the new one.');
      queries.clear();
      void navigate({ href: '/sign-in', replace: true });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}
    >
      <Stack maw={400}>
        <PasswordInput
          label="Current password"
          autoComplete="current-password"
          required
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label="New password"
          description="At least 10 characters."
          autoComplete="new-password"
          required
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        <Text size="sm" c="dimmed">
          Every session ends, this one too. Your API keys stay.
        </Text>
        <Trouble error={change.error} />
        <Button type="submit" loading={change.isPending} style={{ alignSelf: 'flex-start' }}>
          Change the password
        </Button>
      </Stack>
    </form>
  );
}
