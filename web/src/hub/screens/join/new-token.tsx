import { Button, Stack, Switch, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Trouble } from '../../../ui/trouble.tsx';
import { hub, take, type Schemas } from '../../api.ts';

/** A token as it is shown once. */
export type ShownToken = Schemas['CreatedJoinToken'];

/** Names the instance and asks for a token. What comes back goes to `onMade` and into no cache. */
export function NewToken({ onMade }: { readonly onMade: (token: ShownToken) => void }): ReactNode {
  const [name, setName] = useState('');
  const [autoApprove, setAutoApprove] = useState(false);
  const queries = useQueryClient();
  const make = useMutation({
    mutationFn: async () => {
      const nameHint = name.trim();
      const body = { ...(nameHint === '' ? {} : { nameHint }), ...(autoApprove ? { autoApprove } : {}) };
      onMade(await take(hub.POST('/api/v1/join-tokens', { body })));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['hub', 'join-tokens'] }),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <Stack maw={480}>
        <TextInput
          label="Name"
          description="As people call the place or organization: north."
          required
          maxLength={128}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Switch
          label="Let it in without comparing codes"
          description="Only for machines that you hold yourself: whoever gets the token is in."
          checked={autoApprove}
          onChange={(event) => setAutoApprove(event.currentTarget.checked)}
        />
        <Trouble error={make.error} />
        <Button type="submit" loading={make.isPending} style={{ alignSelf: 'flex-start' }}>
          Make a token
        </Button>
      </Stack>
    </form>
  );
}
