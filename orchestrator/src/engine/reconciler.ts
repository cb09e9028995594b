import type { QueueStore } from '../queues/index.ts';
import { engineLimits } from './config.ts';
import type { EngineDeps } from './deps.ts';
import { startPoll, type Poll } from './poll.ts';

interface Outstanding {
  readonly workspace_id: string;
  readonly rows: number;
}

const workspacesPerRound = 200;

/** What the queue store was given and nobody has taken up, by workspace. */
function listOutstanding(deps: EngineDeps): Promise<Outstanding[]> {
  return deps.db.withInstance(
    'outbox',
    (tx) => tx.$queryRaw<Outstanding[]>`
    SELECT workspace_id::text AS workspace_id, count(*)::int AS rows FROM outbox
    WHERE kind = 'queue.run' AND attempts > 0 AND available_at > now() AND created_at < now() - interval '2 seconds'
    GROUP BY workspace_id ORDER BY random() LIMIT ${workspacesPerRound}`,
  );
}

async function countOutstanding(deps: EngineDeps, workspaceId: string): Promise<number> {
  return deps.db.withInstance('outbox', (tx) =>
    tx.outbox.count({
      where: { kind: 'queue.run', workspaceId, attempts: { gt: 0 }, availableAt: { gt: new Date() } },
    }),
  );
}

async function requeue(deps: EngineDeps, workspaceId: string): Promise<void> {
  await deps.db.withInstance(
    'outbox',
    (tx) => tx.$executeRaw`
    UPDATE outbox SET available_at = now(), attempts = 0
    WHERE kind = 'queue.run' AND workspace_id = ${workspaceId}::uuid AND attempts > 0 AND available_at > now()`,
  );
}

/**
 * Compares what was queued with what the queue store has. Where it has less, everything of that workspace is queued
 * again: a job that is there is not doubled, and a run that started is fenced by its state.
 */
export async function reconcile(deps: EngineDeps, store: Pick<QueueStore, 'depth' | 'health'> | null): Promise<number> {
  if (store?.health().ok !== true) return 0;
  let requeued = 0;
  for (const { workspace_id: workspaceId, rows } of await listOutstanding(deps)) {
    const { waiting, active, delayed } = await store.depth(workspaceId, 'run');
    const stored = waiting + active + delayed;
    // Counted again, because what was taken up between the two looks is in neither.
    if (stored >= rows || stored >= (await countOutstanding(deps, workspaceId))) continue;
    await requeue(deps, workspaceId);
    requeued += rows;
  }
  return requeued;
}

/** @param onRequeued called when there is queue work again */
export function startReconciler(deps: EngineDeps, queue: () => QueueStore | null, onRequeued: () => void): Poll {
  const work = async (): Promise<void> => {
    const count = await reconcile(deps, queue());
    if (count === 0) return;
    deps.logger.warn({ event: 'queue.requeued', count }, 'the queue store has less than it was given; queued again');
    onRequeued();
  };
  return startPoll('reconciler', engineLimits.reconcileMs, work, deps.logger);
}
