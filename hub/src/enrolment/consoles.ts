import type { HubTx } from '@wheelhouse/prisma/hub';
import { openKeyset, WheelhouseError } from '@wheelhouse/protocol';
import { audit, auditEntry, notifyChange, type ChangeDeps, type Decider } from '../changes.ts';

/**
 * Registers a console: an issuer like any instance, whose key the hub never has. One that is registered stays as it is.
 * @returns its id
 * @throws WheelhouseError INVALID or SIGNATURE_INVALID for a keyset that does not hold
 */
export async function putConsole(tx: HubTx, keysetText: string, now: number): Promise<string> {
  const keyset = openKeyset(keysetText, {});
  const { instance: id, name, seq } = keyset.body;
  const at = new Date(now);
  await tx.instance.upsert({
    where: { id },
    update: {},
    create: {
      id,
      name,
      identityFingerprint: keyset.identityFingerprint,
      keyset: keysetText,
      keysetSeq: seq,
      state: 'active',
      facts: { kind: 'console' },
      requestedAt: at,
      approvedAt: at,
    },
  });
  return id;
}

/** The same for an operator. @throws WheelhouseError also CONFLICT where the id or the name is somebody else's */
export async function registerConsole(deps: ChangeDeps, keysetText: string, decider: Decider): Promise<string> {
  const { body, identityFingerprint } = openKeyset(keysetText, {});
  await deps.db.transaction(async (tx) => {
    const others = await tx.instance.findMany({ where: { OR: [{ id: body.instance }, { name: body.name }] } });
    const isTaken = others.some(
      (other) => other.id !== body.instance || other.identityFingerprint !== identityFingerprint,
    );
    if (isTaken) throw new WheelhouseError('CONFLICT', 'an instance of this name or id is registered already');
    if (others.length > 0) return;
    const id = await putConsole(tx, keysetText, deps.now());
    await audit(tx, deps, auditEntry(decider, { action: 'console.register', resource: `instance:${id}` }));
    await notifyChange(deps.db, tx, `instance:${id}`);
  });
  await deps.directory.refreshInstance(body.instance);
  return body.instance;
}
