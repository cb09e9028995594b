import type { Code, InstanceId, WorkspaceId } from '@wheelhouse/protocol';
import { limits } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import type { PeerFact, PolicyFact } from './facts.ts';
import type { LinkPosition, OpenedCommand } from './take-command.ts';

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
 * Serialises everything that concerns one run until the transaction ends: a kill and its spawn that arrive at once on
 * two ways would otherwise each miss the other.
 */
export async function lockRun(tx: SpokeTx, workspaceId: WorkspaceId, runId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${workspaceId}:${runId}`}, 0))`;
}

export interface LedgerRow {
  readonly sha256: string;
  readonly verdict: string;
  readonly code: Code | null;
  readonly receipt: string;
}

export async function findLedger(tx: SpokeTx, iss: InstanceId, id: string): Promise<LedgerRow | null> {
  const row = await tx.intake.findUnique({ where: { iss_id: { iss, id } } });
  return row === null ? null : { ...row, code: row.code as Code | null };
}

export interface LedgerEntry {
  readonly opened: OpenedCommand;
  readonly verdict: 'accepted' | 'rejected';
  readonly code: Code | null;
  readonly receipt: string;
  readonly workspaceId: WorkspaceId | null;
}

/** Throws a unique violation where another transaction was first; see {@link isUniqueViolation}. */
export async function addLedger(tx: SpokeTx, entry: LedgerEntry): Promise<void> {
  const { message, sha256 } = entry.opened;
  await tx.intake.create({
    data: {
      iss: message.iss,
      id: message.id,
      sha256,
      exp: new Date(Math.min(message.exp, message.iat + limits.commandMaxLifetimeMs)),
      verdict: entry.verdict,
      code: entry.code,
      receipt: entry.receipt,
      workspaceId: entry.workspaceId,
    },
  });
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

export async function isCommandIdTaken(tx: SpokeTx, workspaceId: WorkspaceId, id: string): Promise<boolean> {
  const row = await tx.command.findUnique({ where: { workspaceId_id: { workspaceId, id } }, select: { id: true } });
  return row !== null;
}

export interface ReceiptEntry {
  readonly workspaceId: WorkspaceId;
  readonly id: string;
  readonly commandId: string;
  readonly status: string;
  readonly envelope: string;
}

export async function addReceipt(tx: SpokeTx, entry: ReceiptEntry): Promise<void> {
  await tx.receipt.create({ data: { ...entry, direction: 'out' } });
}

/** Queues a receipt for the link. Without a workspace its bytes are the ledger's, found by issuer and command. */
export async function oweReceipt(
  tx: SpokeTx,
  owed: { readonly opened: OpenedCommand; readonly messageId: string; readonly workspaceId: WorkspaceId | null },
): Promise<void> {
  const { message } = owed.opened;
  await tx.linkOutbox.create({
    data: {
      workspaceId: owed.workspaceId,
      kind: 'receipt',
      refId: message.id,
      messageId: owed.messageId,
      target: message.iss,
    },
  });
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
