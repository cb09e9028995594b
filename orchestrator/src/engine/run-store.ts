import type { Code, KillReport, RunState, WorkspaceId } from '@wheelhouse/protocol';
import { isTerminalRun, runMachine } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import type { RuntimeEvent } from '../runtimes/index.ts';
import { runViewOf } from './run-view.ts';

export interface RunKey {
  readonly workspaceId: WorkspaceId;
  readonly runId: string;
}

export type RunRow = NonNullable<Awaited<ReturnType<typeof findRun>>>;

export function findRun(tx: SpokeTx, { workspaceId, runId }: RunKey) {
  return tx.run.findUnique({ where: { workspaceId_id: { workspaceId, id: runId } } });
}

/** Holds the run's row until the transaction ends, so that states and `seq` have one writer at a time. */
export async function lockRun(tx: SpokeTx, key: RunKey): Promise<RunRow | null> {
  await tx.$executeRaw`
    SELECT 1 FROM runs WHERE workspace_id = ${key.workspaceId}::uuid AND id = ${key.runId}::uuid FOR UPDATE`;
  return findRun(tx, key);
}

/**
 * Appends events to a run that this transaction holds: `seq` goes on without a gap, and the publisher is told.
 * @returns the last `seq`
 */
export async function appendEvents(tx: SpokeTx, run: RunRow, events: readonly TimedEvent[]): Promise<number> {
  const { workspaceId, id: runId, gen } = run;
  const rows = events.map((event, index) => ({
    workspaceId,
    runId,
    gen,
    seq: run.lastSeq + index + 1,
    at: new Date(event.at),
    type: event.type,
    data: event.data as object,
  }));
  const lastSeq = run.lastSeq + rows.length;
  await tx.runEvent.createMany({ data: rows });
  await tx.run.update({ where: { workspaceId_id: { workspaceId, id: runId } }, data: { lastSeq } });
  await tx.outbox.create({ data: { workspaceId, kind: 'events', refId: runId } });
  await tx.$executeRaw`SELECT pg_notify('wh_outbox', 'events')`;
  await tx.$executeRaw`SELECT pg_notify('wh_events', ${runId})`;
  return lastSeq;
}

