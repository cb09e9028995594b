import { Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { take, useApi } from '../../api/api.ts';
import { workspacesQuery } from '../../session/session.ts';
import { Facts } from '../../ui/facts.tsx';
import { Form } from '../../ui/form.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { tell } from '../../ui/tell.ts';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { useFields } from '../../ui/use-fields.ts';
import { useMay } from '../workspace.tsx';
import { useWorkspaceDetail, type WorkspaceDetail } from './workspace-query.ts';

export const slugPattern = '[a-z0-9]([a-z0-9\\-]{0,62}[a-z0-9])?';

/** What the workspace is called. */
export function General(): ReactNode {
  const mayUpdate = useMay('workspace:update');
  return (
    <Loaded query={useWorkspaceDetail()} what="settings">
      {(workspace) => (
        <Stack maw={560}>
          {mayUpdate && <NameForm key={workspace.id} workspace={workspace} />}
          <Facts
            of={[
              ...(mayUpdate
                ? []
                : ([
                    ['Name', workspace.name],
                    ['Slug', workspace.slug],
                    ['What it is for', workspace.description],
                  ] as const)),
              ['Id', workspace.id],
              ['Made', <TimeAgo key="made" at={workspace.createdAt} />],
            ]}
          />
        </Stack>
      )}
    </Loaded>
  );
}

function NameForm({ workspace }: { readonly workspace: WorkspaceDetail }): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { id, name, slug, description } = workspace;
  const { typed, bind } = useFields({ name, slug, description });
  const save = useMutation({
    mutationFn: () => take(api.PATCH('/api/v1/workspaces/{id}', { params: { path: { id } }, body: typed })),
    onSuccess: async (changed) => {
      tell(`${changed.name} is changed`);
      await queries.invalidateQueries({ queryKey: [id, 'workspace'] });
      await queries.invalidateQueries({ queryKey: workspacesQuery.queryKey });
    },
  });
  return (
    <Form submit="Save" acting={save} onSubmit={() => save.mutate()}>
      <TextInput label="Name" required maxLength={128} {...bind('name')} />
      <TextInput
        label="Slug"
        description="Its short name for the command line; scripts that use the old one will not find it."
        required
        pattern={slugPattern}
        title="Up to 64 small letters, digits and hyphens"
        {...bind('slug')}
      />
      <Textarea label="What it is for" autosize minRows={2} maxLength={2000} {...bind('description')} />
    </Form>
  );
}
