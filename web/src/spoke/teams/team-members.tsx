import { Group, Select, Stack, Table, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { components } from '@wheelhouse/client';
import { UserMinus } from 'lucide-react';
import type { ReactNode } from 'react';
import { take, takePage, useApi } from '../../api/api.ts';
import { everyRow } from '../../api/every-row.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import { Trouble } from '../../ui/trouble.tsx';
import { usePlace } from '../workspace.tsx';
import type { Team } from './team-dialogs.tsx';

type TeamMember = components['schemas']['TeamMemberView'];
type TeamRole = TeamMember['role'];

interface TeamMembersProps {
  readonly team: Team;
  /** Takes members in and out. */
  readonly mayEdit: boolean;
  /** Makes owners and administrators too. */
  readonly mayRaise: boolean;
}

export function TeamMembers({ team, mayEdit, mayRaise }: TeamMembersProps): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace, person } = usePlace();
  const key = [workspace.id, 'teams', team.id, 'members'];
  const members = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => take(api.GET('/api/v1/teams/{id}/members', { params: { path: { id: team.id } }, signal })),
  });
  const onSuccess = async (): Promise<void> => queries.invalidateQueries({ queryKey: [workspace.id, 'teams'] });
  const put = useMutation({
    mutationFn: ({ userId, role }: { readonly userId: string; readonly role: TeamRole }) => {
      const path = { id: team.id, userId };
      return take(api.PUT('/api/v1/teams/{id}/members/{userId}', { params: { path }, body: { role } }));
    },
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: (userId: string) =>
      take(api.DELETE('/api/v1/teams/{id}/members/{userId}', { params: { path: { id: team.id, userId } } })),
    onSuccess,
  });
  const mayChange = ({ userId, role }: TeamMember): boolean =>
    mayEdit && userId !== person.id && (mayRaise || role === 'member');
  const rowOf = (member: TeamMember): ReactNode => (
    <MemberRow
      key={member.userId}
      member={member}
      isSelf={member.userId === person.id}
      {...(mayChange(member) && mayRaise
        ? { onRole: (role: TeamRole) => put.mutate({ userId: member.userId, role }) }
        : {})}
      {...(mayChange(member) || member.userId === person.id ? { onRemove: () => remove.mutate(member.userId) } : {})}
    />
  );
  return (
    <Stack gap="xs">
      <Title order={2} size="h5">
        People
      </Title>
      <Loaded query={members} what="members of this team">
        {(rows) => (
          <>
            {rows.length === 0 && <Text size="sm">Nobody is in it yet.</Text>}
            <Table>
              <Table.Tbody>{rows.map(rowOf)}</Table.Tbody>
            </Table>
            {mayEdit && (
              <Newcomer
                known={rows.map(({ userId }) => userId)}
                onAdd={(userId) => put.mutate({ userId, role: 'member' })}
              />
            )}
          </>
        )}
      </Loaded>
      <Trouble error={put.error ?? remove.error} />
    </Stack>
  );
}

interface MemberRowProps {
  readonly member: TeamMember;
  readonly isSelf: boolean;
  /** Absent: may not. */
  readonly onRole?: (role: TeamRole) => void;
  readonly onRemove?: () => void;
}

function MemberRow({ member, isSelf, onRole, onRemove }: MemberRowProps): ReactNode {
  return (
    <Table.Tr>
      <Table.Td>{member.name}</Table.Td>
      <Table.Td w={120}>{onRole === undefined ? member.role : <RoleOf member={member} onChange={onRole} />}</Table.Td>
      <Table.Td w={40}>
        {onRemove !== undefined && (
          <RowMenu
            what={member.name}
            actions={[
              { label: isSelf ? 'Leave the team' : 'Take out', icon: UserMinus, isDanger: true, run: onRemove },
            ]}
          />
        )}
      </Table.Td>
    </Table.Tr>
  );
}

interface RoleOfProps {
  readonly member: TeamMember;
  readonly onChange: (role: TeamRole) => void;
}

function RoleOf({ member, onChange }: RoleOfProps): ReactNode {
  return (
    <Select
      aria-label={`Role of ${member.name}`}
      size="xs"
      allowDeselect={false}
      data={['owner', 'admin', 'member']}
      value={member.role}
      onChange={(role) => onChange((role ?? member.role) as TeamRole)}
    />
  );
}

interface NewcomerProps {
  readonly known: readonly string[];
  readonly onAdd: (userId: string) => void;
}

/** A member of the workspace who is not in the team. */
function Newcomer({ known, onAdd }: NewcomerProps): ReactNode {
  const api = useApi();
  const { workspace } = usePlace();
  const { data } = useQuery({
    queryKey: [workspace.id, 'members', 'to-choose'],
    queryFn: ({ signal }) =>
      everyRow((query) => {
        const params = { path: { id: workspace.id }, query };
        return takePage(api.GET('/api/v1/workspaces/{id}/members', { params, signal }));
      }),
  });
  const offered = (data ?? []).filter(({ userId }) => !known.includes(userId));
  return (
    <Group>
      <Select
        aria-label="Take in"
        placeholder={offered.length === 0 ? 'Everybody is in it' : 'Take somebody in'}
        disabled={offered.length === 0}
        searchable
        data={offered.map(({ userId, name, email }) => ({ value: userId, label: `${name} (${email})` }))}
        value={null}
        onChange={(userId) => {
          if (userId !== null) onAdd(userId);
        }}
        style={{ flex: 1 }}
      />
    </Group>
  );
}
