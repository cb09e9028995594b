import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { accessChannel, parseAccessChange } from '../access/access-changes.ts';

/** Lets readers of a run wait until there may be something new. */
export interface RunWaker {
  /** Resolves on the run's next events, after `timeoutMs`, or when `signal` aborts. Spurious wake-ups are fine. */
  wait(runId: string, timeoutMs: number, signal: AbortSignal): Promise<void>;
  /** Counts changes of rights that may concern this workspace: where it moved, ask again who may. */
  accessChanges(workspaceId: string): number;
  close(): Promise<void>;
}

/** Notified with a run's id when events of it were stored, by whatever process stored them. */
export const eventsChannel = 'wh_events';

/** Two listeners for all readers of this process: for events, and for changes of rights, which wake everybody. */
export async function openRunWaker(db: SpokeDb): Promise<RunWaker> {
  const waiting = new Map<string, Set<() => void>>();
  const wakeAll = (): void => {
    for (const readers of waiting.values()) for (const wake of readers) wake();
  };
  const listener = await db.listen(eventsChannel, (runId) => {
    if (runId === '') return wakeAll();
    for (const wake of waiting.get(runId) ?? []) wake();
  });
  const changes = { everywhere: 0, byWorkspace: new Map<string, number>() };
  const access = await db.listen(accessChannel, (payload) => {
    const { workspaceId } = parseAccessChange(payload);
    if (workspaceId === null) changes.everywhere += 1;
    else changes.byWorkspace.set(workspaceId, (changes.byWorkspace.get(workspaceId) ?? 0) + 1);
    wakeAll();
  });
  return {
    accessChanges: (workspaceId) => changes.everywhere + (changes.byWorkspace.get(workspaceId) ?? 0),
    wait: (runId, timeoutMs, signal) =>
      new Promise((resolve) => {
        const readers = waiting.get(runId) ?? new Set();
        const done = (): void => {
          clearTimeout(timer);
          readers.delete(done);
          if (readers.size === 0) waiting.delete(runId);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, timeoutMs);
        readers.add(done);
        waiting.set(runId, readers);
        signal.addEventListener('abort', done);
        if (signal.aborted) done();
      }),
    async close() {
      wakeAll();
      await listener.close();
      await access.close();
    },
  };
}
