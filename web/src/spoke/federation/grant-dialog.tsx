import { Checkbox, MultiSelect, NumberInput, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { components } from '@wheelhouse/client';
import { useState, type ReactNode } from 'react';
import { take, useApi } from '../../api/api.ts';
import { useAgents } from '../agents/use-agents.ts';
import { FormDialog } from '../../ui/form.tsx';
import { tell } from '../../ui/tell.ts';
import { usePlace } from '../workspace.tsx';
import { usePeers } from './federation-data.ts';

type Verb = components['schemas']['CreateGrant']['verbs'][number];

export const verbs: readonly { readonly verb: Verb; readonly words: string }[] = [
  { verb: 'agent.spawn', words: 'Start agents' },
  { verb: 'agent.status', words: 'Follow its runs' },
  { verb: 'agent.input', words: 'Send its runs input' },
  { verb: 'agent.approve', words: 'Answer what its runs ask' },
  { verb: 'agent.kill', words: 'Kill its own runs' },
  { verb: 'agent.kill:any', words: 'Kill any run of this workspace' },
  { verb: 'agent.kill_all', words: 'Kill all runs of this workspace' },
];

const dayMs = 86_400_000;

const lifetimes = [
  { value: '1', label: '1 day' },
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
] as const;

/** Gives another instance something to do here. */
export function GrantDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  const { data: peers = [] } = usePeers();
  const [grantee, setGrantee] = useState<string | null>(null);
  const [chosen, setChosen] = useState<readonly string[]>(['agent.spawn', 'agent.status', 'agent.kill']);
  const [agents, setAgents] = useState<string[]>([]);
  const [days, setDays] = useState('30');
  const [most, setMost] = useState<number | string>('');
  const offered = peers.filter(({ pinnedAt }) => pinnedAt !== null);
  const give = useMutation({
    mutationFn: () =>
      take(
        api.POST('/api/v1/grants', {
          body: {
            grantee: grantee ?? '',
            verbs: verbs.filter(({ verb }) => chosen.includes(verb)).map(({ verb }) => verb),
            lifetimeMs: Number(days) * dayMs,
            ...(agents.length === 0 ? {} : { agents }),
            ...(typeof most === 'number' ? { maxConcurrent: most } : {}),
          },
        }),
      ),
    onSuccess: async () => {
      tell(`${offered.find(({ id }) => id === grantee)?.name ?? 'The instance'} is told of the grant`);
      onClose();
      await queries.invalidateQueries({ queryKey: [workspace.id, 'grants'] });
    },
  });
  return (
    <FormDialog
      title="Give a grant"
      submit="Give it"
      acting={give}
      onSubmit={() => give.mutate()}
      onClose={onClose}
      size="lg"
    >
      <Select
        label="To"
        required
        data-autofocus
        placeholder={offered.length === 0 ? 'No instance is trusted here yet' : 'An instance'}
        data={offered.map(({ id, name }) => ({ value: id, label: name }))}
        value={grantee}
        onChange={setGrantee}
      />
      <Checkbox.Group label="It may, in this workspace" required value={[...chosen]} onChange={setChosen}>
        <Stack gap={6} mt={4}>
          {verbs.map(({ verb, words }) => (
            <Checkbox key={verb} value={verb} label={words} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Agents value={agents} onChange={setAgents} />
      <NumberInput
        label="Runs at a time"
        description="Empty: as many as this workspace runs."
        min={1}
        max={100_000}
        allowDecimal={false}
        value={most}
        onChange={setMost}
      />
      <Select
        label="It holds for"
        required
        allowDeselect={false}
        data={lifetimes}
        value={days}
        onChange={(value) => setDays(value ?? days)}
      />
      <Text size="sm">It is signed here. While the link is down it waits, and is told once the link is up.</Text>
    </FormDialog>
  );
}

interface AgentsProps {
  readonly value: string[];
  readonly onChange: (names: string[]) => void;
}

function Agents({ value, onChange }: AgentsProps): ReactNode {
  const { data: agents = [] } = useAgents();
  return (
    <MultiSelect
      label="Agents"
      description="None chosen: every agent."
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Every agent' }}
      data={agents.map(({ name }) => name)}
      value={value}
      onChange={onChange}
    />
  );
}
