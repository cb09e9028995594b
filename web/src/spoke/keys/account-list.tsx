import { Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { components } from '@wheelhouse/client';
import { Bot, RefreshCw, ShieldX } from 'lucide-react';
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
import { usePlace } from '../workspace.tsx';
import { KeyBadge } from './key-badge.tsx';
import type { ShownKey } from './key-shown.tsx';
import { scopeWords, stateOfKey } from './key-wish.ts';

const RotateDialog = onDemand(async () => (await import('./rotate-dialog.tsx')).RotateDialog);

type Account = components['schemas']['ServiceAccountView'];

/** Pure: those of its keys that let somebody in. */
function liveKeysOf({ keys }: Account, now: number): Account['keys'] {
  return keys.filter((key) => ['active', 'replaced'].includes(stateOfKey(key, now)));
}

function lastUseOf({ keys }: Account): number | null {
  const uses = keys.flatMap(({ lastUsedAt }) => (lastUsedAt === null ? [] : [lastUsedAt]));
  return uses.length === 0 ? null : Math.max(...uses);
}

/** What is told of an account. Pure. */
function factsOf(held: readonly string[]): readonly Column<Account>[] {
  return [
    { header: 'Name', width: 'minmax(120px, 1fr)', cell: ({ name }) => name, text: ({ name }) => name },
    {
      header: 'What it is for',
      width: 'minmax(140px, 1.4fr)',
      cell: ({ description }) => description,
      text: ({ description }) => description,
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
      cell: ({ revokedAt, expiresAt }) => <KeyBadge revokedAt={revokedAt} expiresAt={expiresAt} />,
      text: ({ revokedAt, expiresAt }) => stateOfKey({ revokedAt, expiresAt }, Date.now()),
    },
    {
      header: 'Keys',
      width: '70px',
      cell: (account) => liveKeysOf(account, Date.now()).length,
      text: (account) => String(liveKeysOf(account, Date.now()).length),
    },
    {
      header: 'Last used',
      width: 'minmax(120px, 0.8fr)',
      cell: (account) => <LastUse at={lastUseOf(account)} />,
      text: (account) => isoOf(lastUseOf(account)),
    },
  ];
}

function isoOf(at: number | null): string {
  return at === null ? '' : new Date(at).toISOString();
}

function LastUse({ at }: { readonly at: number | null }): ReactNode {
  return at === null ? 'never' : <TimeAgo at={at} />;
}

type Asked = { readonly what: 'rotate' | 'revoke'; readonly account: Account } | null;

interface AccountListProps {
  readonly create: ReactNode;
  readonly onMade: (shown: ShownKey) => void;
}

/** Programs that act in the workspace, each with keys of its own. */
export function AccountList({ create, onMade }: AccountListProps): ReactNode {
  const api = useApi();
  const { workspace } = usePlace();
  const [asked, setAsked] = useState<Asked>(null);
  const list = useList<Account>({
    key: [workspace.id, 'service-accounts'],
    page: (query, signal) => takePage(api.GET('/api/v1/service-accounts', { params: { query }, signal })),
  });
  const actionsOf = (account: Account): RowAction[] =>
    account.revokedAt !== null
      ? []
      : [
          { label: 'Rotate the key', icon: RefreshCw, run: () => setAsked({ what: 'rotate', account }) },
          { label: 'Revoke', icon: ShieldX, isDanger: true, run: () => setAsked({ what: 'revoke', account }) },
        ];
  const columns: readonly Column<Account>[] = [
    ...factsOf(workspace.permissions),
    { header: 'Do', width: '48px', cell: (account) => <RowMenu what={account.name} actions={actionsOf(account)} /> },
  ];
  const onClose = (): void => setAsked(null);
  return (
    <>
      <ListView
        list={list}
        what="service accounts"
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          <Empty icon={Bot} title="There is no service account yet">
            <Text size="sm">
              A service account is a program that acts here as itself, such as a build server. It stays when people
              leave.
            </Text>
            {create}
          </Empty>
        }
      />
      {asked?.what === 'rotate' && <RotateDialog {...asked.account} isAccount onMade={onMade} onClose={onClose} />}
      {asked?.what === 'revoke' && <RevokeAccount of={asked.account} onClose={onClose} />}
    </>
  );
}

interface RevokeProps {
  readonly of: Account;
  readonly onClose: () => void;
}

function RevokeAccount({ of: { id, name }, onClose }: RevokeProps): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  return (
    <Danger
      isOpen
      onClose={onClose}
      title={`Revoke ${name}`}
      act={async () => {
        await take(api.DELETE('/api/v1/service-accounts/{id}', { params: { path: { id } } }));
        tell(`${name} is revoked`);
        await queries.invalidateQueries({ queryKey: [workspace.id, 'service-accounts'] });
      }}
    >
      All its keys end at once, and whatever uses them is refused. It cannot be undone. What it did stays in the audit
      log.
    </Danger>
  );
}
