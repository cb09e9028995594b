import { PasswordInput, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { take, useApi } from '../../api/api.ts';
import { NewPassword } from '../../session/new-password.tsx';
import { meQuery } from '../../session/session.ts';
import { Facts } from '../../ui/facts.tsx';
import { Form } from '../../ui/form.tsx';
import { Section } from '../../ui/section.tsx';
import { tell } from '../../ui/tell.ts';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { useFields } from '../../ui/use-fields.ts';
import { usePlace } from '../workspace.tsx';

export function NamePart(): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { person, workspace } = usePlace();
  const [name, setName] = useState(person.name);
  const save = useMutation({
    mutationFn: () => take(api.PATCH('/api/v1/me', { body: { name: name.trim() } })),
    onSuccess: async () => {
      tell('Your name is changed');
      await queries.invalidateQueries({ queryKey: meQuery.queryKey });
      await queries.invalidateQueries({ queryKey: [workspace.id, 'members'] });
    },
  });
  return (
    <Section title="You">
      <Form submit="Save" acting={save} onSubmit={() => save.mutate()}>
        <TextInput
          label="Your name"
          required
          maxLength={128}
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </Form>
      <Facts
        of={[
          ['E-mail', person.email],
          ['Here', workspace.role],
          ['Account', <TimeAgo key="at" at={person.createdAt} />],
        ]}
      />
    </Section>
  );
}

/** Whoever signs in by a link or at a provider may have none. */
export function PasswordPart(): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { person } = usePlace();
  const { typed, bind } = useFields({ current: '', next: '' });
  const change = useMutation({
    gcTime: 0,
    mutationFn: () => {
      const body = person.hasPassword ? typed : { next: typed.next };
      return take(api.POST('/api/v1/auth/password', { body }));
    },
    onSuccess: () => {
      queries.clear();
      window.location.assign('/sign-in');
    },
  });
  return (
    <Section title="Password">
      <Form
        submit={person.hasPassword ? 'Change the password' : 'Set a password'}
        acting={change}
        onSubmit={() => change.mutate()}
      >
        {person.hasPassword && (
          <PasswordInput label="Current password" autoComplete="current-password" required {...bind('current')} />
        )}
        <NewPassword label="New password" {...bind('next')} />
        <Text size="sm">Every session ends, this one too; sign in again with the new password. Your keys stay.</Text>
      </Form>
    </Section>
  );
}
