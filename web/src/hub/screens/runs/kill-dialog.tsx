import { TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { SignedDialog } from '../../signing/signed-dialog.tsx';
import { KillMode, type Mode } from './kill-mode.tsx';
import type { Run } from './run-queries.ts';

interface KillDialogProps {
  readonly run: Run;
  readonly onClose: () => void;
}

/** It cannot be undone; the instance's receipt says whether anybody is left. */
export function KillDialog({ run, onClose }: KillDialogProps): ReactNode {
  const [mode, setMode] = useState<Mode>('graceful');
  const [reason, setReason] = useState('');
  const why = reason.trim();
  return (
    <SignedDialog
      title={`Kill ${run.agent}`}
      submit={mode === 'now' ? 'Sign and kill now' : 'Sign and kill'}
      isDanger
      onClose={onClose}
      at={{ target: run.instanceId, workspaceId: run.workspaceId }}
      runId={run.id}
      verbs={['agent.kill', 'agent.kill:any']}
      body={{
        verb: 'agent.kill',
        ...(mode === 'now' ? { now: true } : {}),
        ...(why === '' ? {} : { reason: why }),
      }}
      done="The kill is on its way. Its receipt says whether anybody is left."
    >
      <KillMode mode={mode} onChange={setMode} />
      <TextInput
        label="Reason"
        description="Goes into the instance’s log"
        maxLength={1024}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </SignedDialog>
  );
}
