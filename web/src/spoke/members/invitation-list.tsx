import { Badge } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { components } from '@wheelhouse/client';
import { MailPlus, MailX, Send } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { take, takePage, useApi } from '../../api/api.ts';
import { Danger } from '../../ui/danger.tsx';
import { Empty } from '../../ui/empty.tsx';
import type { Column } from '../../ui/list-table.tsx';
import { ListView, useList } from '../../ui/list.tsx';
import { RowMenu, type RowAction } from '../../ui/row-menu.tsx';
import { tell } from '../../ui/tell.ts';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { Trouble } from '../../ui/trouble.tsx';
import { usePlace } from '../workspace.tsx';
import { useRoles } from './roles.ts';

type Invitation = components['schemas']['InvitationView'];

const colours: Readonly<Record<Invitation['state'], string>> = {
  open: 'blue',
  accepted: 'green',
  revoked: 'gray',
  expired: 'orange',
};

/** What is told of an invitation. Pure. */
function factsOf(roleName: (role: string) => string): readonly Column<Invitation>[] {
  return [
    { header: 'E-mail', width: 'minmax(160px, 1.5fr)', cell: ({ email }) => email, text: ({ email }) => email },
    {
      header: 'Role',
      width: 'minmax(90px, 0.7fr)',
      cell: ({ role }) => roleName(role),
      text: ({ role }) => roleName(role),
    },
    {
      header: 'State',
      width: '110px',
      cell: ({ state }) => (
        <Badge variant="light" color={colours[state]}>
          {state}
        </Badge>
      ),
      text: ({ state }) => state,
    },
    {
      header: 'Sent',
      width: 'minmax(140px, 1fr)',
      cell: ({ sentAt, sends }) =>
        sentAt === null ? (
          'not yet'
        ) : (
          <>
            <TimeAgo at={sentAt} />
            {sends > 1 ? `, ${sends} times` : ''}
          </>
        ),
      text: ({ sentAt }) => (sentAt === null ? '' : new Date(sentAt).toISOString()),
    },
    {
      header: 'Ends',
      width: 'minmax(110px, 0.7fr)',
      cell: ({ expiresAt, state }) => (state === 'open' ? <TimeAgo at={expiresAt} /> : ''),
      text: ({ expiresAt }) => new Date(expiresAt).toISOString(),
    },
  ];
}

interface Acts {
  readonly resend: (invitation: Invitation) => void;
  readonly revoke: (invitation: Invitation) => void;
}

/** Pure. One that was accepted or revoked is over. */
function actionsOf(invitation: Invitation, { resend, revoke }: Acts): RowAction[] {
  const { state } = invitation;
  if (state !== 'open' && state !== 'expired') return [];
  return [
    { label: 'Send again', icon: Send, run: () => resend(invitation) },
    { label: 'Revoke', icon: MailX, isDanger: true, run: () => revoke(invitation) },
  ];
}

/** Who shall be in the workspace, and who was asked to be. */
export function InvitationList({ onInvite }: { readonly onInvite: ReactNode }): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  const { data: roles = [] } = useRoles();
  const [revoked, setRevoked] = useState<Invitation | null>(null);
  const path = { id: workspace.id };
  const key = [workspace.id, 'invitations'];
  const list = useList<Invitation>({
    key,
    page: (query, signal) =>
      takePage(api.GET('/api/v1/workspaces/{id}/invitations', { params: { path, query }, signal })),
  });
  const pathOf = ({ id }: Invitation) => ({ params: { path: { ...path, invitationId: id } } });
  const resend = useMutation({
    mutationFn: (invitation: Invitation) =>
      take(api.POST('/api/v1/workspaces/{id}/invitations/{invitationId}/resend', pathOf(invitation))),
    onSuccess: async ({ email }) => {
      tell(`A new link went to ${email}; the one before is worth nothing now`);
      await queries.invalidateQueries({ queryKey: key });
    },
  });
  const roleName = (role: string): string => roles.find(({ id }) => id === role)?.name ?? role;
  const columns: readonly Column<Invitation>[] = [
    ...factsOf(roleName),
    {
      header: 'Do',
      width: '48px',
      cell: (invitation) => (
        <RowMenu
          what={invitation.email}
          actions={actionsOf(invitation, { resend: resend.mutate, revoke: setRevoked })}
        />
      ),
    },
  ];
  return (
    <>
      <Trouble error={resend.error} />
      <ListView
        list={list}
        what="invitations"
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          <Empty icon={MailPlus} title="Nobody was invited yet">
            {onInvite}
          </Empty>
        }
      />
      <Danger
        isOpen={revoked !== null}
        onClose={() => setRevoked(null)}
        title={`Revoke the invitation of ${revoked?.email ?? ''}`}
        act={async () => {
          if (revoked === null) return;
          await take(api.DELETE('/api/v1/workspaces/{id}/invitations/{invitationId}', pathOf(revoked)));
          await queries.invalidateQueries({ queryKey: key });
        }}
      >
        Its link is worth nothing from now on. You can invite the address again.
      </Danger>
    </>
  );
}
