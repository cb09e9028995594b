import { Button, Group, Select, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Dialog } from '../../ui/dialog.tsx';
import { take, useApi } from '../../api/api.ts';
import { tell } from '../../ui/tell.ts';
import { Trouble } from '../../ui/trouble.tsx';
import { usePlace } from '../workspace.tsx';
import { configExamples, emptyAgent, readAgentDraft, runtimes, type AgentDraft } from './agent-form.ts';

interface AgentDialogProps {
  readonly onClose: () => void;
}

const networks = [
  { value: 'none', label: 'none' },
  { value: 'llm-only', label: 'its models and nothing else' },
  { value: 'full', label: 'everything' },
];

/** A new entry of the catalogue. */
export function AgentDialog({ onClose }: AgentDialogProps): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  const [draft, setDraft] = useState<AgentDraft>(emptyAgent);
  const [isTried, setTried] = useState(false);
  const read = readAgentDraft(draft);
  const faults = isTried && 'faults' in read ? read.faults : {};
  const set = (change: Partial<AgentDraft>): void => setDraft((known) => ({ ...known, ...change }));
  const create = useMutation({
    mutationFn: async () => ('request' in read ? take(api.POST('/api/v1/agents', { body: read.request })) : null),
    onSuccess: async (made) => {
      if (made === null) return;
      tell(`${made.name} is in the catalogue`);
      onClose();
      await queries.invalidateQueries({ queryKey: [workspace.id, 'agents'] });
    },
  });
  return (
    <Dialog opened onClose={onClose} title="Add an agent" size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if ('request' in read) create.mutate();
        }}
      >
        <Stack gap="sm">
          <AgentFields draft={draft} faults={faults} set={set} />
          <Trouble error={create.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              Add
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

interface AgentFieldsProps {
  readonly draft: AgentDraft;
  readonly faults: Partial<Record<keyof AgentDraft, string>>;
  readonly set: (change: Partial<AgentDraft>) => void;
}

function AgentFields({ draft, faults, set }: AgentFieldsProps): ReactNode {
  return (
    <>
      <TextInput
        label="Name"
        description="Spawns call it by this name"
        data-autofocus
        required
        value={draft.name}
        error={faults.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Select
        label="Runtime"
        data={runtimes}
        allowDeselect={false}
        value={draft.runtime}
        onChange={(runtime) => set({ runtime: runtime ?? 'embedded', config: configExamples[runtime ?? ''] ?? '{}' })}
      />
      <Textarea
        label="Configuration, as JSON"
        autosize
        minRows={3}
        maxRows={16}
        value={draft.config}
        error={faults.config}
        onChange={(event) => set({ config: event.currentTarget.value })}
        styles={{ input: { fontFamily: 'var(--wh-mono)' } }}
      />
      <Select
        label="Network"
        placeholder="Models where the instance has some, else none"
        clearable
        data={networks}
        value={draft.network === '' ? null : draft.network}
        onChange={(network) => set({ network: (network ?? '') as AgentDraft['network'] })}
      />
      <Switch
        label="Goes on with its session after a crash, and where a later run resumes it"
        checked={draft.isResumable}
        onChange={(event) => set({ isResumable: event.currentTarget.checked })}
      />
    </>
  );
}
