import { Anchor, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { components } from '@wheelhouse/client';
import { useState, type ReactNode } from 'react';
import { take, useApi } from '../../api/api.ts';
import { FormDialog } from '../../ui/form.tsx';
import { tell } from '../../ui/tell.ts';
import { usePlace } from '../workspace.tsx';
import { RoleSelect } from './role-select.tsx';

export type Member = components['schemas']['MemberView'];

/** Invites an address into the workspace. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace, person } = usePlace();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState('viewer');
  const invite = useMutation({
    mutationFn: () =>
      take(
        api.POST('/api/v1/workspaces/{id}/invitations', {
          params: { path: { id: workspace.id } },
          body: { email, role },
        }),
      ),
    onSuccess: async (made) => {
      tell(`${made.email} is invited`);
      onClose();
      await queries.invalidateQueries({ queryKey: [workspace.id, 'invitations'] });
    },
  });
  return (
    <FormDialog
      title={`Invite to ${workspace.name}`}
      submit="Invite"
      acting={invite}
      onSubmit={() => invite.mutate()}
      onClose={onClose}
    >
      <TextInput
        label="E-mail"
        type="email"
        required
        data-autofocus
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <RoleSelect value={role} onChange={setRole} />
      <Text size="sm">
        A link goes to the address. It holds for seven days and for that address only; an earlier open invitation of it
        ends.
        {person.instanceAdmin && (
          <>
            {' '}
            Where this instance sends no mail, the link is in the{' '}
            <Anchor component={Link} to={`/w/${workspace.id}/outbox`} size="sm">
              outbox
            </Anchor>
            .
          </>
        )}
      </Text>
    </FormDialog>
  );
}

interface ChangeRoleProps {
  readonly member: Member;
  readonly onClose: () => void;
}

export function ChangeRoleDialog({ member, onClose }: ChangeRoleProps): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  const [role, setRole] = useState(member.role);
  const change = useMutation({
    mutationFn: () =>
      take(
        api.PUT('/api/v1/workspaces/{id}/members/{userId}/role', {
          params: { path: { id: workspace.id, userId: member.userId } },
          body: { role },
        }),
      ),
    onSuccess: async () => {
      tell(`${member.name} has the new role from their next action on`);
      onClose();
      await queries.invalidateQueries({ queryKey: [workspace.id, 'members'] });
    },
  });
  return (
    <FormDialog
      title={`Role of ${member.name}`}
      submit="Change"
      acting={change}
      onSubmit={() => change.mutate()}
      onClose={onClose}
    >
      <RoleSelect value={role} onChange={setRole} />
    </FormDialog>
  );
}
