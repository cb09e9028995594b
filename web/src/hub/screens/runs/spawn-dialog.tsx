import { Button, Divider, Stack } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { AssignmentFields } from '../../../spawn/assignment-fields.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Form } from '../../../ui/form.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import { useConsoleKey, type ConsoleKey } from '../../signing/console-key.ts';
import { covering, useHeldGrants, type Grant } from '../../signing/held-grants.ts';
import { KeyPicker } from '../../signing/key-picker.tsx';
import { SendTrouble } from '../../signing/send-trouble.tsx';
import { useSend } from '../../signing/use-send.ts';
import { NoGrant } from './no-grant.tsx';
import { emptyDraft, placesOf, readDraft, type SpawnDraft } from './spawn-form.ts';
import { Bounds, Where } from './spawn-fields.tsx';

/** Starts an agent on an instance that granted it to the console; signed in this tab. */
export function SpawnDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const key = useConsoleKey();
  return (
    <Dialog opened onClose={onClose} title="Spawn an agent" size="lg">
      <Stack>
        <KeyPicker />
        {key !== null && (
          <>
            <Divider />
            <Granted consoleKey={key} onClose={onClose} />
          </>
        )}
      </Stack>
    </Dialog>
  );
}

interface GrantedProps {
  readonly consoleKey: ConsoleKey;
  readonly onClose: () => void;
}

function Granted({ consoleKey, onClose }: GrantedProps): ReactNode {
  const grants = useHeldGrants(consoleKey.instanceId);
  return (
    <Loaded query={grants} what="grants">
      {(held) =>
        placesOf(held, 'agent.spawn').length === 0 ? (
          <NoGrant consoleId={consoleKey.instanceId} />
        ) : (
          <SpawnForm consoleKey={consoleKey} grants={held} onClose={onClose} />
        )
      }
    </Loaded>
  );
}

function SpawnForm({ consoleKey, grants, onClose }: GrantedProps & { readonly grants: readonly Grant[] }): ReactNode {
  const navigate = useNavigate();
  const places = placesOf(grants, 'agent.spawn');
  const [draft, setDraft] = useState<SpawnDraft>({ ...emptyDraft, place: places[0]?.value ?? '' });
  const [isTried, setTried] = useState(false);
  const send = useSend(consoleKey);
  const read = readDraft(draft);
  const faults = isTried && 'faults' in read ? read.faults : {};
  const set = (change: Partial<SpawnDraft>): void => setDraft((known) => ({ ...known, ...change }));
  const spawn = (): void => {
    setTried(true);
    if (!('wish' in read)) return;
    const { wish } = read;
    const named = covering(grants, wish, ['agent.spawn']).map(({ id }) => id);
    send.mutate(() => ({ ...wish, grants: named }), {
      onSuccess: ({ runId }) => {
        onClose();
        void navigate({ to: `/runs/${runId}` });
      },
    });
  };
  return (
    <Form
      submit="Sign and spawn"
      acting={send}
      onSubmit={spawn}
      explain={(error) => <SendTrouble error={error} />}
      beside={
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      }
    >
      <Where draft={draft} set={set} faults={faults} places={places} />
      <AssignmentFields draft={draft} set={set} fault={faults.steps} />
      <Bounds draft={draft} set={set} />
    </Form>
  );
}
