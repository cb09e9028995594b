import { Alert, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useToken } from '../../session/use-token.ts';
import { Page } from '../../ui/page.tsx';
import { Trouble } from '../../ui/trouble.tsx';
import { hub, take } from '../api.ts';
import { EntryCard } from './entry-card.tsx';

interface Given {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

interface ByTokenProps {
  readonly title: string;
  readonly intro: string;
  /** Without a token in the address: how to get one. */
  readonly without: string;
  /** The invitation has its address already. */
  readonly asksForEmail: boolean;
  readonly act: string;
  readonly send: (token: string, given: Given) => Promise<unknown>;
}

/** An account that a one-time link makes; the token is after `#` and leaves the address at once. */
function ByToken(props: ByTokenProps): ReactNode {
  const token = useToken();
  return (
    <EntryCard>
      <Page title={props.title}>
        {token === null ? (
          <Alert color="gray" title="The link is not whole">
            {props.without}
          </Alert>
        ) : (
          <AccountForm {...props} token={token} />
        )}
      </Page>
    </EntryCard>
  );
}

function AccountForm({ intro, asksForEmail, act, send, token }: ByTokenProps & { readonly token: string }): ReactNode {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [given, setGiven] = useState<Given>({ email: '', name: '', password: '' });
  const set = (name: keyof Given) => (event: React.ChangeEvent<HTMLInputElement>) =>
    setGiven({ ...given, [name]: event.currentTarget.value });
  const sending = useMutation({
    mutationFn: () => send(token, given),
    onSuccess: () => {
      queries.clear();
      void navigate({ href: '/', replace: true });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        sending.mutate();
      }}
    >
      <Stack>
        <Text size="sm">{intro}</Text>
        {asksForEmail && (
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="username"
            required
            autoFocus
            value={given.email}
            onChange={set('email')}
          />
        )}
        <TextInput
          label="Name"
          autoComplete="name"
          required
          autoFocus={!asksForEmail}
          value={given.name}
          onChange={set('name')}
        />
        <PasswordInput
          label="Password"
          description="At least 10 characters."
          autoComplete="new-password"
          required
          value={given.password}
          onChange={set('password')}
        />
        <Trouble error={sending.error} />
        <Button type="submit" loading={sending.isPending}>
          {act}
        </Button>
      </Stack>
    </form>
  );
}

/** `/setup#token`: the link that a hub without operators prints. */
export function SetUp(): ReactNode {
  return (
    <ByToken
      title="Set up the hub"
      intro="You become its first operator, an owner. You can invite others afterwards."
      without="Open the whole link that the hub printed when it started. It prints a new one at each start, until there is an operator."
      asksForEmail
      act="Set up"
      send={(token, { email, name, password }) =>
        take(hub.POST('/api/v1/auth/setup', { body: { token, email, name, password } }))
      }
    />
  );
}

/** `/accept-invitation#token` */
export function AcceptInvitation(): ReactNode {
  return (
    <ByToken
      title="Become an operator"
      intro="You were invited to run this hub. Choose your name and a password."
      without="Open the whole link that you were given. It works once; whoever invited you can make a new one."
      asksForEmail={false}
      act="Accept"
      send={(token, { name, password }) =>
        take(hub.POST('/api/v1/auth/accept-invitation', { body: { token, name, password } }))
      }
    />
  );
}
