import { Button } from '@mantine/core';
import { isTerminalRun } from '@wheelhouse/protocol/run-states';
import { MessageCircleQuestionMark, OctagonX, SendHorizontal } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useMay } from '../../me.ts';
import type { Run } from './run-queries.ts';

const AskDialog = lazy(async () => ({ default: (await import('./word-dialogs.tsx')).AskDialog }));
const TellDialog = lazy(async () => ({ default: (await import('./word-dialogs.tsx')).TellDialog }));
const KillDialog = lazy(async () => ({ default: (await import('./kill-dialog.tsx')).KillDialog }));

type Action = 'ask' | 'tell' | 'kill';

/** What can be asked of a run that has not ended. */
export function RunActions({ run }: { readonly run: Run }): ReactNode {
  const may = useMay('fleet:command');
  const [asked, setAsked] = useState<Action | null>(null);
  const onClose = (): void => setAsked(null);
  const isOver = isTerminalRun(run.state);
  // A dialog that is open stays, whatever becomes of the run meanwhile.
  if (!may || (isOver && asked === null)) return null;
  return (
    <>
      {!isOver && (
        <>
          <Button
            size="xs"
            variant="default"
            leftSection={<MessageCircleQuestionMark size={14} aria-hidden />}
            onClick={() => setAsked('ask')}
          >
            Ask
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<SendHorizontal size={14} aria-hidden />}
            onClick={() => setAsked('tell')}
          >
            Tell
          </Button>
          <Button
            size="xs"
            color="red"
            leftSection={<OctagonX size={14} aria-hidden />}
            onClick={() => setAsked('kill')}
          >
            Kill
          </Button>
        </>
      )}
      <Suspense>
        {asked === 'ask' && <AskDialog run={run} onClose={onClose} />}
        {asked === 'tell' && <TellDialog run={run} onClose={onClose} />}
        {asked === 'kill' && <KillDialog run={run} onClose={onClose} />}
      </Suspense>
    </>
  );
}
