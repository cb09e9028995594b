import { Text, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { SignedDialog } from '../../signing/signed-dialog.tsx';
import type { Question } from './questions.ts';
import type { Run } from './run-queries.ts';

interface WordProps {
  readonly run: Run;
  readonly onClose: () => void;
}

const placeOf = ({ instanceId, workspaceId }: Run) => ({ target: instanceId, workspaceId });

/** Asks the instance itself, which signs what it answers; the hub's own view may be old. */
export function AskDialog({ run, onClose }: WordProps): ReactNode {
  return (
    <SignedDialog
      title={`Ask for the state of ${run.agent}`}
      submit="Sign and ask"
      onClose={onClose}
      at={placeOf(run)}
      runId={run.id}
      verbs={['agent.status']}
      body={{ verb: 'agent.status' }}
      done="It is asked. The answer is a receipt of the instance."
    >
      <Text size="sm">
        What stands here is what the hub was told last. The instance answers with a receipt that it signs, within a
        minute or not at all.
      </Text>
    </SignedDialog>
  );
}

/** A word to a running agent. Runtimes that take none refuse it. */
export function TellDialog({ run, onClose }: WordProps): ReactNode {
  const [text, setText] = useState('');
  return (
    <SignedDialog
      title={`Tell ${run.agent}`}
      submit="Sign and send"
      onClose={onClose}
      at={text.trim() === '' ? null : placeOf(run)}
      runId={run.id}
      verbs={['agent.input']}
      body={{ verb: 'agent.input', text }}
      done="It is on its way to the agent."
    >
      <Textarea
        label="Text"
        autosize
        minRows={3}
        maxRows={12}
        maxLength={32_768}
        data-autofocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </SignedDialog>
  );
}

interface AnswerProps extends WordProps {
  readonly question: Question;
  readonly option: Question['options'][number];
}

export function AnswerDialog({ run, question, option, onClose }: AnswerProps): ReactNode {
  return (
    <SignedDialog
      title={`${option.name}: ${question.title}`}
      submit={`Sign: ${option.name}`}
      onClose={onClose}
      at={placeOf(run)}
      runId={run.id}
      verbs={['agent.approve']}
      body={{ verb: 'agent.approve', request: question.request, option: option.option }}
      done="The answer is on its way."
    >
      <Text size="sm">The agent goes on with this answer. It cannot be taken back.</Text>
    </SignedDialog>
  );
}
