import { Alert, Button, Group, List, Switch, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { reachOf, type Reach } from '@wheelhouse/protocol/stop-reach';
import { useState, type ReactNode } from 'react';
import { tell } from '../../ui/tell.ts';
import { Trouble } from '../../ui/trouble.tsx';
import { hub, take } from '../api.ts';
import { useMe } from '../me.ts';
import { useInstances } from '../parts/instances.ts';
import { SignedModal } from '../signing/signed-modal.tsx';
import type { ConsoleKey } from '../signing/console-key.ts';
import { useHeldGrants, type Grant } from '../signing/held-grants.ts';
import { stopsKey } from './stops.ts';

interface StopDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Ends every run of the fleet that the console may end, and keeps new ones from starting. */
export function StopDialog({ isOpen, onClose }: StopDialogProps): ReactNode {
  return (
    <SignedModal isOpen={isOpen} onClose={onClose} title="Stop everything">
      {(key) => <StopForm consoleKey={key} onClose={onClose} />}
    </SignedModal>
  );
}

interface StopFormProps {
  readonly consoleKey: ConsoleKey;
  readonly onClose: () => void;
}

function StopForm({ consoleKey, onClose }: StopFormProps): ReactNode {
  const held = useHeldGrants(consoleKey.instanceId);
  const about = useQuery({
    queryKey: ['hub', 'about'],
    queryFn: ({ signal }) => take(hub.GET('/api/v1/hub', { signal })),
  });
  const [isHard, setHard] = useState(true);
  const [typed, setTyped] = useState('');
  const reach = reachOf(held.data ?? [], Date.now());
  const name = about.data?.name ?? '';
  // Before that, it would stop nothing and say that it did.
  const isKnown = held.data !== undefined && name !== '';
  const stop = useStop({ consoleKey, reach, isHard, confirm: typed, onDone: onClose });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        stop.mutate();
      }}
    >
      <Text size="sm" mb="sm">
        Every run of {reach.length} {reach.length === 1 ? 'workspace' : 'workspaces'} ends, whoever started it, and no
        instance starts another until you lift that. What waits for instances that are away is taken back.
      </Text>
      <Beyond reach={reach} isKnown={isKnown} />
      <Switch
        mb="sm"
        label="Now: skip what is polite"
        checked={isHard}
        onChange={(event) => setHard(event.currentTarget.checked)}
      />
      <TextInput
        mb="sm"
        label={`Type ${name} to go on`}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Trouble error={stop.error ?? held.error ?? about.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Leave it
        </Button>
        <Button type="submit" color="red" loading={stop.isPending} disabled={!isKnown || typed !== name}>
          Sign and stop everything
        </Button>
      </Group>
    </form>
  );
}

/** Instances of which no workspace lets the console end its runs: the button does nothing there. */
function Beyond({ reach, isKnown }: { readonly reach: readonly Reach<Grant>[]; readonly isKnown: boolean }): ReactNode {
  const { data: instances = [] } = useInstances();
  const reached = new Set(reach.map(({ instanceId }) => instanceId));
  const beyond = instances.filter(({ id, kind, state }) => kind === 'spoke' && state === 'active' && !reached.has(id));
  if (!isKnown || beyond.length === 0) return null;
  return (
    <Alert color="yellow" mb="sm" title="Not within reach">
      No workspace of these lets the console end its runs (agent.kill_all). Spawns for them are held, and nothing more:
      <List size="sm">
        {beyond.map(({ id, name }) => (
          <List.Item key={id}>{name}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

interface StopWish {
  readonly consoleKey: ConsoleKey;
  readonly reach: readonly Reach<Grant>[];
  readonly isHard: boolean;
  readonly confirm: string;
  readonly onDone: () => void;
}

function useStop({ consoleKey, reach, isHard, confirm, onDone }: StopWish) {
  const me = useMe();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const [{ newRequestId, signCommand }, fleet] = await Promise.all([
        import('../signing/sign.ts'),
        take(hub.GET('/api/v1/fleet')),
      ]);
      const envelopes = reach.map(({ instanceId, workspaceId, mayLock }) => {
        const body = {
          verb: 'agent.kill_all' as const,
          ...(isHard ? { now: true } : {}),
          ...(mayLock ? { lock: true } : {}),
        };
        const wish = { body, target: instanceId, workspaceId, grants: [], hub: fleet.hub, operatorId: me.id };
        return signCommand(wish, consoleKey, Date.now()).envelope;
      });
      const body = { id: newRequestId(), confirm, lock: true, envelopes };
      return take(hub.POST('/api/v1/fleet/kill-all', { body }));
    },
    onSuccess: async () => {
      onDone();
      tell('Everything is being stopped');
      await queries.invalidateQueries({ queryKey: stopsKey });
    },
  });
}
