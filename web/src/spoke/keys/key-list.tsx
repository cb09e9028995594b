import { Code, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { components } from '@wheelhouse/client';
import { KeyRound, RefreshCw, ShieldX } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { take, takePage, useApi } from '../../api/api.ts';
import { Danger } from '../../ui/danger.tsx';
import { Empty } from '../../ui/empty.tsx';
import type { Column } from '../../ui/list-table.tsx';
import { ListView, useList } from '../../ui/list.tsx';
import { onDemand } from '../../ui/on-demand.tsx';
import { RowMenu, type RowAction } from '../../ui/row-menu.tsx';
import { tell } from '../../ui/tell.ts';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { useMay, usePlace } from '../workspace.tsx';
import { KeyBadge } from './key-badge.tsx';
import type { ShownKey } from './key-shown.tsx';
import { scopeWords, stateOfKey } from './key-wish.ts';

const RotateDialog = onDemand(async () => (await import('./rotate-dialog.tsx')).RotateDialog);

type Key = components['schemas']['KeyView'];

/** What is told of a key. Pure. */
function factsOf(held: readonly string[]): readonly Column<Key>[] {
  return [
    { header: 'Name', width: 'minmax(120px, 1fr)', cell: ({ name }) => name, text: ({ name }) => name },
    {
      header: 'Begins with',
      width: 'minmax(130px, 0.8fr)',
      cell: ({ prefix }) => <Code>{prefix}…</Code>,
      text: ({ prefix }) => prefix,
    },
    {
      header: 'May',
      width: 'minmax(140px, 1fr)',
      cell: ({ permissions }) => <span title={permissions.join(', ')}>{scopeWords(permissions, held)}</span>,
      text: ({ permissions }) => permissions.join(' '),
    },
    {
      header: 'State',
      width: '105px',
      cell: (key) => <KeyBadge {...key} />,
      text: (key) => stateOfKey(key, Date.now()),
    },
    {
      header: 'Last used',
      width: 'minmax(130px, 0.9fr)',
      cell: ({ lastUsedAt, lastUsedIp }) =>
        lastUsedAt === null ? (
          'never'
        ) : (
          <span title={lastUsedIp === null ? '' : `from ${lastUsedIp}`}>
            <TimeAgo at={lastUsedAt} />
          </span>
        ),
      text: ({ lastUsedAt }) => (lastUsedAt === null ? '' : new Date(lastUsedAt).toISOString()),
    },
    {
      header: 'Ends',
      width: 'minmax(110px, 0.7fr)',
      cell: ({ expiresAt }) => (expiresAt === null ? 'never' : <TimeAgo at={expiresAt} />),
      text: ({ expiresAt }) => (expiresAt === null ? '' : new Date(expiresAt).toISOString()),
    },
  ];
}

type Asked = { readonly what: 'rotate' | 'revoke'; readonly key: Key } | null;

interface KeyListProps {
  readonly create: ReactNode;
  readonly onMade: (shown: ShownKey) => void;
}

/** One's own keys in the workspace. */
export function KeyList({ create, onMade }: KeyListProps): ReactNode {
  const api = useApi();
  const { workspace } = usePlace();
  const mayRevoke = useMay('keys:revoke');
  const [asked, setAsked] = useState<Asked>(null);
  const list = useList<Key>({
    key: [workspace.id, 'keys'],
    page: (query, signal) => takePage(api.GET('/api/v1/keys', { params: { query }, signal })),
  });
  const actionsOf = (key: Key): RowAction[] => {
    const state = stateOfKey(key, Date.now());
    if (state === 'revoked' || state === 'expired') return [];
    return [
      ...(state === 'active'
        ? [{ label: 'Rotate', icon: RefreshCw, run: () => setAsked({ what: 'rotate', key }) }]
        : []),
      ...(mayRevoke
        ? [{ label: 'Revoke', icon: ShieldX, isDanger: true, run: () => setAsked({ what: 'revoke', key }) }]
        : []),
    ];
  };
  const columns: readonly Column<Key>[] = [
    ...factsOf(workspace.permissions),
    { header: 'Do', width: '48px', cell: (key) => <RowMenu what={key.name} actions={actionsOf(key)} /> },
  ];
  const onClose = (): void => setAsked(null);
  return (
    <>
      <ListView
        list={list}
        what="keys"
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          <Empty icon={KeyRound} title="You have no key here yet">
            <Text size="sm">A key lets a program or the command line act as you in this workspace.</Text>
            {create}
          </Empty>
        }
      />
      {asked?.what === 'rotate' && <RotateDialog {...asked.key} isAccount={false} onMade={onMade} onClose={onClose} />}
      {asked?.what === 'revoke' && <RevokeKey of={asked.key} onClose={onClose} />}
    </>
  );
}

function RevokeKey({ of: { id, name }, onClose }: { readonly of: Key; readonly onClose: () => void }): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  return (
    <Danger
      isOpen
      onClose={onClose}
      title={`Revoke ${name}`}
      act={async () => {
        await take(api.DELETE('/api/v1/keys/{id}', { params: { path: { id } } }));
        tell(`${name} is revoked`);
        await queries.invalidateQueries({ queryKey: [workspace.id, 'keys'] });
      }}
    >
      Whatever uses it is refused from its next request on. It cannot be undone; make a new key instead.
    </Danger>
  );
}
