import { Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { take, useApi } from '../../api/api.ts';
import { workspacesQuery } from '../../session/session.ts';
import { Facts } from '../../ui/facts.tsx';
import { Form } from '../../ui/form.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { tell } from '../../ui/tell.ts';
import { useFields } from '../../ui/use-fields.ts';
import { usePlace } from '../workspace.tsx';
import { slugPattern } from './general.tsx';
import { useOrganization, type Organization } from './workspace-query.ts';

/** The organization that the workspace is of. */
export function OrganizationPart(): ReactNode {
  return (
    <Loaded query={useOrganization()} what="organization">
      {(organization) =>
        organization === null ? (
          <Text size="sm">You are a guest here, and not of the workspace’s organization.</Text>
        ) : (
          <Known organization={organization} />
        )
      }
    </Loaded>
  );
}

function Known({ organization }: { readonly organization: Organization }): ReactNode {
  const { id, name, slug, tier, role, personal } = organization;
  const mayUpdate = role === 'owner' || role === 'admin';
  return (
    <Stack maw={560}>
      {mayUpdate && <OrganizationForm key={id} organization={organization} />}
      <Facts
        of={[
          ...(mayUpdate
            ? []
            : ([
                ['Name', name],
                ['Slug', slug],
              ] as const)),
          ['You are', personal ? `${role}; it is your own` : role],
          ['Tier', tier],
          ['Id', id],
        ]}
      />
    </Stack>
  );
}

function OrganizationForm({ organization: { id, name, slug } }: { readonly organization: Organization }): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  const { typed, bind } = useFields({ name, slug });
  const save = useMutation({
    mutationFn: () => take(api.PATCH('/api/v1/organizations/{id}', { params: { path: { id } }, body: typed })),
    onSuccess: async (changed) => {
      tell(`${changed.name} is changed`);
      await queries.invalidateQueries({ queryKey: [workspace.id, 'organizations'] });
      await queries.invalidateQueries({ queryKey: workspacesQuery.queryKey });
    },
  });
  return (
    <Form submit="Save" acting={save} onSubmit={() => save.mutate()}>
      <TextInput label="Name of the organization" required maxLength={128} {...bind('name')} />
      <TextInput
        label="Slug"
        required
        pattern={slugPattern}
        title="Up to 64 small letters, digits and hyphens"
        {...bind('slug')}
      />
    </Form>
  );
}
