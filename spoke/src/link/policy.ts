import { openKeyset, type FrameOf, type InstanceId, type OpenedKeyset } from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import { addSecurityEvent, advance } from '../intake/store.ts';

type PolicyConnection = FrameOf<'policy'>['connections'][number];

export interface PolicyDeps {
  readonly db: SpokeDb;
  readonly hubId: InstanceId;
  readonly now: () => number;
}

/**
 * Takes the hub's word about connections. It decides who is connected; it cannot decide who is trusted: a keyset counts
 * only where a pinned identity signed it, and an unpinned peer stays a proposal that a person has to compare.
 */
export async function applyPolicy(deps: PolicyDeps, frame: FrameOf<'policy'>): Promise<void> {
  await deps.db.withInstance('link', async (tx) => {
    await advance(tx, { hub: deps.hubId, epoch: frame.e, offset: frame.n });
    await tx.linkState.update({
      where: { hubId: deps.hubId },
      data: { policyRevision: frame.revision, policyAt: new Date(deps.now()), instanceState: frame.instance },
    });
    const named: string[] = [];
    for (const connection of frame.connections) {
      named.push(connection.peer);
      await applyConnection(tx, connection, new Date(deps.now()));
    }
    // The policy is whole: who is not in it is not connected any more.
    await tx.peer.updateMany({
      where: { instanceId: { notIn: named }, connectionId: { not: null } },
      data: { state: 'disconnected', connectionId: null, updatedAt: new Date(deps.now()) },
    });
  });
}

async function applyConnection(tx: SpokeTx, connection: PolicyConnection, now: Date): Promise<void> {
  const { peer, name, state } = connection;
  const known = await tx.peer.findUnique({ where: { instanceId: peer } });
  const pinned = known !== null && known.pinnedAt !== null ? known : null;
  const keyset = openProposed(connection, pinned?.identityFingerprint);
  const place = { name: pinned?.name ?? name, state, connectionId: connection.connection, updatedAt: now };
  if (keyset === null) {
    await addSecurityEvent(tx, 'keyset_refused', peer, { connection: connection.connection });
    if (known !== null) await tx.peer.update({ where: { instanceId: peer }, data: place });
    return;
  }
  // An older document must not bring back a key that a newer one took away.
  const newer = pinned === null || pinned.keyset === null || keyset.body.seq > pinned.keysetSeq;
  const keys = { keyset: keyset.text, keysetSeq: keyset.body.seq, identityFingerprint: keyset.identityFingerprint };
  await tx.peer.upsert({
    where: { instanceId: peer },
    create: { instanceId: peer, ...place, ...keys },
    update: newer ? { ...place, ...keys } : place,
  });
}

/** Null where the keyset does not hold: broken, another instance's, or not by the pinned identity. */
function openProposed(connection: PolicyConnection, identityFingerprint: string | undefined): OpenedKeyset | null {
  try {
    const pin = identityFingerprint === undefined ? {} : { identityFingerprint };
    return openKeyset(connection.keyset, { instance: connection.peer, ...pin });
  } catch {
    return null;
  }
}
