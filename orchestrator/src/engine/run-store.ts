import type { Code, KillReport, RunState, WorkspaceId } from '@wheelhouse/protocol';
import { isTerminalRun, runMachine } from '@wheelhouse/protocol';
import type { Prisma, SpokeTx } from '@wheelhouse/prisma/spoke';
import type { RuntimeEvent } from '../runtimes/index.ts';
import { bookEventEffects, withdrawApprovals } from './event-effects.ts';
import { childrenChannel, mayHaveChildren, stopBelow, type StoredStop } from './run-tree.ts';

export interface RunKey {
  readonly workspaceId: WorkspaceId;
  readonly runId: string;
}

export type RunRow = Prisma.RunModel;

export function findRun(tx: SpokeTx, { workspaceId, runId }: RunKey): Promise<RunRow | null> {
  return tx.run.findUnique({ where: { workspaceId_id: { workspaceId, id: runId } } });
}

/** Holds the run's row until the transaction ends, so that states and `seq` have one writer at a time. */
export function lockRun(tx: SpokeTx, { workspaceId, runId }: RunKey): Promise<RunRow | null> {
  return lockRow(tx, { workspaceId, runId, commandId: null });
}

/** As `lockRun`, for the run that a command is about. */
export function lockRunOf(tx: SpokeTx, command: { workspaceId: string; id: string }): Promise<RunRow | null> {
  return lockRow(tx, { workspaceId: command.workspaceId, runId: null, commandId: command.id });
}

interface LockKey {
  readonly workspaceId: string;
  readonly runId: string | null;
  readonly commandId: string | null;
}

/** One statement, since every step of a run begins with it. */
async function lockRow(tx: SpokeTx, { workspaceId, runId, commandId }: LockKey): Promise<RunRow | null> {
  const rows = await tx.$queryRaw<RunRow[]>`
    SELECT workspace_id::text AS "workspaceId", id::text AS id, instance_id::text AS "instanceId",
      remote_workspace_id::text AS "remoteWorkspaceId", issuer::text AS issuer, command_id::text AS "commandId",
      agent_name AS "agentName", runtime, spec, desired, stop, state, code, message, version, gen, idem, labels, limits,
      orchestrator_id::text AS "orchestratorId", attempt, containment, filesystem, exit_code AS "exitCode", signal,
      last_seq AS "lastSeq", published_seq AS "publishedSeq", kill_report AS "killReport",
      resumes::text AS resumes, parent_id::text AS "parentId", root_id::text AS "rootId", depth,
      schedule_id::text AS "scheduleId", not_before AS "notBefore", session, network, usage,
      created_by::text AS "createdBy", created_at AS "createdAt", queued_at AS "queuedAt", started_at AS "startedAt",
      ended_at AS "endedAt", updated_at AS "updatedAt"
    FROM runs WHERE workspace_id = ${workspaceId}::uuid AND id = coalesce(${runId}::uuid,
      (SELECT agt FROM commands WHERE workspace_id = ${workspaceId}::uuid AND id = ${commandId}::uuid))
    FOR UPDATE`;
  return rows[0] ?? null;
}

