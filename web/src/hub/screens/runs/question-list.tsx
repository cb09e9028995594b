import { Alert, Button, Group } from '@mantine/core';
import { isTerminalRun } from '@wheelhouse/protocol/run-states';
import { Hourglass } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useMay } from '../../me.ts';
import type { Question } from './questions.ts';
import type { Run } from './run-queries.ts';

const AnswerDialog = lazy(async () => ({ default: (await import('./word-dialogs.tsx')).AnswerDialog }));

interface QuestionListProps {
  readonly run: Run;
  readonly questions: readonly Question[];
}

interface Chosen {
  readonly question: Question;
  readonly option: Question['options'][number];
}

/** What the run waits for, with its answers. */
export function QuestionList({ run, questions }: QuestionListProps): ReactNode {
  const may = useMay('fleet:command');
  const [chosen, setChosen] = useState<Chosen | null>(null);
  if (questions.length === 0 || isTerminalRun(run.state)) return null;
  return (
    <>
      {questions.map((question) => (
        <Alert
          key={question.request}
          color="yellow"
          icon={<Hourglass size={18} aria-hidden />}
          role="status"
          title={question.title}
        >
          <Group gap="xs">
            {may
              ? question.options.map((option) => (
                  <Button
                    key={option.option}
                    size="xs"
                    variant="default"
                    onClick={() => setChosen({ question, option })}
                  >
                    {option.name}
                  </Button>
                ))
              : 'Somebody who may send commands has to answer.'}
          </Group>
        </Alert>
      ))}
      {chosen !== null && (
        <Suspense>
          <AnswerDialog run={run} {...chosen} onClose={() => setChosen(null)} />
        </Suspense>
      )}
    </>
  );
}
