import { Fieldset, NativeSelect, NumberInput, SimpleGrid, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { take, useApi } from '../../api/api.ts';
import { Form } from '../../ui/form.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { tell } from '../../ui/tell.ts';
import { useMay } from '../workspace.tsx';
import { Ceilings } from './ceilings.tsx';
import { RunSettingsFacts } from './run-settings-facts.tsx';
import { changeOf, draftOf, limitFields, type RunSettingsDraft } from './run-settings-form.ts';
import { useWorkspaceDetail, type WorkspaceDetail } from './workspace-query.ts';

export const networks = [
  { value: 'none', label: 'Nothing' },
  { value: 'llm-only', label: 'Models only' },
  { value: 'full', label: 'Everything' },
] as const;

const containments = [
  { value: '', label: 'Whatever the machine has' },
  { value: 'namespace', label: 'Namespaces' },
  { value: 'cgroup', label: 'Control groups' },
  { value: 'tree', label: 'A tree of processes' },
] as const;

const filesystems = [
  { value: '', label: 'Whatever the machine has' },
  { value: 'sandboxed', label: 'Only its own files' },
  { value: 'open', label: 'All files of the machine’s user' },
] as const;

const onLimits = [
  { value: 'stop', label: 'End the run' },
  { value: 'pause-and-ask', label: 'Pause, and ask people for more' },
] as const;

/** What runs of the workspace may do and use. */
export function RunSettings(): ReactNode {
  const mayManage = useMay('settings:manage');
  return (
    <Loaded query={useWorkspaceDetail()} what="settings">
      {(workspace) =>
        mayManage ? (
          <Stack gap="xl" maw={760}>
            <RunSettingsForm key={workspace.id} workspace={workspace} />
            <Ceilings workspace={workspace} />
          </Stack>
        ) : (
          <RunSettingsFacts workspace={workspace} />
        )
      }
    </Loaded>
  );
}

function RunSettingsForm({ workspace: { id, settings } }: { readonly workspace: WorkspaceDetail }): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(settings));
  const set = (change: Partial<RunSettingsDraft>): void => setDraft((known) => ({ ...known, ...change }));
  const save = useMutation({
    mutationFn: () => {
      const wish = { params: { path: { id } }, body: changeOf(draft, settings) };
      return take(api.PATCH('/api/v1/workspaces/{id}/settings', wish));
    },
    onSuccess: async () => {
      tell('Runs that start from now on follow the new settings');
      await queries.invalidateQueries({ queryKey: [id, 'workspace'] });
    },
  });
  return (
    <Form submit="Save" acting={save} onSubmit={() => save.mutate()}>
      <Bounds draft={draft} set={set} />
      <Fieldset legend="Limits of a run that names none">
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
          {limitFields.map(({ name, label, unit }) => (
            <NumberInput
              key={name}
              label={unit === '' ? label : `${label}, ${unit}`}
              placeholder="no limit"
              min={0}
              decimalScale={2}
              thousandSeparator=" "
              value={draft.limits[name] ?? ''}
              onChange={(value) => set({ limits: { ...draft.limits, [name]: value } })}
            />
          ))}
          <NativeSelect
            label="When tokens, cost or answers are used up"
            data={onLimits}
            value={draft.onLimit}
            onChange={({ currentTarget }) => set({ onLimit: currentTarget.value })}
          />
        </SimpleGrid>
      </Fieldset>
    </Form>
  );
}

interface BoundsProps {
  readonly draft: RunSettingsDraft;
  readonly set: (change: Partial<RunSettingsDraft>) => void;
}

function Bounds({ draft, set }: BoundsProps): ReactNode {
  return (
    <Fieldset legend="What agents may do">
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NativeSelect
          label="They reach at most"
          data={networks}
          value={draft.maxNetwork}
          onChange={({ currentTarget: { value } }) =>
            set({ maxNetwork: networks.find((one) => one.value === value)?.value ?? 'none' })
          }
        />
        <NumberInput
          label="What they say is kept for, days"
          required
          min={1}
          max={3650}
          allowDecimal={false}
          value={draft.logRetentionDays}
          onChange={(logRetentionDays) => set({ logRetentionDays })}
        />
        <NativeSelect
          label="They are contained by"
          description="A machine that has less refuses the run."
          data={containments}
          value={draft.requiredContainment}
          onChange={({ currentTarget }) => set({ requiredContainment: currentTarget.value })}
        />
        <NativeSelect
          label="They see"
          description="A machine that has less refuses the run."
          data={filesystems}
          value={draft.requiredFilesystem}
          onChange={({ currentTarget }) => set({ requiredFilesystem: currentTarget.value })}
        />
      </SimpleGrid>
    </Fieldset>
  );
}
