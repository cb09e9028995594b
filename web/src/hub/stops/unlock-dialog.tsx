import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { tell } from '../../ui/tell.ts';
import { Trouble } from '../../ui/trouble.tsx';
import { hub, take } from '../api.ts';
import { useMe } from '../me.ts';
import { SignedModal } from '../signing/signed-modal.tsx';
import type { ConsoleKey } from '../signing/console-key.ts';
import { stopsKey, type Stops } from './stops.ts';

interface UnlockDialogProps {
  readonly stops: Stops;
  readonly onClose: () => void;
}

/** Lifts the hub's hold, and what kill-alls locked. */
export function UnlockDialog({ stops, onClose }: UnlockDialogProps): ReactNode {
  return (
    <SignedModal isOpen onClose={onClose} title="Let runs start again">
      {(key) => <UnlockForm stops={stops} consoleKey={key} onClose={onClose} />}
    </SignedModal>
  );
}

function UnlockForm({
  stops,
  consoleKey,
  onClose,
}: UnlockDialogProps & { readonly consoleKey: ConsoleKey }): ReactNode {
  const me = useMe();
  const queries = useQueryClient();
  const targets = lockedBy(stops);
  const unlock = useMutation({
    mutationFn: async () => {
      const [{ signCommand }, fleet] = await Promise.all([
        import('../signing/sign.ts'),
        take(hub.GET('/api/v1/fleet')),
      ]);
      const envelopes = targets.map(({ instanceId: target, workspaceId }) => {
        const body = { verb: 'agent.unlock' as const };
        const wish = { body, target, workspaceId, grants: [], hub: fleet.hub, operatorId: me.id };
        return signCommand(wish, consoleKey, Date.now()).envelope;
      });
      return take(hub.POST('/api/v1/fleet/unlock', { body: { envelopes } }));
    },
    onSuccess: async () => {
      onClose();
      tell('Runs may start again');
      await queries.invalidateQueries({ queryKey: stopsKey });
    },
  });
  return (
    <>
      <Text size="sm">
        The hub relays spawns again, and {targets.length} workspaces are told to take them. What was stopped stays
        stopped.
      </Text>
      <Trouble error={unlock.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Leave it
        </Button>
        <Button loading={unlock.isPending} onClick={() => unlock.mutate()}>
          Sign and let them start
        </Button>
      </Group>
    </>
  );
}

/** Workspaces that kill-alls reached, once each. Pure. */
function lockedBy({ stops }: Stops): Stops['stops'][number]['targets'] {
  const targets = stops.filter(({ lock, liftedAt }) => lock && liftedAt === null).flatMap((stop) => stop.targets);
  const taken = targets.filter(({ state }) => state !== 'refused');
  return [...new Map(taken.map((one) => [`${one.instanceId}/${one.workspaceId}`, one])).values()];
}
