import { Fieldset, NumberInput, SimpleGrid } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { take, useApi } from '../../api/api.ts';
import { Form } from '../../ui/form.tsx';
import { tell } from '../../ui/tell.ts';
import type { WorkspaceDetail } from './workspace-query.ts';

type Limits = WorkspaceDetail['limits'];

const fields: readonly { readonly name: keyof Limits; readonly label: string; readonly most: number }[] = [
  { name: 'maxRunningAgents', label: 'Runs at a time', most: 100_000 },
  { name: 'maxMembers', label: 'Members and open invitations', most: 100_000 },
  { name: 'maxTeams', label: 'Teams', most: 10_000 },
];

/** How much there may be of something in the workspace. */
export function Ceilings({ workspace: { id, limits } }: { readonly workspace: WorkspaceDetail }): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Readonly<Record<string, number | string>>>({ ...limits });
  const save = useMutation({
    mutationFn: () => {
      const typed = fields.flatMap(({ name }) => {
        const value = draft[name];
        return typeof value === 'number' ? [[name, value] as const] : [];
      });
      const body: Limits = Object.fromEntries(typed);
      return take(api.PUT('/api/v1/workspaces/{id}/limits', { params: { path: { id } }, body }));
    },
    onSuccess: async () => {
      tell('The ceilings are changed');
      await queries.invalidateQueries({ queryKey: [id, 'workspace'] });
    },
  });
  return (
    <Form submit="Save the ceilings" acting={save} onSubmit={() => save.mutate()}>
      <Fieldset legend="Ceilings of the workspace">
        <SimpleGrid cols={{ base: 1, xs: 3 }}>
          {fields.map(({ name, label, most }) => (
            <NumberInput
              key={name}
              label={label}
              placeholder="any number"
              min={1}
              max={most}
              allowDecimal={false}
              value={draft[name] ?? ''}
              onChange={(value) => setDraft((known) => ({ ...known, [name]: value }))}
            />
          ))}
        </SimpleGrid>
      </Fieldset>
    </Form>
  );
}
