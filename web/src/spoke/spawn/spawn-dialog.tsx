import { NumberInput, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { take, useApi } from '../../api/api.ts';
import { AssignmentFields } from '../../spawn/assignment-fields.tsx';
import { FormDialog } from '../../ui/form.tsx';
import { useAgents } from '../agents/use-agents.ts';
import { useMay, usePlace } from '../workspace.tsx';
import { emptyDraft, readDraft, type SpawnDraft, type SpawnRequest } from './spawn-form.ts';

interface SpawnDialogProps {
  readonly onClose: () => void;
  /** Chosen already. */
  readonly agent?: string;
}

/** Starts an agent: here, or on an instance that granted it. */
export function SpawnDialog({ onClose, agent = '' }: SpawnDialogProps): ReactNode {
  const api = useApi();
  const { workspace } = usePlace();
  const navigate = useNavigate();
  const [draft, setDraft] = useState<SpawnDraft>({ ...emptyDraft, agent });
  const [isTried, setTried] = useState(false);
  const read = readDraft(draft);
  const faults = isTried && 'faults' in read ? read.faults : {};
  const set = (change: Partial<SpawnDraft>): void => setDraft((known) => ({ ...known, ...change }));
  const spawn = useMutation({
    mutationFn: (body: SpawnRequest) => take(api.POST('/api/v1/runs', { body })),
    onSuccess: ({ runId }) => {
      onClose();
      if (runId !== null) void navigate({ to: `/w/${workspace.id}/runs/${runId}` });
    },
  });
  return (
    <FormDialog
      title="Spawn an agent"
      submit="Spawn"
      acting={spawn}
      onSubmit={() => {
        setTried(true);
        if ('request' in read) spawn.mutate(read.request);
      }}
      onClose={onClose}
      size="lg"
    >
      <Where draft={draft} set={set} fault={faults.agent} />
      <AssignmentFields draft={draft} set={set} fault={faults.steps} />
      <Limits draft={draft} set={set} />
    </FormDialog>
  );
}

interface PartProps {
  readonly draft: SpawnDraft;
  readonly set: (change: Partial<SpawnDraft>) => void;
}

/** Places: this workspace, and those of other instances that granted spawns; each with its agents. */
function Where({ draft, set, fault }: PartProps & { readonly fault: string | undefined }): ReactNode {
  const api = useApi();
  const { workspace } = usePlace();
  const agents = useAgents();
  const mayFederation = useMay('federation:read');
  const held = useQuery({
    queryKey: [workspace.id, 'grants', 'held'],
    queryFn: ({ signal }) => take(api.GET('/api/v1/grants/held', { signal })),
    enabled: mayFederation,
  });
  const grants = (held.data ?? []).filter(({ verbs }) => verbs.includes('agent.spawn'));
  const places = [
    { value: '', label: 'here' },
    ...new Map(
      grants.map((grant) => {
        const value = `${grant.issuer}/${grant.workspace}`;
        return [
          value,
          { value, label: `instance …${grant.issuer.slice(-8)}, workspace …${grant.workspace.slice(-8)}` },
        ];
      }),
    ).values(),
  ];
  const granted = grants.filter(({ issuer, workspace: there }) => `${issuer}/${there}` === draft.target);
  const isHere = draft.target === '';
  const names = isHere
    ? (agents.data ?? []).filter(({ enabled }) => enabled).map(({ name }) => name)
    : [...new Set(granted.flatMap((grant) => grant.agents))];
  // A grant that names no agents is for all of them, and what they are is known there only.
  const isFree = !isHere && names.length === 0;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <Select
        label="Where"
        data={places}
        allowDeselect={false}
        value={draft.target}
        onChange={(target) => set({ target: target ?? '', agent: '' })}
      />
      {isFree ? (
        <TextInput
          label="Agent"
          description="As it is named there"
          value={draft.agent}
          error={fault}
          onChange={(event) => set({ agent: event.currentTarget.value })}
        />
      ) : (
        <Select
          label="Agent"
          data={names}
          searchable
          nothingFoundMessage="There is no such agent"
          value={draft.agent === '' ? null : draft.agent}
          error={fault}
          onChange={(agent) => set({ agent: agent ?? '' })}
        />
      )}
    </SimpleGrid>
  );
}

function Limits({ draft, set }: PartProps): ReactNode {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <TextInput
        label="Git repository"
        description="Cloned where it runs, where that is allowed"
        value={draft.repository}
        onChange={(event) => set({ repository: event.currentTarget.value })}
      />
      <NumberInput
        label="Budget for models, $"
        description="It is stopped when this is used up"
        min={0.01}
        decimalScale={2}
        value={draft.budget}
        onChange={(budget) => set({ budget })}
      />
      <NumberInput label="At most, minutes" min={1} value={draft.minutes} onChange={(minutes) => set({ minutes })} />
      <NumberInput label="Attempts" min={1} max={5} value={draft.attempts} onChange={(attempts) => set({ attempts })} />
    </SimpleGrid>
  );
}
