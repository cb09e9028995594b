import { Select } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Danger } from '../../../ui/danger.tsx';
import { FormDialog } from '../../../ui/form.tsx';
import { tell } from '../../../ui/tell.ts';
import { hub, take } from '../../api.ts';
import { useMe } from '../../me.ts';
import type { Operator, Role } from '../../parts/operators.ts';
import { rolesFor } from './roles.ts';

/** What is to be done to whom. */
export interface Asked {
  readonly what: 'role' | 'disable' | 'remove';
  readonly operator: Operator;
}

interface DialogsProps {
  readonly asked: Asked;
  readonly onClose: () => void;
}

export function OperatorDialogs({ asked: { what, operator }, onClose }: DialogsProps): ReactNode {
  const queries = useQueryClient();
  const { id, name, email } = operator;
  const params = { path: { id } };
  const done = async (words: string): Promise<void> => {
    tell(words);
    await queries.invalidateQueries({ queryKey: ['hub', 'operators'] });
  };
  switch (what) {
    case 'role':
      return <RoleDialog operator={operator} onClose={onClose} />;
    case 'disable':
      return (
        <Danger
          isOpen
          onClose={onClose}
          title={`Keep ${name} out`}
          act={async () => {
            await take(hub.POST('/api/v1/operators/{id}/disable', { params }));
            await done(`${name} is kept out`);
          }}
        >
          Every session and API key of {email} ends to work now. You can let them in again.
        </Danger>
      );
    case 'remove':
      return (
        <Danger
          isOpen
          onClose={onClose}
          title={`Remove ${name}`}
          confirm={email}
          act={async () => {
            await take(hub.DELETE('/api/v1/operators/{id}', { params }));
            await done(`${name} is removed`);
          }}
        >
          Their account, sessions and API keys are gone. What they did stays in the audit. To come back they have to be
          invited anew.
        </Danger>
      );
  }
}

function RoleDialog({ operator, onClose }: { readonly operator: Operator; readonly onClose: () => void }): ReactNode {
  const { id, name } = operator;
  const me = useMe();
  const queries = useQueryClient();
  const [role, setRole] = useState<Role>(operator.role);
  const change = useMutation({
    mutationFn: () => take(hub.PUT('/api/v1/operators/{id}/role', { params: { path: { id } }, body: { role } })),
    onSuccess: async () => {
      onClose();
      tell(`${name} is ${role} now`);
      await queries.invalidateQueries({ queryKey: ['hub', 'operators'] });
    },
  });
  return (
    <FormDialog
      title={`The role of ${name}`}
      submit="Change the role"
      acting={change}
      onSubmit={() => change.mutate()}
      onClose={onClose}
    >
      <Select
        label="Role"
        description="It counts from now on, for their sessions and keys too."
        allowDeselect={false}
        data={rolesFor(me.role)}
        value={role}
        onChange={(value) => setRole((value ?? role) as Role)}
      />
    </FormDialog>
  );
}
