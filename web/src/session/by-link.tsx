import { Button, Center, Loader, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { openApi, take } from '../api/api.ts';
import { EntryTrouble } from './entry-trouble.tsx';
import { keptSession, type SignInResult } from './kept-session.ts';

const api = openApi();

interface ByLinkProps {
  readonly token: string;
  readonly onResult: (result: SignInResult) => void;
}

/** Signs in by a one-time link. */
export function ByLink({ token, onResult }: ByLinkProps): ReactNode {
  const { mutate, error } = useMutation({
    mutationFn: () => keptSession(take(api.POST('/api/v1/auth/link', { body: { token } }))),
    onSuccess: onResult,
  });
  // Once, also where the effect runs twice: the link works once.
  const [once] = useState(() => ({ isDone: false }));
  useEffect(() => {
    if (once.isDone) return;
    once.isDone = true;
    mutate();
  }, [once, mutate]);
  if (error === null)
    return (
      <Center>
        <Loader aria-label="signing in" />
      </Center>
    );
  return (
    <Stack>
      <EntryTrouble error={error} />
      <Text size="sm">A link works once, for a quarter of an hour. This one was used, or it is too old.</Text>
      <Button component="a" href="/sign-in">
        Sign in another way
      </Button>
    </Stack>
  );
}
