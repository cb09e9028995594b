import type { Lane, WorkspaceId } from '@wheelhouse/protocol';
import type { QueueStore } from '../queues/index.ts';
import { engineLimits } from './config.ts';
import type { EngineDeps } from './deps.ts';
import { startPoll, type Poll } from './poll.ts';

interface DueRow {
  readonly id: bigint;
  readonly workspace_id: string;
  readonly ref_id: string;
  /** Leases so far, this one included. */
  readonly attempts: number;
}

export interface OutboxPumpDeps {
  readonly engine: EngineDeps;
  readonly lane: Lane;
  /** Null while the queue store is away. */
  queue(): QueueStore | null;
  /** Handles a short command past the queue. @returns false where it is not over yet */
  control(key: { readonly workspaceId: WorkspaceId; readonly commandId: string }): Promise<boolean>;
}

/** Small, because who comes during a batch waits for it. */
const batchRows = 64;
const parallelRows = 16;

/** How long a lease is. A spawn's doubles: its row stays until it starts, which may take long behind others. */
function leaseRule(lane: Lane): { readonly firstMs: number; readonly atMostMs: number } {
  const { requeueAfterMs, requeueAtMostMs, controlAgainMs } = engineLimits;
  return lane === 'run'
    ? { firstMs: requeueAfterMs, atMostMs: requeueAtMostMs }
    : { firstMs: controlAgainMs, atMostMs: controlAgainMs };
}

/**
 * Leases rows that are due, of each workspace in turn: behind a backlog of one, the first row of another is leased
 * next. A row stays until its command was taken up or is over, so a queue store that lost its jobs is refilled from here.
 */
function leaseDue(engine: EngineDeps, lane: Lane): Promise<DueRow[]> {
  const { firstMs, atMostMs } = leaseRule(lane);
  return engine.db.withInstance(
    'outbox',
    (tx) => tx.$queryRaw<DueRow[]>`
    UPDATE outbox SET attempts = attempts + 1,
      available_at = now() + least(${firstMs}::bigint << least(attempts, 10), ${atMostMs}::bigint) * interval '1 millisecond'
    WHERE id IN (
      SELECT id FROM outbox WHERE available_at <= now() AND id IN (
        SELECT id FROM (
          SELECT id, available_at, row_number() OVER (PARTITION BY workspace_id ORDER BY available_at, id) AS turn
          FROM outbox WHERE kind = ${`queue.${lane}`} AND available_at <= now()) AS due
        ORDER BY turn, available_at, id LIMIT ${batchRows})
      FOR UPDATE SKIP LOCKED)
    RETURNING id, workspace_id::text AS workspace_id, ref_id::text AS ref_id, attempts`,
  );
}

/** The store did not take it: it is due again in a second, and that was no lease. */
async function giveBack(engine: EngineDeps, ids: readonly bigint[]): Promise<void> {
  await engine.db.withInstance(
    'outbox',
    (tx) => tx.$executeRaw`
    UPDATE outbox SET available_at = now() + interval '1 second', attempts = greatest(attempts - 1, 0)
    WHERE id = ANY(${ids}::bigint[])`,
  );
}

/** Kill and status wait for no queue: not for one that is away, and not longer than a lease for one that is slow. */
async function handOn(deps: OutboxPumpDeps, row: DueRow): Promise<boolean> {
  const key = { workspaceId: row.workspace_id as WorkspaceId, commandId: row.ref_id };
  const queue = deps.queue();
  const isDirect = deps.lane === 'ctl' && (row.attempts > 1 || queue?.health().ok !== true);
  if (isDirect) {
    await deps.control(key);
    return true;
  }
  try {
    if (queue === null) return false;
    await queue.add({ ...key, lane: deps.lane });
    return true;
  } catch (error) {
    deps.engine.logger.debug({ event: 'outbox', err: error }, 'the queue store took no job');
    if (deps.lane === 'run') return false;
    await deps.control(key);
    return true;
  }
}

async function pumpOnce(deps: OutboxPumpDeps): Promise<void> {
  for (;;) {
    const due = await leaseDue(deps.engine, deps.lane);
    const waiting = [...due];
    const failed: bigint[] = [];
    const worker = async (): Promise<void> => {
      for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
        const isDone = await handOn(deps, row).catch((error: unknown) => {
          deps.engine.logger.warn({ event: 'outbox', err: error }, 'a queued command could not be handed on yet');
          return false;
        });
        if (!isDone) failed.push(row.id);
      }
    };
    await Promise.all(Array.from({ length: parallelRows }, worker));
    if (failed.length > 0) await giveBack(deps.engine, failed);
    if (due.length < batchRows || failed.length > 0) return;
  }
}

/** Moves one lane's commands from the outbox into their queues: at a notification, and every second. */
export function startOutboxPump(deps: OutboxPumpDeps): Poll {
  return startPoll(`outbox-${deps.lane}`, engineLimits.outboxSweepMs, () => pumpOnce(deps), deps.engine.logger);
}
