import { ActionIcon } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleUser, KeyRound, LogOut } from 'lucide-react';
import type { ReactNode } from 'react';
import { LazyMenu } from '../ui/lazy-menu.tsx';
import { hub } from './api.ts';
import { useMe } from './me.ts';

export function PersonMenu(): ReactNode {
  const me = useMe();
  const queries = useQueryClient();
  const signOut = useMutation({
    mutationFn: (everywhere: boolean) =>
      hub.POST(everywhere ? '/api/v1/auth/sign-out-everywhere' : '/api/v1/auth/sign-out'),
    onSettled: () => {
      queries.clear();
      window.location.assign('/sign-in');
    },
  });
  return (
    <LazyMenu
      trigger={
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Signed in as ${me.name}`}>
          <CircleUser size={20} />
        </ActionIcon>
      }
      parts={[
        {
          heading: (
            <>
              {me.name}, {me.role}
              <br />
              {me.email}
            </>
          ),
          entries: [
            { label: 'Password and keys', icon: KeyRound, to: '/account' },
            { label: 'Sign out', icon: LogOut, run: () => signOut.mutate(false) },
            { label: 'Sign out everywhere', icon: LogOut, run: () => signOut.mutate(true) },
          ],
        },
      ]}
    />
  );
}
