import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { openApi, take } from '../api/api.ts';
import { Form } from '../ui/form.tsx';
import { EntryTrouble } from './entry-trouble.tsx';

const api = openApi();

interface ByProviderProps {
  readonly organizationId: string | null;
  /** A path of this page, for afterwards. */
  readonly next: string;
}

/** Signs in at an organization's own provider: the browser goes there and comes back. */
export function ByProvider({ organizationId, next }: ByProviderProps): ReactNode {
  const [typed, setTyped] = useState(organizationId ?? '');
  const find = useMutation({
    mutationFn: () =>
      take(api.GET('/api/v1/auth/oidc/{organizationId}', { params: { path: { organizationId: typed } } })),
  });
  const start = useMutation({
    mutationFn: (providerId: string) =>
      take(
        api.POST('/api/v1/auth/oidc/{organizationId}/{providerId}/start', {
          params: { path: { organizationId: typed, providerId } },
          body: { returnTo: next },
        }),
      ),
    onSuccess: ({ url }) => window.location.assign(url),
  });
  const choices = find.data;
  if (choices === undefined || choices.length === 0)
    return (
      <Form
        submit="Show its providers"
        isWide
        acting={find}
        onSubmit={() => find.mutate()}
        explain={(error) => <EntryTrouble error={error} />}
      >
        <TextInput
          label="Organization"
          description="Its id; the link that your organization gave you has it already"
          placeholder="00000000-0000-7000-8000-000000000000"
          required
          autoFocus
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value.trim())}
        />
        {choices !== undefined && (
          <Text size="sm" role="status">
            This organization has no provider to sign in at. Use your password, or a mailed code.
          </Text>
        )}
      </Form>
    );
  return (
    <Stack gap="sm">
      {choices.map(({ id, name }) => (
        <Button key={id} loading={start.isPending || start.isSuccess} onClick={() => start.mutate(id)}>
          Go to {name}
        </Button>
      ))}
      <EntryTrouble error={start.error} />
    </Stack>
  );
}
