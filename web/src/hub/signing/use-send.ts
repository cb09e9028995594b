import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { hub, take, type Schemas } from '../api.ts';
import { useMe } from '../me.ts';
import type { ConsoleKey } from './console-key.ts';
import type { CommandWish, SignedCommand } from './sign.ts';
import { Unfit } from '../../ui/unfit.ts';

export type Command = Schemas['FleetCommandDetail'];
type Wish = Omit<CommandWish, 'hub' | 'operatorId'>;

/** Signs a command with the console's key and hands it to the hub. Resolves when it is durably in the target's mailbox. */
export function useSend(key: ConsoleKey | null): UseMutationResult<SignedCommand, Error, () => Wish> {
  const me = useMe();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (wishOf) => {
      if (key === null) throw new Unfit('Open the console’s key file first.');
      const wish = wishOf();
      const [{ signCommand }, fleet] = await Promise.all([import('./sign.ts'), take(hub.GET('/api/v1/fleet'))]);
      const signed = signCommand({ ...wish, hub: fleet.hub, operatorId: me.id }, key, Date.now());
      await take(hub.POST('/api/v1/fleet/commands', { body: { envelope: signed.envelope } }));
      return signed;
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['hub', 'commands'] }),
  });
}
