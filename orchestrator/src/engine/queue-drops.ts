import type { QueueStore } from '../queues/index.ts';
import { engineLimits } from './config.ts';
import type { EngineDeps } from './deps.ts';
import { startPoll, type Poll } from './poll.ts';

/** Removes the queues of workspaces that are gone for good, as soon as the queue store is there. */
export function startQueueDrops(deps: EngineDeps, queue: () => QueueStore | null): Poll {
  return startPoll('queue-drops', engineLimits.outboxSweepMs, () => dropDue(deps, queue), deps.logger);
}

async function dropDue({ db }: EngineDeps, queue: () => QueueStore | null): Promise<void> {
  const store = queue();
  if (store === null) return;
  const due = await db.withInstance('outbox', (tx) =>
    tx.outbox.findMany({ where: { kind: 'queue.drop' }, select: { id: true, workspaceId: true }, take: 50 }),
  );
  for (const { id, workspaceId } of due) {
    await store.drop(workspaceId);
    // After it, so that a crash in between drops once more.
    await db.withInstance('outbox', (tx) => tx.outbox.deleteMany({ where: { id } }));
  }
}
