import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useMutation } from '@tanstack/react-query';
import { Dialog } from '../../../ui/dialog.tsx';
import { CopyLine } from '../../../ui/copy-line.tsx';
import { FormDialog } from '../../../ui/form.tsx';
import { TimeAgo } from '../../../ui/time-ago.tsx';
import { hub, take, type Schemas } from '../../api.ts';
import { useMe } from '../../me.ts';
import type { Role } from '../../parts/operators.ts';
import { rolesFor } from './roles.ts';

type Invited = Schemas['InvitedOperator'];

/** Makes the link by which somebody becomes an operator. The hub sends no mail: it is shown once. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const me = useMe();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [invited, setInvited] = useState<Invited | null>(null);
  const invite = useMutation({
    mutationFn: async () =>
      setInvited(await take(hub.POST('/api/v1/operators/invitations', { body: { email: email.trim(), role } }))),
  });
  if (invited !== null) return <LinkShown invited={invited} onClose={onClose} />;
  return (
    <FormDialog
      title="Invite an operator"
      submit="Make the link"
      acting={invite}
      onSubmit={() => invite.mutate()}
      onClose={onClose}
    >
      <TextInput
        label="E-mail"
        type="email"
        required
        autoComplete="off"
        data-autofocus
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <Select
        label="Role"
        allowDeselect={false}
        data={rolesFor(me.role)}
        value={role}
        onChange={(value) => setRole((value ?? 'viewer') as Role)}
      />
    </FormDialog>
  );
}

function LinkShown({ invited, onClose }: { readonly invited: Invited; readonly onClose: () => void }): ReactNode {
  const { email, role, link, expiresAt } = invited;
  return (
    <Dialog opened onClose={onClose} title={`The link for ${email}`}>
      <Stack>
        <Text size="sm">
          Send it to {email} in a way that only they read. Whoever opens it first becomes {role}. It works once, ends{' '}
          <TimeAgo at={expiresAt} />, and is not shown again.
        </Text>
        <CopyLine text={link} label="Copy the link" />
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
