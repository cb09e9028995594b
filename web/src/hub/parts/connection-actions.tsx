import { ActionIcon } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { EllipsisVertical } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { mayDo } from '../../frame/screens.ts';
import { Danger } from '../../ui/danger.tsx';
import { LazyMenu } from '../../ui/lazy-menu.tsx';
import { tell } from '../../ui/tell.ts';
import { hub, take } from '../api.ts';
import { useMe } from '../me.ts';
import { choicesOf, follows, wordsOf, type Choice } from './connection-choices.ts';
import type { Connection } from './connections.ts';
import { useNameOf } from './instances.ts';

/** What the operator may decide about a connection, each time for one of its sides. */
export function ConnectionActions({ connection }: { readonly connection: Connection }): ReactNode {
  const { permissions } = useMe();
  const nameOf = useNameOf();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Choice | null>(null);
  const [isOpen, setOpen] = useState(false);
  const choices = choicesOf(connection).filter(({ action }) => mayDo(permissions, `connections:${action}`));
  if (choices.length === 0) return null;
  const pair = `${nameOf(connection.a)} and ${nameOf(connection.b)}`;
  const act = async (): Promise<void> => {
    if (asked === null) return;
    const { action, instance } = asked;
    const path = { id: connection.id };
    await take(hub.POST(`/api/v1/connections/{id}/${action}`, { params: { path }, body: { instance } }));
    tell(`The connection of ${pair} is changed`);
    await queries.invalidateQueries({ queryKey: ['hub'] });
  };
  return (
    <>
      <LazyMenu
        trigger={
          <ActionIcon variant="subtle" color="gray" aria-label={`Change the connection of ${pair}`}>
            <EllipsisVertical size={16} />
          </ActionIcon>
        }
        parts={[
          {
            entries: choices.map((choice) => ({
              label: wordsOf(choice, nameOf),
              run: () => {
                setAsked(choice);
                setOpen(true);
              },
            })),
          },
        ]}
      />
      <Danger
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={asked === null ? '' : wordsOf(asked, nameOf)}
        act={act}
      >
        {asked !== null && follows[asked.action]}
      </Danger>
    </>
  );
}
