import {
  newId,
  type Code,
  type CommandOutcome,
  type ReceiptStatus,
  type RunView,
  type WorkspaceId,
} from '@wheelhouse/protocol';
import { runViewOf } from '@wheelhouse/orchestrator';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import type { WorkWatch } from '../operations/watch-work.ts';
import { signReceipt, type ReceiptSigner } from '../receipts/sign-receipt.ts';

export interface PublishDeps {
  readonly db: SpokeDb;
  readonly signer: ReceiptSigner;
  readonly now: () => number;
  /** Told of each command that ended. */
  readonly watch?: Pick<WorkWatch, 'ended'>;
}

export interface OutboxItem {
  readonly id: bigint;
  readonly workspaceId: string;
  readonly refId: string;
}

const ends = new Set(['succeeded', 'failed', 'cancelled']);

/** The receipts that a command still owes its issuer, in order. */
export function owedReceipts(command: {
  readonly state: string;
  readonly startedAt: Date | null;
  readonly receiptsSent: string | null;
}): readonly ReceiptStatus[] {
  const sent = command.receiptsSent ?? 'accepted';
  if (sent === 'completed' || sent === 'rejected') return [];
  const ended = ends.has(command.state);
  const started = command.state === 'started' || (ended && command.startedAt !== null);
  return [...(started && sent !== 'started' ? (['started'] as const) : []), ...(ended ? (['completed'] as const) : [])];
}

/**
 * Signs and stores what one command owes, and takes the outbox row away with it: both or neither. Receipts to another
 * instance are queued for the link; those of a local issuer are only kept.
 */
export async function publishReceipts(deps: PublishDeps, item: OutboxItem): Promise<void> {
  const workspaceId = item.workspaceId as WorkspaceId;
  const ended = await deps.db.withSystemTenant(workspaceId, async (tx) => {
    const taken = await tx.outbox.deleteMany({ where: { id: item.id } });
    if (taken.count === 0) return null;
    const where = { workspaceId_id: { workspaceId, id: item.refId } };
    const command = await tx.command.findUnique({ where });
    if (command === null || command.direction !== 'in') return null;
    const run = await viewFor(tx, workspaceId, command);
    const owed = owedReceipts(command);
    for (const status of owed) await publishOne({ deps, tx, command, status, run });
    const last = owed.at(-1);
    if (last === undefined) return null;
    await tx.command.update({ where, data: { receiptsSent: last } });
    if (command.iss !== deps.signer.self) await tx.$executeRaw`SELECT pg_notify('wh_link', '')`;
    return last === 'completed' ? { command, run } : null;
  });
  if (ended !== null) deps.watch?.ended(ended.command, ended.run);
}

interface CommandRow {
  readonly workspaceId: string;
  readonly id: string;
  readonly iss: string;
  readonly agt: string | null;
  readonly sha256: string;
  readonly state: string;
  readonly code: string | null;
  readonly message: string | null;
  readonly result: unknown;
}

async function viewFor(tx: SpokeTx, workspaceId: WorkspaceId, command: CommandRow): Promise<RunView | undefined> {
  if (command.result !== null && typeof command.result === 'object') return command.result as RunView;
  if (command.agt === null) return undefined;
  const run = await tx.run.findUnique({ where: { workspaceId_id: { workspaceId, id: command.agt } } });
  return run === null ? undefined : runViewOf(run);
}

interface Publication {
  readonly deps: PublishDeps;
  readonly tx: SpokeTx;
  readonly command: CommandRow;
  readonly status: ReceiptStatus;
  readonly run: RunView | undefined;
}

async function publishOne({ deps, tx, command, status, run }: Publication): Promise<void> {
  const now = deps.now();
  const id = newId(now);
  const completed = status === 'completed';
  const envelope = signReceipt(deps.signer, {
    command: {
      sha256: command.sha256,
      message: { id: command.id, iss: command.iss, ws: command.workspaceId, agt: command.agt ?? undefined },
    },
    id,
    status,
    now,
    ...(completed ? { outcome: command.state as CommandOutcome } : {}),
    ...(completed && command.code !== null ? { refusal: refusalOf(command) } : {}),
    ...(run === undefined ? {} : { run }),
  });
  const { workspaceId } = command;
  await tx.receipt.create({
    data: { workspaceId, id, commandId: command.id, direction: 'out', status, envelope },
  });
  if (command.iss === deps.signer.self) return;
  await tx.linkOutbox.create({
    data: { workspaceId, kind: 'receipt', refId: command.id, messageId: id, target: command.iss },
  });
}

function refusalOf(command: CommandRow): { code: Code; message?: string } {
  const code = command.code as Code;
  return command.message === null ? { code } : { code, message: command.message };
}
