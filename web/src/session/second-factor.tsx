import { Button, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { openApi, take } from '../api/api.ts';
import { Form } from '../ui/form.tsx';
import { EntryTrouble } from './entry-trouble.tsx';
import { keptSession } from './kept-session.ts';

const api = openApi();

interface SecondFactorProps {
  readonly challenge: string;
  readonly onDone: () => void;
  readonly onBack: () => void;
}

/** Six digits of the authenticator app, or a recovery code. */
export function SecondFactor({ challenge, onDone, onBack }: SecondFactorProps): ReactNode {
  const [code, setCode] = useState('');
  const [isRecovery, setRecovery] = useState(false);
  const verify = useMutation({
    mutationFn: (given: string) =>
      keptSession(take(api.POST('/api/v1/auth/second-factor', { body: { challenge, code: given } }))),
    onSuccess: onDone,
  });
  return (
    <Form
      submit="Go on"
      isWide
      acting={verify}
      onSubmit={() => verify.mutate(code)}
      explain={(error) => <EntryTrouble error={error} />}
    >
      {isRecovery ? (
        <TextInput
          label="Recovery code"
          description="Each works once"
          autoFocus
          required
          autoComplete="off"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      ) : (
        <>
          <Text size="sm">The six digits that your authenticator app shows now.</Text>
          <SixDigits value={code} onChange={setCode} onComplete={(given) => verify.mutate(given)} />
        </>
      )}
      <Button
        variant="subtle"
        onClick={() => {
          setCode('');
          setRecovery(!isRecovery);
        }}
      >
        {isRecovery ? 'Use the app' : 'Use a recovery code'}
      </Button>
      <Button variant="subtle" onClick={onBack}>
        Back
      </Button>
    </Form>
  );
}

interface SixDigitsProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onComplete: (value: string) => void;
}

/** One field for all of them, so that a code can be pasted; the sixth digit sends it. */
export function SixDigits({ value, onChange, onComplete }: SixDigitsProps): ReactNode {
  return (
    <TextInput
      label="Six digits"
      inputMode="numeric"
      autoComplete="one-time-code"
      autoFocus
      required
      maxLength={12}
      value={value}
      onChange={(event) => {
        const digits = event.currentTarget.value.replaceAll(/\D/g, '');
        onChange(digits);
        if (digits.length === 6 && digits !== value) onComplete(digits);
      }}
      styles={{ input: { fontFamily: 'var(--wh-mono)', letterSpacing: '0.3em' } }}
    />
  );
}
