import { saveKeyRing, withNewKey, withoutSpentKeys } from '@wheelhouse/identity';
import { addInstanceAudit, type AuditActor } from '../audit/add-audit.ts';
import type { PeopleDeps } from '../people/deps.ts';
import { resealAll } from './reseal.ts';

type RotateDeps = Pick<PeopleDeps, 'db' | 'sealer' | 'ring' | 'now'>;

export interface Rotated {
  readonly keyId: string;
  readonly resealed: number;
  /** Keys of the ring now. */
  readonly keys: number;
}

/**
 * Gives the instance a new secrets key: it is on disk before anything is sealed with it, then everything is sealed anew,
 * then keys go that nothing needs. A crash on the way leaves a ring that opens everything; rotating again goes on.
 */
export async function rotateSecretsKey(deps: RotateDeps, actor: AuditActor): Promise<Rotated> {
  // Two at once would both start from the same ring, and the later file would lack the earlier key.
  return deps.ring.turns.run(() => rotate(deps, actor));
}

async function rotate(deps: RotateDeps, actor: AuditActor): Promise<Rotated> {
  const { live, file } = deps.ring;
  const rotated = withNewKey(live.ring, deps.now());
  await saveKeyRing(file, rotated);
  live.use(rotated);
  const { count, stillNeeded } = await resealAll(deps);
  const left = withoutSpentKeys(rotated, stillNeeded, deps.now());
  if (left.keys.length < rotated.keys.length) {
    await saveKeyRing(file, left);
    live.use(left);
  }
  const [{ id: keyId }] = left.keys;
  await deps.db.withInstance('sign-in', (tx) =>
    addInstanceAudit(tx, actor, {
      action: 'secrets-key.rotate',
      resourceKind: 'secrets-key',
      resourceId: keyId,
      detail: { resealed: count, keys: left.keys.length },
    }),
  );
  return { keyId, resealed: count, keys: left.keys.length };
}
