import { Alert, Select } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useNameOf } from '../../parts/instances.ts';
import { useConsoleKey } from '../../signing/console-key.ts';
import { useHeldGrants } from '../../signing/held-grants.ts';
import { SignedDialog } from '../../signing/signed-dialog.tsx';
import { KillMode, type Mode } from './kill-mode.tsx';
import { placesOf } from './spawn-form.ts';

/** Ends every run that the console may end in one workspace of one instance. */
export function KillAllDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const key = useConsoleKey();
  const nameOf = useNameOf();
  const { data: held = [] } = useHeldGrants(key?.instanceId ?? null);
  const [mode, setMode] = useState<Mode>('graceful');
  const [chosen, setChosen] = useState<string | null>(null);
  const places = placesOf(held, 'agent.kill_all');
  const place = places.find(({ value }) => value === chosen) ?? null;
  return (
    <SignedDialog
      title="Kill all runs"
      submit={place === null ? 'Sign and kill all' : `Sign and kill all at ${nameOf(place.target)}`}
      isDanger
      onClose={onClose}
      at={place}
      verbs={['agent.kill_all']}
      body={{ verb: 'agent.kill_all', ...(mode === 'now' ? { now: true } : {}) }}
      done="The kill is on its way. Each run says when nothing of it is left."
    >
      {key !== null && places.length === 0 ? (
        <Alert color="gray">No instance lets this console end all runs (agent.kill_all).</Alert>
      ) : (
        <>
          <Select
            label="Where"
            description="Every run there that the console asked for; all of the workspace, where it may kill any"
            data={places.map(({ value, target, workspaceId }) => ({
              value,
              label: `${nameOf(target)}, workspace …${workspaceId.slice(-8)}`,
            }))}
            value={chosen}
            onChange={setChosen}
            disabled={key === null}
          />
          <KillMode mode={mode} onChange={setMode} />
        </>
      )}
    </SignedDialog>
  );
}