export interface TimedEvent extends RuntimeEvent {
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface RunMove {
  readonly to: RunState;
  readonly code?: Code | null;
  readonly message?: string | null;
  readonly exitCode?: number | null;
  readonly signal?: string | null;
  readonly killReport?: KillReport | null;
  readonly data?: Readonly<Record<string, unknown>>;
}

function stateEvent(move: RunMove, now: number): TimedEvent {
  const data = { state: move.to, code: move.code ?? null, message: move.message ?? null };
  return { at: now, type: 'state', data };
}

/**
 * Moves a locked run to another state with its event. A move that the machine does not know, from a terminal state
 * above all, changes nothing.
 * @returns the row as it was and whether it moved
 */
export async function moveRun(tx: SpokeTx, run: RunRow, move: RunMove, now: number): Promise<boolean> {
  const { workspaceId, id } = run;
  if (!runMachine.canMove(run.state as RunState, move.to)) return false;
  const ended = isTerminalRun(move.to);
  const { count } = await tx.run.updateMany({
    where: { workspaceId, id, version: run.version, state: run.state },
    data: {
      state: move.to,
      code: move.code ?? null,
      message: move.message?.slice(0, 2048) ?? null,
      version: { increment: 1 },
      updatedAt: new Date(now),
      ...(move.to === 'running' && run.startedAt === null ? { startedAt: new Date(now) } : {}),
      ...(ended ? { endedAt: new Date(now) } : {}),
      ...(move.exitCode === undefined ? {} : { exitCode: move.exitCode }),
      ...(move.signal === undefined ? {} : { signal: move.signal }),
      ...(move.killReport === undefined || move.killReport === null ? {} : { killReport: move.killReport }),
      ...move.data,
    },
  });
  if (count === 0) return false;
  await appendEvents(tx, run, ended ? [stateEvent(move, now), resultEvent(run, move, now)] : [stateEvent(move, now)]);
  return true;
}

/** The last event of every run, written once with its terminal state. */
function resultEvent(run: RunRow, move: RunMove, now: number): TimedEvent {
  return {
    at: now,
    type: 'result',
    data: {
      state: move.to,
      code: move.code ?? null,
      message: move.message ?? null,
      exitCode: move.exitCode ?? null,
      signal: move.signal ?? null,
      attempt: run.attempt,
      ...(move.killReport === undefined || move.killReport === null ? {} : { kill: { ...move.killReport } }),
    },
  };
}

/**
 * Ends a locked run for good: its state, the command that spawned it, every kill that waited for it, what the queues
 * still hold of it, and the receipts that are now due.
 * @returns false where it had ended before
 */
export async function finishRun(tx: SpokeTx, run: RunRow, move: RunMove, now: number): Promise<boolean> {
  if (!(await moveRun(tx, run, move, now))) return false;
  const { workspaceId } = run;
  const at = new Date(now);
  if (run.attempt > 0) {
    await tx.attempt.updateMany({
      where: { workspaceId, runId: run.id, number: run.attempt },
      data: {
        state: move.to,
        code: move.code ?? null,
        exitCode: move.exitCode ?? null,
        signal: move.signal ?? null,
        endedAt: at,
      },
    });
  }
  if (run.commandId !== null) await endSpawn(tx, { workspaceId, commandId: run.commandId, move, at });
  const after = await findRun(tx, { workspaceId: workspaceId as WorkspaceId, runId: run.id });
  const kills = await tx.command.findMany({
    where: { workspaceId, direction: 'in', agt: run.id, verb: 'agent.kill', state: { in: ['accepted', 'started'] } },
    select: { id: true },
  });
  for (const { id } of kills) {
    await endCommand(
      tx,
      { workspaceId, id },
      { state: 'succeeded', ...(after === null ? {} : { result: runViewOf(after) }) },
      now,
    );
  }
  return true;
}

async function endSpawn(
  tx: SpokeTx,
  ended: { readonly workspaceId: string; readonly commandId: string; readonly move: RunMove; readonly at: Date },
): Promise<void> {
  const { workspaceId, commandId, move, at } = ended;
  const state = commandStateOf(move.to);
  const { count } = await tx.command.updateMany({
    where: { workspaceId, id: commandId, direction: 'in', state: { in: ['accepted', 'started'] } },
    data: { state, code: move.code ?? null, message: move.message?.slice(0, 2048) ?? null, endedAt: at },
  });
  if (count > 0) await oweReceipt(tx, workspaceId, commandId);
}

function commandStateOf(state: RunState): 'succeeded' | 'failed' | 'cancelled' {
  if (state === 'succeeded') return 'succeeded';
  return state === 'killed' || state === 'cancelled' ? 'cancelled' : 'failed';
}

/** The publisher signs what is due for this command; its queue work is over. */
async function oweReceipt(tx: SpokeTx, workspaceId: string, commandId: string): Promise<void> {
  await tx.outbox.deleteMany({ where: { workspaceId, refId: commandId, kind: { in: ['queue.run', 'queue.ctl'] } } });
  await tx.outbox.create({ data: { workspaceId, kind: 'receipt', refId: commandId } });
  await tx.$executeRaw`SELECT pg_notify('wh_outbox', 'receipt')`;
}

export interface CommandEnd {
  readonly state: 'succeeded' | 'failed' | 'cancelled';
  readonly code?: Code;
  readonly message?: string;
  readonly result?: object;
}

/** Ends a command that is still open. @returns false where it had ended before */
export async function endCommand(
  tx: SpokeTx,
  key: { readonly workspaceId: string; readonly id: string },
  end: CommandEnd,
  now: number,
): Promise<boolean> {
  const { count } = await tx.command.updateMany({
    where: { ...key, direction: 'in', state: { in: ['accepted', 'started'] } },
    data: {
      state: end.state,
      code: end.code ?? null,
      message: end.message?.slice(0, 2048) ?? null,
      endedAt: new Date(now),
      ...(end.result === undefined ? {} : { result: end.result }),
    },
  });
  if (count > 0) await oweReceipt(tx, key.workspaceId, key.id);
  else
    await tx.outbox.deleteMany({
      where: { workspaceId: key.workspaceId, refId: key.id, kind: { in: ['queue.run', 'queue.ctl'] } },
    });
  return count > 0;
}

/** The agent accepted its work: the issuer is told. */
export async function startCommand(
  tx: SpokeTx,
  key: { readonly workspaceId: string; readonly id: string },
  now: number,
): Promise<void> {
  const { count } = await tx.command.updateMany({
    where: { ...key, direction: 'in', state: 'accepted' },
    data: { state: 'started', startedAt: new Date(now) },
  });
  if (count > 0) await oweReceipt(tx, key.workspaceId, key.id);
}
