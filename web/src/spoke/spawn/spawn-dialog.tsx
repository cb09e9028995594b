import {
  Button,
  Group,
  NumberInput,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { Dialog } from '../../ui/dialog.tsx';
import { take, useApi } from '../../api/api.ts';
import { Trouble } from '../../ui/trouble.tsx';
import { useAgents } from '../agents/use-agents.ts';
import { useMay, usePlace } from '../workspace.tsx';
import { emptyDraft, readDraft, type SpawnDraft } from './spawn-form.ts';

interface SpawnDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Chosen already. */
  readonly agent?: string;
}

/** Starts an agent: here, or on an instance that granted it. */
export function SpawnDialog({ isOpen, onClose, agent = '' }: SpawnDialogProps): ReactNode {
  return (
    <Dialog opened={isOpen} onClose={onClose} title="Spawn an agent" size="lg">
      <SpawnForm agent={agent} onClose={onClose} />
    </Dialog>
  );
}

function SpawnForm({ agent, onClose }: { readonly agent: string; readonly onClose: () => void }): ReactNode {
  const api = useApi();
  const { workspace } = usePlace();
  const navigate = useNavigate();
  const [draft, setDraft] = useState<SpawnDraft>({ ...emptyDraft, agent });
  const [isTried, setTried] = useState(false);
  const read = readDraft(draft);
  const faults = isTried && 'faults' in read ? read.faults : {};
  const set = (change: Partial<SpawnDraft>): void => setDraft((known) => ({ ...known, ...change }));
  const spawn = useMutation({
    mutationFn: async () => ('request' in read ? take(api.POST('/api/v1/runs', { body: read.request })) : null),
    onSuccess: (taken) => {
      if (taken === null || taken.runId === null) return;
      onClose();
      void navigate({ to: `/w/${workspace.id}/runs/${taken.runId}` });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if ('request' in read) spawn.mutate();
      }}
    >
      <Stack gap="sm">
        <Where draft={draft} set={set} fault={faults.agent} />
        <SegmentedControl
          aria-label="What it gets"
          data={[
            { value: 'prompt', label: 'A prompt' },
            { value: 'steps', label: 'Steps' },
          ]}
          value={draft.how}
          onChange={(how) => set({ how: how === 'steps' ? 'steps' : 'prompt' })}
        />
        {draft.how === 'prompt' ? (
          <Textarea
            label="Prompt"
            autosize
            minRows={3}
            maxRows={12}
            maxLength={32_768}
            value={draft.prompt}
            onChange={(event) => set({ prompt: event.currentTarget.value })}
          />
        ) : (
          <Textarea
            label="Steps, one a line"
            placeholder={'run: npm test\ngit-diff: changes.diff'}
            autosize
            minRows={3}
            maxRows={12}
            value={draft.steps}
            error={faults.steps}
            onChange={(event) => set({ steps: event.currentTarget.value })}
            styles={{ input: { fontFamily: 'var(--wh-mono)' } }}
          />
        )}
        <Limits draft={draft} set={set} />
        <Trouble error={spawn.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={spawn.isPending}>
            Spawn
          </Button>
        </Group>
      </Stack>
    </form>
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
