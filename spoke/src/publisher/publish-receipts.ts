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
import { signReceipt, type ReceiptFacts, type ReceiptSigner } from '../receipts/sign-receipt.ts';

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
 * Signs and stores what commands of one workspace owe, and takes the outbox rows away with it: all or nothing. Receipts
 * to another instance are queued for the link; those of a local issuer are only kept.
 */
export async function publishReceipts(deps: PublishDeps, items: readonly OutboxItem[]): Promise<void> {
  const workspaceId = items[0]?.workspaceId as WorkspaceId | undefined;
  if (workspaceId === undefined) return;
  const ended = await deps.db.withSystemTenant(workspaceId, async (tx) => {
    const ids = await takeOff(tx, items);
    const commands = await tx.command.findMany({ where: { workspaceId, id: { in: ids }, direction: 'in' } });
    const publications = await viewAll(tx, workspaceId, commands);
    await storeReceipts(deps, tx, publications);
    await noteSent(tx, workspaceId, publications);
    return publications.filter(({ owed }) => owed.at(-1) === 'completed');
  });
  for (const { command, run } of ended) deps.watch?.ended(command, run);
}

/** Takes the rows away. @returns the commands of those that were still there */
async function takeOff(tx: SpokeTx, items: readonly OutboxItem[]): Promise<string[]> {
  const ids = items.map(({ id }) => id);
  const taken = await tx.$queryRaw<{ ref_id: string }[]>`
    DELETE FROM outbox WHERE id = ANY(${ids}::bigint[]) RETURNING ref_id::text`;
  return taken.map((row) => row.ref_id);
}

type CommandRow = Awaited<ReturnType<SpokeTx['command']['findMany']>>[number];

/** A command and what it owes. */
interface Publication {
  readonly command: CommandRow;
  readonly owed: readonly ReceiptStatus[];
  readonly run: RunView | undefined;
}

async function viewAll(tx: SpokeTx, workspaceId: WorkspaceId, commands: readonly CommandRow[]): Promise<Publication[]> {
  const asked = commands.flatMap(({ result, agt }) => (isView(result) || agt === null ? [] : [agt]));
  const runs = asked.length === 0 ? [] : await tx.run.findMany({ where: { workspaceId, id: { in: asked } } });
  const views = new Map(runs.map((run) => [run.id, runViewOf(run)]));
  return commands.map((command) => ({
    command,
    owed: owedReceipts(command),
    run: isView(command.result) ? (command.result as RunView) : views.get(command.agt ?? ''),
  }));
}

function isView(result: unknown): boolean {
  return result !== null && typeof result === 'object';
}

async function storeReceipts(deps: PublishDeps, tx: SpokeTx, publications: readonly Publication[]): Promise<void> {
  const signed = publications.flatMap((publication) =>
    publication.owed.map((status) => ({ ...publication, status, ...sign(deps, publication, status) })),
  );
  if (signed.length === 0) return;
  await tx.receipt.createMany({
    data: signed.map(({ command: { workspaceId, id: commandId }, id, status, envelope }) => {
      return { workspaceId, id, commandId, direction: 'out', status, envelope };
    }),
  });
  const away = signed.filter(({ command }) => command.iss !== deps.signer.self);
  if (away.length === 0) return;
  await tx.linkOutbox.createMany({
    data: away.map(({ command: { workspaceId, id: refId, iss: target }, id: messageId }) => {
      return { workspaceId, kind: 'receipt', refId, messageId, target };
    }),
  });
  await tx.$executeRaw`SELECT pg_notify('wh_link', '')`;
}

function sign(
  { signer, now }: PublishDeps,
  { command, run }: Publication,
  status: ReceiptStatus,
): { readonly id: string; readonly envelope: string } {
  const at = now();
  const id = newId(at);
  const completed = status === 'completed';
  const envelope = signReceipt(signer, {
    command: {
      sha256: command.sha256,
      message: { id: command.id, iss: command.iss, ws: command.workspaceId, agt: command.agt ?? undefined },
    },
    id,
    status,
    now: at,
    ...(completed ? { outcome: command.state as CommandOutcome } : {}),
    ...(completed ? wordsOf(command) : {}),
    ...(run === undefined ? {} : { run }),
  });
  return { id, envelope };
}

async function noteSent(tx: SpokeTx, workspaceId: WorkspaceId, publications: readonly Publication[]): Promise<void> {
  for (const receiptsSent of ['started', 'completed'] as const) {
    const ids = publications.filter(({ owed }) => owed.at(-1) === receiptsSent).map(({ command }) => command.id);
    if (ids.length > 0)
      await tx.command.updateMany({ where: { workspaceId, id: { in: ids } }, data: { receiptsSent } });
  }
}

function wordsOf({ code, message }: CommandRow): Pick<ReceiptFacts, 'refusal' | 'message'> {
  const words = message === null ? {} : { message };
  return code === null ? words : { refusal: { code: code as Code, ...words } };
}
