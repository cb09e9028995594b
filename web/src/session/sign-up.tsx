import { Anchor, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { openApi, take } from '../api/api.ts';
import { Form } from '../ui/form.tsx';
import { useFields } from '../ui/use-fields.ts';
import { EntryCard } from './entry-card.tsx';
import { EntryTrouble } from './entry-trouble.tsx';
import { MailedCode } from './mailed-code.tsx';
import { NewPassword } from './new-password.tsx';
import { signUpAs } from './sign-up-as.ts';
import { useGoOn } from './use-go-on.ts';

const api = openApi();

/** `/sign-up`: an account of one's own, once the code that goes to the address came back. */
export function SignUp(): ReactNode {
  const goOn = useGoOn();
  const [sent, setSent] = useState<{ readonly id: string; readonly email: string } | null>(null);
  return (
    <EntryCard title="Sign up">
      {sent === null ? (
        <Person onSent={setSent} />
      ) : (
        <MailedCode
          email={sent.email}
          verify={(code) => take(api.POST('/api/v1/auth/verify-email', { body: { id: sent.id, code } }))}
          onResult={() => goOn('/')}
          onBack={() => setSent(null)}
        />
      )}
    </EntryCard>
  );
}

interface PersonProps {
  readonly onSent: (sent: { readonly id: string; readonly email: string }) => void;
}

function Person({ onSent }: PersonProps): ReactNode {
  const { typed, bind } = useFields({ name: '', email: '', password: '' });
  const begin = useMutation({
    // Without an invitation the answer is a code that was sent.
    mutationFn: () => signUpAs(typed),
    onSuccess: (answer) => {
      if ('id' in answer) onSent({ id: answer.id, email: typed.email });
    },
  });
  return (
    <Form
      submit="Mail me a code"
      isWide
      acting={begin}
      onSubmit={() => begin.mutate()}
      explain={(error) => <EntryTrouble error={error} />}
    >
      <TextInput label="Your name" autoComplete="name" autoFocus required {...bind('name')} />
      <TextInput label="E-mail" type="email" autoComplete="username" required {...bind('email')} />
      <NewPassword {...bind('password')} />
      <Text size="sm">
        You have an account? <Anchor href="/sign-in">Sign in</Anchor>
      </Text>
    </Form>
  );
}
