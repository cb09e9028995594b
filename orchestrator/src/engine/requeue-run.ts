import type { Code } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { moveRun, type RunRow, type StoredEvent } from './run-store.ts';

/** What became of the attempt that is given up, and when the next may begin. */
export interface Requeue {
  readonly attempt: {
    readonly state: 'cancelled' | 'failed';
    readonly code?: Code | null;
    readonly exitCode?: number | null;
    readonly signal?: string | null;
  };
  /** For people: why there is another one. */
  readonly message?: string | null;
  readonly delayMs?: number;
}

/**
 * Gives a locked run back to its queue, in the caller's transaction: this attempt is over, another follows.
 * @returns the events that were written; none where the run cannot go back
 */
export async function requeueRun(
  tx: SpokeTx,
  run: RunRow,
  { attempt, message = null, delayMs = 0 }: Requeue,
  now: number,
): Promise<readonly StoredEvent[]> {
  const { workspaceId, id: runId, commandId } = run;
  if (commandId === null) return [];
  const due = new Date(now + delayMs);
  // Waiting on purpose is no time in the queue.
  const data = { orchestratorId: null, ...(delayMs > 0 ? { queuedAt: due } : {}) };
  const events = await moveRun(tx, run, { to: 'queued', message, data }, now);
  if (events.length === 0) return events;
  await tx.attempt.updateMany({
    where: { workspaceId, runId, number: run.attempt, endedAt: null },
    data: { ...attempt, endedAt: new Date(now) },
  });
  // Deliveries are counted anew: this attempt did start.
  if (attempt.state === 'failed')
    await tx.command.updateMany({ where: { workspaceId, id: commandId }, data: { deliveries: 0 } });
  await tx.outbox.create({ data: { workspaceId, kind: 'queue.run', refId: commandId, availableAt: due } });
  if (delayMs === 0) await tx.$executeRaw`SELECT pg_notify('wh_outbox', 'queue.run')`;
  return events;
}
