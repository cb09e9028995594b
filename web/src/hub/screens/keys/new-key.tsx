import { Button, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Dialog } from '../../../ui/dialog.tsx';
import { CopyLine } from '../../../ui/copy-line.tsx';
import { FormDialog } from '../../../ui/form.tsx';
import { hub, take } from '../../api.ts';

const dayMs = 86_400_000;

/** What a key may, by a word; the finer choice is for the API. */
const reach: Readonly<Record<string, { readonly label: string; readonly permissions: readonly string[] }>> = {
  all: { label: 'whatever you may', permissions: [] },
  read: {
    label: 'only see the fleet',
    permissions: ['fleet:read', 'instances:read', 'connections:read', 'grants:read'],
  },
};

/** Makes a key. It is shown this once, with lines that use it. */
export function NewKey({ onClose }: { readonly onClose: () => void }): ReactNode {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [may, setMay] = useState('all');
  const [days, setDays] = useState<number | string>('');
  const [key, setKey] = useState<string | null>(null);
  const make = useMutation({
    mutationFn: async () => {
      const ends = days === '' ? {} : { expiresAt: Date.now() + Number(days) * dayMs };
      const body = { name: name.trim(), permissions: [...(reach[may]?.permissions ?? [])], ...ends };
      // Into this view's state and no cache.
      setKey((await take(hub.POST('/api/v1/keys', { body }))).key);
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['hub', 'keys'] }),
  });
  if (key !== null) return <KeyShown apiKey={key} onClose={onClose} />;
  return (
    <FormDialog
      title="Make an API key"
      submit="Make the key"
      acting={make}
      onSubmit={() => make.mutate()}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        description="What uses it, such as nightly report"
        required
        maxLength={128}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Select
        label="It may"
        allowDeselect={false}
        data={Object.entries(reach).map(([value, { label }]) => ({ value, label }))}
        value={may}
        onChange={(value) => setMay(value ?? 'all')}
      />
      <NumberInput
        label="Ends after, days"
        description="Empty: it holds until you revoke it"
        min={1}
        max={3_650}
        value={days}
        onChange={setDays}
      />
    </FormDialog>
  );
}

function KeyShown({ apiKey, onClose }: { readonly apiKey: string; readonly onClose: () => void }): ReactNode {
  return (
    <Dialog opened onClose={onClose} title="Your new API key" size="lg">
      <Stack>
        <Text size="sm">Keep it where secrets are kept. It is not shown again.</Text>
        <CopyLine text={apiKey} label="Copy the key" />
        <Text size="sm">To try it:</Text>
        <CopyLine
          text={`curl -H 'Authorization: Bearer ${apiKey}' ${window.location.origin}/api/v1/fleet`}
          label="Copy the curl line"
        />
        <CopyLine
          text={`WHEELHOUSE_URL=${window.location.origin} WHEELHOUSE_API_KEY=${apiKey} npx wheelhouse audit list --hub`}
          label="Copy the command"
        />
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
