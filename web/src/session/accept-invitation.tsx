import { Alert, Anchor, Button, Loader, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { isSignedOut, openApi, take } from '../api/api.ts';
import { Form } from '../ui/form.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { useFields } from '../ui/use-fields.ts';
import { EntryCard } from './entry-card.tsx';
import { EntryTrouble } from './entry-trouble.tsx';
import { readInvitation, type InvitationClaims } from './invitation-claims.ts';
import { keptSession } from './kept-session.ts';
import { NewPassword } from './new-password.tsx';
import { meQuery, type Person } from './session.ts';
import { SignIn } from './sign-in.tsx';
import { signUpAs } from './sign-up-as.ts';
import { useGoOn } from './use-go-on.ts';
import { useToken } from './use-token.ts';

const api = openApi();

/** `/invitation#token`, from the mail: signs up or in where needed, then goes where the invitation leads. */
export function AcceptInvitation(): ReactNode {
  const token = useToken();
  const claims = token === null ? null : readInvitation(token);
  const me = useQuery({
    queryKey: ['me', 'or-nobody'],
    queryFn: async (context): Promise<Person | null> => {
      try {
        return await meQuery.queryFn(context);
      } catch (error) {
        if (isSignedOut(error)) return null;
        throw error;
      }
    },
  });
  if (token === null || claims === null)
    return (
      <EntryCard title="Accept an invitation">
        <Text size="sm">This page needs the link of the invitation’s mail, whole. Ask whoever invited you for it.</Text>
      </EntryCard>
    );
  return (
    <EntryCard title="Accept the invitation">
      <Text size="sm" mb="sm">
        {claims.email} is invited, as {claims.role}.
      </Text>
      <Loaded query={me} what="account">
        {(person) => <Answer token={token} claims={claims} person={person} />}
      </Loaded>
    </EntryCard>
  );
}

interface AnswerProps {
  readonly token: string;
  readonly claims: InvitationClaims;
  readonly person: Person | null;
}

function Answer({ token, claims, person }: AnswerProps): ReactNode {
  const goOn = useGoOn();
  const accept = useMutation({
    mutationFn: () => take(api.POST('/api/v1/workspaces/accept-invitation', { body: { token } })),
    onSuccess: ({ workspaceId }) => goOn(workspaceId === null ? '/' : `/w/${workspaceId}`),
  });
  if (accept.isPending || accept.isSuccess) return <Loader aria-label="accepting" />;
  if (accept.error !== null)
    return (
      <Stack>
        <EntryTrouble error={accept.error} />
        <Button variant="default" component="a" href="/">
          To your workspaces
        </Button>
      </Stack>
    );
  if (person === null) return <Getting token={token} claims={claims} onDone={() => accept.mutate()} />;
  if (person.email !== claims.email) return <SomebodyElse person={person} claims={claims} />;
  return (
    <Button fullWidth autoFocus onClick={() => accept.mutate()}>
      Accept
    </Button>
  );
}

function SomebodyElse({ person, claims }: Pick<AnswerProps, 'claims'> & { readonly person: Person }): ReactNode {
  const signOut = useMutation({
    mutationFn: () => take(api.POST('/api/v1/auth/sign-out')),
    // The token is out of the address by now: the mail has it.
    onSuccess: () => window.location.assign('/sign-in'),
  });
  return (
    <Alert color="yellow" title="It is for somebody else">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          You are signed in as {person.email}. Sign out, then follow the link of the mail again as {claims.email}.
        </Text>
        <Button size="compact-sm" variant="default" loading={signOut.isPending} onClick={() => signOut.mutate()}>
          Sign out
        </Button>
        <EntryTrouble error={signOut.error} />
      </Stack>
    </Alert>
  );
}

type GettingProps = Omit<AnswerProps, 'person'> & { readonly onDone: () => void };

function Getting({ token, claims, onDone }: GettingProps): ReactNode {
  const [way, setWay] = useState('new');
  return (
    <Stack>
      <SegmentedControl
        aria-label="Whether you have an account"
        fullWidth
        value={way}
        onChange={setWay}
        data={[
          { value: 'new', label: 'I am new here' },
          { value: 'known', label: 'I have an account' },
        ]}
      />
      {way === 'new' ? (
        <Newcomer token={token} claims={claims} onDone={onDone} />
      ) : (
        <SignIn onDone={onDone} next="/" email={claims.email} />
      )}
    </Stack>
  );
}

function Newcomer({ token, claims, onDone }: GettingProps): ReactNode {
  const { typed, bind } = useFields({ name: '', password: '' });
  const { email } = claims;
  const signUp = useMutation({
    mutationFn: () =>
      keptSession(
        signUpAs({ ...typed, email, invitation: token }).then((answer) => {
          if ('status' in answer) return answer;
          throw new Error('an invitation proves the address, and no code is sent');
        }),
      ),
    onSuccess: onDone,
  });
  return (
    <Form
      submit="Sign up and accept"
      isWide
      acting={signUp}
      onSubmit={() => signUp.mutate()}
      explain={(error) => <EntryTrouble error={error} />}
    >
      <TextInput label="E-mail" value={email} readOnly autoComplete="username" />
      <TextInput label="Your name" autoComplete="name" required autoFocus {...bind('name')} />
      <NewPassword {...bind('password')} />
      <Text size="xs" c="dimmed">
        By a provider of your organization instead? <Anchor href="/sign-in">Sign in there</Anchor>, then follow the link
        again.
      </Text>
    </Form>
  );
}
