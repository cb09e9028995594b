import { ActionIcon } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleUser, LogOut, Mailbox, UserRoundPen } from 'lucide-react';
import type { ReactNode } from 'react';
import { openApi } from '../api/api.ts';
import type { Person } from '../session/session.ts';
import { LazyMenu } from '../ui/lazy-menu.tsx';
import { usePlace } from './workspace.tsx';

const api = openApi();

export function PersonMenu({ person }: { readonly person: Person }): ReactNode {
  const queries = useQueryClient();
  const { workspace } = usePlace();
  const signOut = useMutation({
    mutationFn: () => api.POST('/api/v1/auth/sign-out'),
    onSettled: () => {
      queries.clear();
      window.location.assign('/sign-in');
    },
  });
  return (
    <LazyMenu
      trigger={
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Signed in as ${person.name}`}>
          <CircleUser size={20} />
        </ActionIcon>
      }
      parts={[
        {
          heading: (
            <>
              {person.name}
              <br />
              {person.email}
            </>
          ),
          entries: [
            { label: 'Profile', icon: UserRoundPen, to: `/w/${workspace.id}/profile` },
            ...(person.instanceAdmin ? [{ label: 'Outbox', icon: Mailbox, to: `/w/${workspace.id}/outbox` }] : []),
            { label: 'Sign out', icon: LogOut, run: () => signOut.mutate() },
          ],
        },
      ]}
    />
  );
}
