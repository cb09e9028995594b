import { Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { components } from '@wheelhouse/client';
import type { ReactNode } from 'react';
import { take, useApi } from '../../api/api.ts';
import { FormDialog } from '../../ui/form.tsx';
import { tell } from '../../ui/tell.ts';
import { useFields } from '../../ui/use-fields.ts';
import { usePlace } from '../workspace.tsx';

export type Team = components['schemas']['TeamView'];

interface TeamDialogProps {
  /** Absent: a new one. */
  readonly team?: Team;
  readonly onClose: () => void;
}

export function TeamDialog({ team, onClose }: TeamDialogProps): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  const { typed, bind } = useFields({ name: team?.name ?? '', description: team?.description ?? '' });
  const body = { name: typed.name.trim(), description: typed.description };
  const save = useMutation({
    mutationFn: () =>
      team === undefined
        ? take(api.POST('/api/v1/teams', { body }))
        : take(api.PATCH('/api/v1/teams/{id}', { params: { path: { id: team.id } }, body })),
    onSuccess: async ({ name }) => {
      tell(team === undefined ? `${name} is there; you are its owner` : `${name} is changed`);
      onClose();
      await queries.invalidateQueries({ queryKey: [workspace.id, 'teams'] });
    },
  });
  return (
    <FormDialog
      title={team === undefined ? 'Make a team' : `Change ${team.name}`}
      submit={team === undefined ? 'Make it' : 'Change'}
      acting={save}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <TextInput label="Name" required maxLength={128} data-autofocus {...bind('name')} />
      <Textarea label="What it is for" autosize minRows={2} maxLength={2000} {...bind('description')} />
    </FormDialog>
  );
}
