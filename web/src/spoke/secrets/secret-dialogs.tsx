import { PasswordInput, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { components } from '@wheelhouse/client';
import type { ReactNode } from 'react';
import { take, useApi } from '../../api/api.ts';
import { Danger } from '../../ui/danger.tsx';
import { FormDialog } from '../../ui/form.tsx';
import { tell } from '../../ui/tell.ts';
import { useFields } from '../../ui/use-fields.ts';
import { usePlace } from '../workspace.tsx';

export type Secret = components['schemas']['SecretView'];

/** What was typed is kept in no cache of what was done. */
const notKept = { gcTime: 0 } as const;

const valueOf = { label: 'Value', autoComplete: 'off', maxLength: 32_768 } as const;

/** A new secret. */
export function SetSecretDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  const { typed, bind } = useFields({ name: '', value: '', description: '' });
  const set = useMutation({
    ...notKept,
    mutationFn: () => take(api.POST('/api/v1/secrets', { body: typed })),
    onSuccess: async ({ name }) => {
      tell(`${name} is set`);
      onClose();
      await queries.invalidateQueries({ queryKey: [workspace.id, 'secrets'] });
    },
  });
  return (
    <FormDialog title="Set a secret" submit="Set" acting={set} onSubmit={() => set.mutate()} onClose={onClose}>
      <TextInput
        label="Name"
        description="Letters, digits and underscores, such as DEPLOY_TOKEN."
        required
        pattern="[A-Za-z_][A-Za-z0-9_]{0,127}"
        title="Letters, digits and underscores; a letter or an underscore first"
        autoComplete="off"
        data-autofocus
        {...bind('name')}
      />
      <PasswordInput
        {...valueOf}
        required
        description="It is sealed, and nobody is shown it again."
        {...bind('value')}
      />
      <Textarea label="What it is for" autosize minRows={2} maxLength={2000} {...bind('description')} />
    </FormDialog>
  );
}

interface OneProps {
  readonly secret: Secret;
  readonly onClose: () => void;
}

/** Another value for a secret, or another description. */
export function ChangeSecretDialog({ secret, onClose }: OneProps): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  const { typed, bind } = useFields({ value: '', description: secret.description });
  const change = useMutation({
    ...notKept,
    mutationFn: () => {
      const { value, description } = typed;
      const body = { description, ...(value === '' ? {} : { value }) };
      return take(api.PATCH('/api/v1/secrets/{id}', { params: { path: { id: secret.id } }, body }));
    },
    onSuccess: async ({ name }) => {
      tell(typed.value === '' ? `${name} is changed` : `${name} has a new value; runs that start from now on get it`);
      onClose();
      await queries.invalidateQueries({ queryKey: [workspace.id, 'secrets'] });
    },
  });
  return (
    <FormDialog
      title={`Change ${secret.name}`}
      submit="Change"
      acting={change}
      onSubmit={() => change.mutate()}
      onClose={onClose}
    >
      <PasswordInput
        {...valueOf}
        description="Leave it empty to keep the value. Runs that are under way keep what they were given."
        data-autofocus
        {...bind('value')}
      />
      <Textarea label="What it is for" autosize minRows={2} maxLength={2000} {...bind('description')} />
    </FormDialog>
  );
}

interface DeleteProps extends OneProps {
  /** Names of the agents that are given it. */
  readonly users: readonly string[];
}

export function DeleteSecretDialog({ secret: { id, name }, users, onClose }: DeleteProps): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  return (
    <Danger
      isOpen
      onClose={onClose}
      title={`Delete ${name}`}
      act={async () => {
        await take(api.DELETE('/api/v1/secrets/{id}', { params: { path: { id } } }));
        tell(`${name} is deleted`);
        await queries.invalidateQueries({ queryKey: [workspace.id, 'secrets'] });
      }}
    >
      {users.length > 0 && (
        <Text size="sm" fw={600} mb="xs">
          {users.join(', ')} {users.length === 1 ? 'uses' : 'use'} it; their next runs will fail.
        </Text>
      )}
      Its value cannot be had back. You can set a secret of the same name again.
    </Danger>
  );
}