export interface TimedEvent extends RuntimeEvent {
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface StoredEvent extends TimedEvent {
  readonly seq: number;
}

/**
 * Appends events to a run that this transaction holds: `seq` goes on without a gap, the publisher and everybody who
 * watches are told.
 */
export async function appendEvents(
  tx: SpokeTx,
  run: Pick<RunRow, 'workspaceId' | 'id' | 'gen' | 'lastSeq' | 'attempt'>,
  events: readonly TimedEvent[],
): Promise<readonly StoredEvent[]> {
  const { workspaceId, id: runId, gen } = run;
  const stored = events.map((event, index) => ({ ...event, seq: run.lastSeq + index + 1 }));
  const rows = JSON.stringify(stored.map(({ seq, at, type, data }) => ({ seq, at, type, data })));
  // One statement, since it is on every path. One waiting row stands for all events; a row that the publisher holds may
  // have been read already: then another.
  await tx.$executeRaw`
    WITH added AS (
      INSERT INTO run_events (workspace_id, run_id, gen, seq, at, type, data)
      SELECT ${workspaceId}::uuid, ${runId}::uuid, ${gen}::int, seq, to_timestamp(at / 1000), type, data
      FROM jsonb_to_recordset(${rows}::jsonb) AS event(seq int, at float8, type text, data jsonb)),
    counted AS (
      UPDATE runs SET last_seq = ${run.lastSeq + stored.length}::int
      WHERE workspace_id = ${workspaceId}::uuid AND id = ${runId}::uuid),
    waiting AS (
      SELECT id FROM outbox WHERE workspace_id = ${workspaceId}::uuid AND ref_id = ${runId}::uuid AND kind = 'events'
      LIMIT 1 FOR UPDATE SKIP LOCKED),
    owed AS (
      INSERT INTO outbox (workspace_id, kind, ref_id)
      SELECT ${workspaceId}::uuid, 'events', ${runId}::uuid WHERE NOT EXISTS (SELECT 1 FROM waiting))
    SELECT pg_notify('wh_outbox', 'events'), pg_notify('wh_events', ${runId})`;
  await bookEventEffects(tx, run, events);
  return stored;
}

export interface RunMove {
  readonly to: RunState;
  readonly code?: Code | null;
  readonly message?: string | null;
  readonly exitCode?: number | null;
  readonly signal?: string | null;
  readonly killReport?: KillReport | null;
  /** Further columns. */
  readonly data?: Readonly<Record<string, unknown>>;
}

const givenUp: ReadonlySet<RunState> = new Set(['stopping', 'queued', 'lost']);

/**
 * Moves a locked run to another state, by compare-and-set on its version and state, with its event. A move that the
 * machine does not know, from a terminal state above all, changes nothing.
 * @returns the events that were written; none where it did not move
 */
export async function moveRun(tx: SpokeTx, run: RunRow, move: RunMove, now: number): Promise<readonly StoredEvent[]> {
  const { workspaceId, id } = run;
  if (!runMachine.canMove(run.state as RunState, move.to)) return [];
  const ended = isTerminalRun(move.to);
  const moving = tx.run.updateMany({
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
  const said = ended ? [stateEvent(move, now), resultEvent(run, move, now)] : [stateEvent(move, now)];
  // Sent together: the caller holds the row, so the update finds it.
  const [{ count }, events] = await Promise.all([moving, appendEvents(tx, run, said)]);
  if (count === 0) throw new Error('a run was moved that was not locked');
  // An attempt that was given up can be answered no more; before there was one, nobody was asked.
  if ((ended || givenUp.has(move.to)) && run.attempt > 0) await withdrawApprovals(tx, run, now);
  await tellFamily(tx, run, move);
  return events;
}

/** Runs below one that ends, or whose attempt does, end too; who waits for one below hears of its end. */
async function tellFamily(tx: SpokeTx, run: RunRow, { to, code = null }: RunMove): Promise<void> {
  const ended = isTerminalRun(to);
  if ((ended || to === 'stopping' || to === 'queued') && mayHaveChildren(run)) {
    const why = ended
      ? `ended ${to}${code === null ? '' : ` (${code})`}`
      : to === 'queued'
        ? 'begins anew'
        : 'is being ended';
    const { now = false } = (run.stop ?? {}) as StoredStop;
    await stopBelow(tx, run, { reason: `the run ${run.id} that started it ${why}`, now });
  }
  if (ended && run.parentId !== null) await tx.$executeRaw`SELECT pg_notify(${childrenChannel}, ${run.id})`;
}

/** Says something more about a state that stays: why a kill is not complete. */
export async function annotateRun(
  tx: SpokeTx,
  run: RunRow,
  note: { readonly code: Code; readonly message: string; readonly killReport?: KillReport },
  now: number,
): Promise<readonly StoredEvent[]> {
  await tx.run.update({
    where: { workspaceId_id: { workspaceId: run.workspaceId, id: run.id } },
    data: { ...note, version: { increment: 1 }, updatedAt: new Date(now) },
  });
  return appendEvents(tx, run, [stateEvent({ to: run.state as RunState, ...note }, now)]);
}

function stateEvent(move: RunMove, now: number): TimedEvent {
  return {
    at: now,
    type: 'state',
    data: { state: move.to, code: move.code ?? null, message: move.message ?? null },
  };
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
