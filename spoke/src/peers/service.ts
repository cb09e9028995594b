import {
  openKeyset,
  shortCode,
  WheelhouseError,
  type ConnectionState,
  type InstanceId,
  type spokeApi,
} from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import { addAudit } from '../audit/add-audit.ts';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import type { z } from 'zod';

export interface PeerDeps {
  readonly db: SpokeDb;
  /** Of this instance's identity key. */
  readonly fingerprint: string;
  readonly self: InstanceId;
  reloadTrust(): Promise<void>;
  readonly now: () => number;
}

interface PeerRow {
  readonly instanceId: string;
  readonly name: string;
  readonly identityFingerprint: string;
  readonly keyset: string | null;
  readonly keysetSeq: number;
  readonly connectionId: string | null;
  readonly state: string;
  readonly pinnedAt: Date | null;
}

function viewOf(deps: PeerDeps, row: PeerRow): spokeApi.PeerView {
  return {
    id: row.instanceId as InstanceId,
    name: row.name,
    fingerprint: row.identityFingerprint,
    shortCode: shortCode(deps.fingerprint, row.identityFingerprint),
    state: row.state as z.infer<typeof ConnectionState>,
    pinnedAt: row.pinnedAt?.getTime() ?? null,
    keysetSeq: row.keysetSeq,
    connectionId: row.connectionId,
  };
}

/** Every instance that the hub or a person named. */
export async function listPeers(deps: PeerDeps): Promise<spokeApi.PeerView[]> {
  const rows = await deps.db.withInstance('peers', (tx) => tx.peer.findMany({ orderBy: { name: 'asc' }, take: 1000 }));
  return rows.map((row) => viewOf(deps, row));
}

/**
 * Pins an instance by the fingerprint that a person compared. From then on only keysets of that identity count, whoever
 * brings them. A keyset may come along; otherwise the hub's policy brings it.
 * @throws WheelhouseError KEY_UNKNOWN where the keyset at hand is of another identity, INVALID
 */
export async function pinPeer(
  deps: PeerDeps,
  caller: WorkspaceCaller,
  id: InstanceId,
  wish: spokeApi.PinPeer,
): Promise<spokeApi.PeerView> {
  if (id === deps.self) throw new WheelhouseError('INVALID', 'an instance does not pin itself');
  const row = await deps.db.withTenant(contextOf(caller), async (tx) => {
    const known = await tx.peer.findUnique({ where: { instanceId: id } });
    const text = wish.keyset ?? known?.keyset ?? null;
    const keyset = text === null ? null : openKeyset(text, { instance: id, identityFingerprint: wish.fingerprint });
    const data = {
      name: wish.name ?? known?.name ?? keyset?.body.name ?? id,
      identityFingerprint: wish.fingerprint,
      keyset: text,
      keysetSeq: keyset?.body.seq ?? 0,
      pinnedAt: new Date(deps.now()),
      updatedAt: new Date(deps.now()),
    };
    const saved = await tx.peer.upsert({
      where: { instanceId: id },
      create: { instanceId: id, ...data },
      update: data,
    });
    await addAudit(tx, caller, { action: 'peers.pin', resourceKind: 'peer', resourceId: id });
    return saved;
  });
  await deps.reloadTrust();
  return viewOf(deps, row);
}

/** Takes the pin back: at once, for open links too. @throws WheelhouseError NOT_FOUND */
export async function unpinPeer(
  deps: PeerDeps,
  caller: WorkspaceCaller,
  id: InstanceId,
  state: 'suspended' | 'disconnected',
): Promise<spokeApi.PeerView> {
  const row = await deps.db.withTenant(contextOf(caller), async (tx) => {
    await requirePeer(tx, id);
    const saved = await tx.peer.update({
      where: { instanceId: id },
      data: {
        pinnedAt: null,
        updatedAt: new Date(deps.now()),
        ...(state === 'disconnected' ? { keyset: null, keysetSeq: 0 } : {}),
      },
    });
    await addAudit(tx, caller, { action: `peers.${state}`, resourceKind: 'peer', resourceId: id });
    return saved;
  });
  await deps.reloadTrust();
  return viewOf(deps, row);
}

async function requirePeer(tx: SpokeTx, id: InstanceId): Promise<void> {
  const known = await tx.peer.findUnique({ where: { instanceId: id }, select: { instanceId: true } });
  if (known === null) throw new WheelhouseError('NOT_FOUND');
}
