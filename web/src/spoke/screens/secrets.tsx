import { Button, Text } from '@mantine/core';
import { LockKeyhole, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { takePage, useApi } from '../../api/api.ts';
import { CopyLine } from '../../ui/copy-line.tsx';
import { Empty } from '../../ui/empty.tsx';
import type { Column } from '../../ui/list-table.tsx';
import { ListView, useList } from '../../ui/list.tsx';
import { onDemand } from '../../ui/on-demand.tsx';
import { Page } from '../../ui/page.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import type { Secret } from '../secrets/secret-dialogs.tsx';
import { useSecretUsers } from '../secrets/secret-users.ts';
import { useMay, usePlace } from '../workspace.tsx';

const ChangeSecretDialog = onDemand(async () => (await import('../secrets/secret-dialogs.tsx')).ChangeSecretDialog);
const DeleteSecretDialog = onDemand(async () => (await import('../secrets/secret-dialogs.tsx')).DeleteSecretDialog);
const SetSecretDialog = onDemand(async () => (await import('../secrets/secret-dialogs.tsx')).SetSecretDialog);

type Users = ReturnType<typeof useSecretUsers>;

function factsOf(users: Users): readonly Column<Secret>[] {
  const usersOf = ({ name }: Secret): string => users?.get(name)?.join(', ') ?? '';
  return [
    { header: 'Name', width: 'minmax(160px, 1fr)', cell: ({ name }) => name, text: ({ name }) => name },
    {
      header: 'What it is for',
      width: 'minmax(160px, 1.6fr)',
      cell: ({ description }) => description,
      text: ({ description }) => description,
    },
    ...(users === undefined
      ? []
      : [
          {
            header: 'Used by',
            width: 'minmax(140px, 1fr)',
            cell: (secret: Secret) => <span title={usersOf(secret)}>{usersOf(secret) || 'no agent'}</span>,
            text: usersOf,
          },
        ]),
    { header: 'Value', width: '90px', cell: ({ version }) => `no. ${version}`, text: ({ version }) => String(version) },
    {
      header: 'Changed',
      width: 'minmax(120px, 0.7fr)',
      cell: ({ updatedAt }) => <TimeAgo at={updatedAt} />,
      text: ({ updatedAt }) => new Date(updatedAt).toISOString(),
    },
  ];
}

type Asked = { readonly what: 'set' } | { readonly what: 'change' | 'delete'; readonly secret: Secret } | null;

/** What agents are given and nobody is shown. */
export function Secrets(): ReactNode {
  const api = useApi();
  const { workspace } = usePlace();
  const mayManage = useMay('secrets:manage');
  const users = useSecretUsers();
  const [asked, setAsked] = useState<Asked>(null);
  const list = useList<Secret>({
    key: [workspace.id, 'secrets'],
    page: (query, signal) => takePage(api.GET('/api/v1/secrets', { params: { query }, signal })),
  });
  const close = (): void => setAsked(null);
  const set = mayManage && (
    <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setAsked({ what: 'set' })}>
      Set a secret
    </Button>
  );
  const actionsOf = (secret: Secret) => [
    { label: 'Change', icon: Pencil, run: () => setAsked({ what: 'change', secret }) },
    { label: 'Delete', icon: Trash2, isDanger: true, run: () => setAsked({ what: 'delete', secret }) },
  ];
  const columns: readonly Column<Secret>[] = [
    ...factsOf(users),
    {
      header: 'Do',
      width: '48px',
      cell: (secret) => <RowMenu what={secret.name} actions={mayManage ? actionsOf(secret) : []} />,
    },
  ];
  return (
    <Page title="Secrets" actions={set}>
      <ListView
        list={list}
        what="secrets"
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          <Empty icon={LockKeyhole} title="There is no secret yet">
            <Text size="sm">
              A secret is given to agents of this workspace in a variable of theirs. Its value is never shown again.
            </Text>
            {set}
            {mayManage && <CopyLine text="npx wheelhouse secret set DEPLOY_TOKEN" label="Copy the command" />}
          </Empty>
        }
      />
      {asked?.what === 'set' && <SetSecretDialog onClose={close} />}
      {asked?.what === 'change' && <ChangeSecretDialog secret={asked.secret} onClose={close} />}
      {asked?.what === 'delete' && (
        <DeleteSecretDialog secret={asked.secret} users={users?.get(asked.secret.name) ?? []} onClose={close} />
      )}
    </Page>
  );
}
