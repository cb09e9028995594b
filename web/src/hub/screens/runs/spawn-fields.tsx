import { NumberInput, Select, SimpleGrid, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useNameOf } from '../../parts/instances.ts';
import type { Place, SpawnDraft } from './spawn-form.ts';

interface PartProps {
  readonly draft: SpawnDraft;
  readonly set: (change: Partial<SpawnDraft>) => void;
}

interface WhereProps extends PartProps {
  readonly faults: Partial<Record<keyof SpawnDraft, string>>;
  readonly places: readonly Place[];
}

/** Instance and workspace that granted it, and which agent there. */
export function Where({ draft, set, faults, places }: WhereProps): ReactNode {
  const nameOf = useNameOf();
  const agents = places.find(({ value }) => value === draft.place)?.agents ?? [];
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <Select
        label="Where"
        description="Instance and workspace that let the console"
        allowDeselect={false}
        data={places.map(({ value, target, workspaceId }) => ({
          value,
          label: `${nameOf(target)}, workspace …${workspaceId.slice(-8)}`,
        }))}
        value={draft.place === '' ? null : draft.place}
        error={faults.place}
        onChange={(place) => set({ place: place ?? '', agent: '' })}
      />
      {agents.length === 0 ? (
        <TextInput
          label="Agent"
          description="As it is named there, such as embedded"
          value={draft.agent}
          error={faults.agent}
          onChange={(event) => set({ agent: event.currentTarget.value.trim() })}
        />
      ) : (
        <Select
          label="Agent"
          description="Those that the grant names"
          data={[...agents]}
          value={draft.agent === '' ? null : draft.agent}
          error={faults.agent}
          onChange={(agent) => set({ agent: agent ?? '' })}
        />
      )}
    </SimpleGrid>
  );
}

export function Bounds({ draft, set }: PartProps): ReactNode {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <TextInput
        label="Git repository"
        description="Cloned there, where that is allowed"
        value={draft.repository}
        onChange={(event) => set({ repository: event.currentTarget.value })}
      />
      <NumberInput
        label="At most, minutes"
        description="It is stopped when they are over"
        min={1}
        value={draft.minutes}
        onChange={(minutes) => set({ minutes })}
      />
    </SimpleGrid>
  );
}
