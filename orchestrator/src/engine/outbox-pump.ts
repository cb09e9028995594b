import type { WorkspaceId } from '@wheelhouse/protocol';
import type { QueueStore } from '../queues/index.ts';
import { engineLimits } from './config.ts';
import type { EngineDeps } from './deps.ts';
import { startPoll, type Poll } from './poll.ts';

interface DueRow {
  readonly id: bigint;
  readonly workspace_id: string;
  readonly kind: string;
  readonly ref_id: string;
  readonly attempts: number;
}

export interface OutboxPumpDeps {
  readonly engine: EngineDeps;
  /** Null while the queue store is away. */
  queue(): QueueStore | null;
  /** The way of short commands past a queue store that is away. */
  control(key: { readonly workspaceId: WorkspaceId; readonly commandId: string }): Promise<boolean>;
}

const batchRows = 200;
const parallelAdds = 16;

/**
 * Leases the rows that are due. A row stays until its command was handled, so a queue store that lost its jobs is
 * refilled from here; each lease is twice as long as the last.
 */
function leaseDue(engine: EngineDeps): Promise<DueRow[]> {
  const { requeueAfterMs, requeueAtMostMs } = engineLimits;
  return engine.db.withInstance(
    'outbox',
    (tx) => tx.$queryRaw<DueRow[]>`
    UPDATE outbox SET attempts = attempts + 1,
      available_at = now() + least(${requeueAfterMs}::bigint * (1 << least(attempts, 10)), ${requeueAtMostMs}::bigint) * interval '1 millisecond'
    WHERE id IN (
      SELECT id FROM outbox WHERE kind IN ('queue.run', 'queue.ctl') AND available_at <= now()
      ORDER BY available_at, id LIMIT ${batchRows} FOR UPDATE SKIP LOCKED)
    RETURNING id, workspace_id, kind, ref_id, attempts`,
  );
}

function giveBack(engine: EngineDeps, ids: readonly bigint[]): Promise<unknown> {
  return engine.db.withInstance(
    'outbox',
    (tx) => tx.$executeRaw`
    UPDATE outbox SET available_at = now() + interval '1 second', attempts = greatest(attempts - 1, 0)
    WHERE id = ANY(${ids}::bigint[])`,
  );
}

async function handle(deps: OutboxPumpDeps, row: DueRow): Promise<boolean> {
  const workspaceId = row.workspace_id as WorkspaceId;
  const lane = row.kind === 'queue.run' ? 'run' : 'ctl';
  const queue = deps.queue();
  try {
    if (queue === null) throw new Error('the queue store is away');
    await queue.add({ commandId: row.ref_id, workspaceId, lane });
    return true;
  } catch {
    if (lane === 'run') return false;
    // Kill and status do not wait for a queue store that is away.
    return deps.control({ workspaceId, commandId: row.ref_id });
  }
}

async function pumpOnce(deps: OutboxPumpDeps): Promise<void> {
  for (;;) {
    const due = await leaseDue(deps.engine);
    const waiting = [...due];
    const failed: bigint[] = [];
    const worker = async (): Promise<void> => {
      for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
        const done = await handle(deps, row).catch((error: unknown) => {
          deps.engine.logger.warn({ event: 'outbox', err: error }, 'a queued command could not be handed on yet');
          return false;
        });
        if (!done) failed.push(row.id);
      }
    };
    await Promise.all(Array.from({ length: parallelAdds }, worker));
    if (failed.length > 0) await giveBack(deps.engine, failed);
    if (due.length < batchRows || failed.length > 0) return;
  }
}

/** Moves commands from the outbox into their queues: at a notification, and every second. */
export function startOutboxPump(deps: OutboxPumpDeps): Poll {
  return startPoll('outbox', engineLimits.outboxSweepMs, () => pumpOnce(deps), deps.engine.logger);
}
