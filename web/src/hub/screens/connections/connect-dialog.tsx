import { Select, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { FormDialog } from '../../../ui/form.tsx';
import { tell } from '../../../ui/tell.ts';
import { hub, take } from '../../api.ts';
import { useMay } from '../../me.ts';
import { useInstances } from '../../parts/instances.ts';

/** Asks for a connection in the name of one side; accepts for the other too where the operator may. */
export function ConnectDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const [from, setFrom] = useState<string | null>(null);
  const [to, setTo] = useState<string | null>(null);
  const mayAccept = useMay('connections:accept');
  const queries = useQueryClient();
  const { data = [] } = useInstances();
  const choices = data
    .filter(({ state }) => state === 'active')
    .map(({ id, name, kind }) => ({ value: id as string, label: `${name}${kind === 'console' ? ' (console)' : ''}` }));
  const connect = useMutation({
    mutationFn: async () => {
      if (from === null || to === null) return;
      const asked = await take(hub.POST('/api/v1/connections', { body: { from, to } }));
      if (!mayAccept || asked.state !== 'pending') return;
      const params = { path: { id: asked.id } };
      await take(hub.POST('/api/v1/connections/{id}/accept', { params, body: { instance: to } }));
    },
    onSuccess: () => {
      onClose();
      tell(mayAccept ? 'They are connected. Their owners compare the code and pin each other.' : 'It is asked for.');
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['hub', 'connections'] }),
  });
  return (
    <FormDialog
      title="Connect two instances"
      submit="Connect"
      acting={connect}
      onSubmit={() => connect.mutate()}
      onClose={onClose}
    >
      <Side label="From" choices={choices.filter(({ value }) => value !== to)} value={from} onChange={setFrom} />
      <Side label="To" choices={choices.filter(({ value }) => value !== from)} value={to} onChange={setTo} />
      <Text size="sm">
        A connection only carries messages. Each side acts for the other after its owner has compared the code that both
        show, has pinned the other, and has granted it something.
      </Text>
    </FormDialog>
  );
}

interface SideProps {
  readonly label: string;
  readonly choices: { value: string; label: string }[];
  readonly value: string | null;
  readonly onChange: (id: string | null) => void;
}

function Side({ label, choices, value, onChange }: SideProps): ReactNode {
  return (
    <Select
      label={label}
      required
      searchable
      nothingFoundMessage="There is no such instance"
      data={choices}
      value={value}
      onChange={onChange}
    />
  );
}
