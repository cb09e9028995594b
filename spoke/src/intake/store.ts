import type { Code, InstanceId, WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import type { PeerFact, PolicyFact } from './facts.ts';
import type { LinkPosition } from './arrival.ts';

/** Null where no such workspace exists or it was deleted. */
export async function findWorkspace(tx: SpokeTx, id: WorkspaceId): Promise<{ workspaceId: string } | null> {
  return tx.workspaceDirectory.findFirst({
    where: { workspaceId: id, deletedAt: null },
    select: { workspaceId: true },
  });
}

export async function isPrincipal(tx: SpokeTx, workspaceId: WorkspaceId, principalId: string): Promise<boolean> {
  const found = await tx.workspacePrincipal.findFirst({
    where: { workspaceId, principalId },
    select: { principalId: true },
  });
  return found !== null;
}

/**
 * Serialises everything that concerns these runs until the transaction ends: a kill and its spawn that arrive at once on
 * two ways would otherwise each miss the other. In one order, so that two who lock several wait for each other at most.
 */
export async function lockRuns(tx: SpokeTx, workspaceId: WorkspaceId, runIds: readonly string[]): Promise<void> {
  const keys = [...new Set(runIds)].toSorted().map((runId) => `${workspaceId}:${runId}`);
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest(${keys}::text[]) AS key`;
}

export interface LedgerRow {
  readonly sha256: string;
  readonly verdict: string;
  readonly code: Code | null;
  readonly receipt: string;
}

/** What the ledger holds of one issuer's commands, by their ids. */
export async function findLedger(
  tx: SpokeTx,
  iss: InstanceId,
  ids: readonly string[],
): Promise<ReadonlyMap<string, LedgerRow>> {
  const rows = await tx.intake.findMany({ where: { iss, id: { in: [...ids] } } });
  return new Map(rows.map((row) => [row.id, { ...row, code: row.code as Code | null }]));
}

/** Moves the link's stored position and tells what the hub last said. Locks the row until the end. */
export async function advance(tx: SpokeTx, position: LinkPosition): Promise<PolicyFact> {
  const row = await tx.linkState.update({
    where: { hubId: position.hub },
    data: { downEpoch: position.epoch, downOffset: BigInt(position.offset) },
    select: { policyRevision: true, policyAt: true, instanceState: true },
  });
  return { revision: row.policyRevision, at: row.policyAt?.getTime() ?? null, instanceState: row.instanceState };
}

/** The peer's row, held against a change until the transaction ends. */
export async function findPeer(tx: SpokeTx, instanceId: InstanceId): Promise<PeerFact | null> {
  const rows = await tx.$queryRaw<{ state: string; pinned: boolean }[]>`
    SELECT state, pinned_at IS NOT NULL AS pinned FROM peers WHERE instance_id = ${instanceId}::uuid FOR SHARE`;
  return rows[0] ?? null;
}

/** Those of the ids that commands of this workspace have, whoever issued them. */
export async function findTakenIds(
  tx: SpokeTx,
  workspaceId: WorkspaceId,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.command.findMany({ where: { workspaceId, id: { in: [...ids] } }, select: { id: true } });
  return new Set(rows.map(({ id }) => id));
}

export async function addSecurityEvent(
  tx: SpokeTx,
  kind: string,
  peer: string | null,
  detail: Readonly<Record<string, string | number | null>>,
): Promise<void> {
  await tx.securityEvent.create({ data: { kind, peer, detail } });
}

/** True for PostgreSQL's 23505 in any of the shapes the client gives it. */
export function isUniqueViolation(error: unknown): boolean {
  const fault = error as { code?: unknown; cause?: { code?: unknown; originalCode?: unknown } } | null;
  return fault?.code === 'P2002' || fault?.cause?.originalCode === '23505' || fault?.cause?.code === '23505';
}
