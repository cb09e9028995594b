import { Select, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { take, useApi } from '../../api/api.ts';
import { FormDialog } from '../../ui/form.tsx';
import { useFields } from '../../ui/use-fields.ts';
import { usePlace } from '../workspace.tsx';
import type { ShownKey } from './key-shown.tsx';
import { endOf, lifetimes, permissionsOf, type KeyScope } from './key-wish.ts';
import { ScopeChoice } from './scope-choice.tsx';

interface MakeProps {
  readonly onMade: (shown: ShownKey) => void;
  readonly onClose: () => void;
}

/** A secret stays in no cache, of what was done neither. */
export const notKept = { gcTime: 0 } as const;

/** A key of one's own. */
export function MakeKeyDialog({ onMade, onClose }: MakeProps): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  const { typed, bind } = useFields({ name: '' });
  const [lifetime, setLifetime] = useState('90');
  const [scope, setScope] = useState<KeyScope>({ choice: 'all', some: [] });
  const make = useMutation({
    ...notKept,
    mutationFn: () => {
      const expiresAt = endOf(lifetime, Date.now());
      const body = {
        name: typed.name.trim(),
        permissions: [...permissionsOf(scope, workspace.permissions)],
        ...(expiresAt === undefined ? {} : { expiresAt }),
      };
      return take(api.POST('/api/v1/keys', { body }));
    },
    onSuccess: async ({ name, key }) => {
      onMade({ name, secret: key });
      await queries.invalidateQueries({ queryKey: [workspace.id, 'keys'] });
    },
  });
  return (
    <FormDialog
      title="Create a key"
      submit="Create"
      acting={make}
      onSubmit={() => make.mutate()}
      onClose={onClose}
      size="lg"
    >
      <TextInput
        label="Name"
        description="What it is for, so that you know later which to revoke."
        required
        maxLength={128}
        data-autofocus
        {...bind('name')}
      />
      <ScopeChoice scope={scope} onChange={setScope} />
      <Lifetime value={lifetime} onChange={setLifetime} />
    </FormDialog>
  );
}

/** A program that acts in the workspace, with its first key. */
export function MakeAccountDialog({ onMade, onClose }: MakeProps): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  const { typed, bind } = useFields({ name: '', description: '' });
  const [lifetime, setLifetime] = useState('never');
  const [scope, setScope] = useState<KeyScope>({ choice: 'viewer', some: [] });
  const make = useMutation({
    ...notKept,
    mutationFn: () => {
      const expiresAt = endOf(lifetime, Date.now());
      const body = {
        name: typed.name.trim(),
        description: typed.description,
        permissions: [...permissionsOf(scope, workspace.permissions)],
        ...(expiresAt === undefined ? {} : { expiresAt }),
      };
      return take(api.POST('/api/v1/service-accounts', { body }));
    },
    onSuccess: async ({ name, key }) => {
      onMade({ name, secret: key });
      await queries.invalidateQueries({ queryKey: [workspace.id, 'service-accounts'] });
    },
  });
  return (
    <FormDialog
      title="Create a service account"
      submit="Create"
      acting={make}
      onSubmit={() => make.mutate()}
      onClose={onClose}
      size="lg"
    >
      <TextInput label="Name" required maxLength={128} data-autofocus {...bind('name')} />
      <Textarea label="What it is for" autosize minRows={2} maxLength={2000} {...bind('description')} />
      <ScopeChoice scope={scope} onChange={setScope} />
      <Lifetime value={lifetime} onChange={setLifetime} />
    </FormDialog>
  );
}

interface LifetimeProps {
  readonly value: string;
  readonly onChange: (lifetime: string) => void;
}

function Lifetime({ value, onChange }: LifetimeProps): ReactNode {
  return (
    <Select
      label="It holds for"
      required
      allowDeselect={false}
      data={lifetimes}
      value={value}
      onChange={(lifetime) => onChange(lifetime ?? value)}
    />
  );
}
