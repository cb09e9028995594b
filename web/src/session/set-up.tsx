import { Alert, Code, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { openApi, take } from '../api/api.ts';
import { Form } from '../ui/form.tsx';
import { useFields } from '../ui/use-fields.ts';
import { EntryCard } from './entry-card.tsx';
import { EntryTrouble } from './entry-trouble.tsx';
import { keptSession } from './kept-session.ts';
import { NewPassword } from './new-password.tsx';
import { useGoOn } from './use-go-on.ts';
import { useToken } from './use-token.ts';

const api = openApi();

/** `/setup#token`: the first administrator of an instance, by the link that the server printed. */
export function SetUp(): ReactNode {
  const token = useToken();
  return (
    <EntryCard title="Set up this instance">
      {token === null ? (
        <Alert color="gray">
          This page needs the link that the server printed when it started: its address ends in <Code>#</Code> and a
          long word. Start the server again for a new one.
        </Alert>
      ) : (
        <FirstPerson key={token} token={token} />
      )}
    </EntryCard>
  );
}

function FirstPerson({ token }: { readonly token: string }): ReactNode {
  const goOn = useGoOn();
  const { typed, bind } = useFields({ name: '', email: '', password: '', organization: '' });
  const setUp = useMutation({
    mutationFn: () => keptSession(take(api.POST('/api/v1/auth/setup', { body: { token, ...typed } }))),
    onSuccess: () => goOn('/'),
  });
  return (
    <Form
      submit="Begin"
      isWide
      acting={setUp}
      onSubmit={() => setUp.mutate()}
      explain={(error) => <EntryTrouble error={error} />}
    >
      <Text size="sm">You will run this instance and own its first organization. No mail is needed.</Text>
      <TextInput label="Your name" autoComplete="name" autoFocus required {...bind('name')} />
      <TextInput label="E-mail" type="email" autoComplete="username" required {...bind('email')} />
      <NewPassword {...bind('password')} />
      <TextInput label="Organization" autoComplete="organization" required {...bind('organization')} />
    </Form>
  );
}
