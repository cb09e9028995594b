import { WheelhouseError, type Code, type RunState } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';

export interface CommandRef {
  readonly workspaceId: string;
  readonly id: string;
}

export interface CommandEnd {
  readonly state: 'succeeded' | 'failed' | 'cancelled';
  readonly code?: Code | null;
  readonly message?: string | null;
  /** A `RunView`. */
  readonly result?: object;
}

const open = ['accepted', 'started'];

/**
 * Ends a command that is still open, and takes its work off the outbox either way.
 * @returns false where it had ended before
 */
export async function endCommand(tx: SpokeTx, key: CommandRef, end: CommandEnd, now: number): Promise<boolean> {
  const { count } = await tx.command.updateMany({
    where: { ...key, direction: 'in', state: { in: open } },
    data: {
      state: end.state,
      code: end.code ?? null,
      message: end.message?.slice(0, 2048) ?? null,
      endedAt: new Date(now),
      ...(end.result === undefined ? {} : { result: end.result }),
    },
  });
  await dropQueueWork(tx, key);
  if (count > 0) await oweReceipt(tx, key);
  return count > 0;
}

/** The agent accepted its work: the issuer is told. */
export async function startCommand(tx: SpokeTx, key: CommandRef, now: number): Promise<void> {
  if (await beginCommand(tx, key, now)) await oweReceipt(tx, key);
}

/** Takes an accepted command up, once. @returns false where somebody did before */
export async function beginCommand(tx: SpokeTx, key: CommandRef, now: number): Promise<boolean> {
  const { count } = await tx.command.updateMany({
    where: { ...key, direction: 'in', state: 'accepted' },
    data: { state: 'started', startedAt: new Date(now) },
  });
  return count > 0;
}

/** Counts a delivery by the queue, whatever becomes of it. @returns how many there were, this one included */
export async function countDelivery(tx: SpokeTx, { workspaceId, id }: CommandRef): Promise<number> {
  const rows = await tx.$queryRaw<{ deliveries: number }[]>`
    UPDATE commands SET deliveries = deliveries + 1
    WHERE workspace_id = ${workspaceId}::uuid AND id = ${id}::uuid AND direction = 'in' RETURNING deliveries`;
  return rows[0]?.deliveries ?? 0;
}

/** What kept a command from being taken up, for people, while it is tried again. */
export async function noteFault(tx: SpokeTx, key: CommandRef, error: unknown): Promise<void> {
  const message = `it could not be taken up: ${faultText(error)}`;
  await tx.command.updateMany({ where: { ...key, direction: 'in', state: 'accepted' }, data: { message } });
}

/** Names only: a fault's own words may hold parts of rows. */
function faultText(error: unknown): string {
  if (error instanceof WheelhouseError) return `${error.code}: ${error.message}`.slice(0, 512);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  return `${error instanceof Error ? error.name : 'an unknown fault'}${code}`;
}

/** Commands of one verb that still wait for this run. */
export async function listOpenCommands(tx: SpokeTx, workspaceId: string, agt: string, verb: string): Promise<string[]> {
  const rows = await tx.command.findMany({
    where: { workspaceId, direction: 'in', agt, verb, state: { in: open } },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

export function commandEndOf(state: RunState): CommandEnd['state'] {
  if (state === 'succeeded') return 'succeeded';
  return state === 'killed' || state === 'cancelled' ? 'cancelled' : 'failed';
}

export async function dropQueueWork(tx: SpokeTx, { workspaceId, id }: CommandRef): Promise<void> {
  await tx.outbox.deleteMany({ where: { workspaceId, refId: id, kind: { in: ['queue.run', 'queue.ctl'] } } });
}

/** The publisher signs what is due for this command. */
async function oweReceipt(tx: SpokeTx, { workspaceId, id }: CommandRef): Promise<void> {
  await tx.outbox.create({ data: { workspaceId, kind: 'receipt', refId: id } });
  await tx.$executeRaw`SELECT pg_notify('wh_outbox', 'receipt')`;
}
