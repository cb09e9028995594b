import { Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { LogOut, UserCog, UserMinus, Users } from 'lucide-react';
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
import { useLeave } from '../use-leave.ts';
import { useMay, usePlace } from '../workspace.tsx';
import type { Member } from './member-dialogs.tsx';

const ChangeRoleDialog = onDemand(async () => (await import('./member-dialogs.tsx')).ChangeRoleDialog);

const facts: readonly Column<Member>[] = [
  {
    header: 'Name',
    width: 'minmax(120px, 1fr)',
    cell: ({ name, isCreator }) => (isCreator ? `${name} (made the workspace)` : name),
    text: ({ name }) => name,
  },
  { header: 'E-mail', width: 'minmax(160px, 1.5fr)', cell: ({ email }) => email, text: ({ email }) => email },
  {
    header: 'Role',
    width: 'minmax(90px, 0.7fr)',
    cell: ({ role, roleName }) => roleName ?? role,
    text: ({ role, roleName }) => roleName ?? role,
  },
  {
    header: 'Joined',
    width: 'minmax(110px, 0.7fr)',
    cell: ({ joinedAt }) => (joinedAt === null ? '' : <TimeAgo at={joinedAt} />),
    text: ({ joinedAt }) => (joinedAt === null ? '' : new Date(joinedAt).toISOString()),
  },
];

type Asked = { readonly what: 'role' | 'remove'; readonly member: Member } | null;

/** Who is in the workspace, as what. */
export function MemberList(): ReactNode {
  const api = useApi();
  const { workspace, person } = usePlace();
  const mayManage = useMay('members:manage');
  const mayRemove = useMay('members:remove');
  const [asked, setAsked] = useState<Asked>(null);
  const path = { id: workspace.id };
  const list = useList<Member>({
    key: [workspace.id, 'members'],
    page: (query, signal) => takePage(api.GET('/api/v1/workspaces/{id}/members', { params: { path, query }, signal })),
  });
  const actionsOf = (member: Member): RowAction[] => {
    const remove = { run: () => setAsked({ what: 'remove', member }), isDanger: true };
    if (member.userId === person.id) return [{ label: 'Leave the workspace', icon: LogOut, ...remove }];
    return [
      ...(mayManage
        ? [{ label: 'Change the role', icon: UserCog, run: () => setAsked({ what: 'role', member }) }]
        : []),
      ...(mayRemove ? [{ label: 'Remove', icon: UserMinus, ...remove }] : []),
    ];
  };
  const columns: readonly Column<Member>[] = [
    ...facts,
    {
      header: 'Do',
      width: '48px',
      cell: (member) => <RowMenu what={member.name} actions={actionsOf(member)} />,
    },
  ];
  return (
    <>
      <ListView
        list={list}
        what="members"
        columns={columns}
        rowKey={({ userId }) => userId}
        empty={
          <Empty icon={Users} title="Nobody is in this workspace">
            <Text size="sm">Invite somebody, or have an administrator do it: with Invite above.</Text>
          </Empty>
        }
      />
      {asked?.what === 'role' && <ChangeRoleDialog member={asked.member} onClose={() => setAsked(null)} />}
      {asked?.what === 'remove' && <RemoveDialog member={asked.member} onClose={() => setAsked(null)} />}
    </>
  );
}

interface RemoveProps {
  readonly member: Member;
  readonly onClose: () => void;
}

function RemoveDialog({ member, onClose }: RemoveProps): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const leave = useLeave();
  const { workspace, person } = usePlace();
  const isSelf = member.userId === person.id;
  const act = async (): Promise<void> => {
    const path = { id: workspace.id, userId: member.userId };
    await take(api.DELETE('/api/v1/workspaces/{id}/members/{userId}', { params: { path } }));
    tell(isSelf ? `You left ${workspace.name}` : `${member.name} is removed`);
    if (!isSelf) return queries.invalidateQueries({ queryKey: [workspace.id] });
    await leave();
  };
  return (
    <Danger isOpen onClose={onClose} title={isSelf ? `Leave ${workspace.name}` : `Remove ${member.name}`} act={act}>
      <Text size="sm">
        {isSelf ? 'Your' : `${member.name}’s`} API keys, places in teams and shares here end at once. What{' '}
        {isSelf ? 'you' : 'they'} made stays. Coming back takes a new invitation.
      </Text>
    </Danger>
  );
}
