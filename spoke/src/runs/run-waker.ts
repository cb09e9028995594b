import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { accessChannel, parseAccessChange, type AccessChange } from '../access/access-changes.ts';

/** One reader of a run. */
export interface RunWatch {
  /**
   * Resolves once there may be something new since the last call, after `timeoutMs`, or when `signal` aborts. What came
   * while nobody waited counts; spurious wake-ups are fine.
   */
  next(timeoutMs: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Tells readers of runs that there may be something new, and everybody that rights have changed. */
export interface RunWaker {
  watch(runId: string): RunWatch;
  /** Counts changes of rights that may concern this workspace: where it moved, ask again who may. */
  accessChanges(workspaceId: string): number;
  /** Calls back with each change of rights until the returned function is called. */
  onAccessChange(tell: (change: AccessChange) => void): () => void;
  close(): Promise<void>;
}

/** Notified with a run's id when events of it were stored, by whatever process stored them. */
export const eventsChannel = 'wh_events';

/** Two listeners for all readers of this process: for events, and for changes of rights, which wake everybody. */
export async function openRunWaker(db: SpokeDb): Promise<RunWaker> {
  const watching = new Map<string, Set<() => void>>();
  const wakeAll = (): void => {
    for (const readers of watching.values()) for (const wake of readers) wake();
  };
  const listener = await db.listen(eventsChannel, (runId) => {
    if (runId === '') return wakeAll();
    for (const wake of watching.get(runId) ?? []) wake();
  });
  const changes = { everywhere: 0, byWorkspace: new Map<string, number>() };
  const told = new Set<(change: AccessChange) => void>();
  const access = await db.listen(accessChannel, (payload) => {
    const change = parseAccessChange(payload);
    const { workspaceId } = change;
    if (workspaceId === null) changes.everywhere += 1;
    else changes.byWorkspace.set(workspaceId, (changes.byWorkspace.get(workspaceId) ?? 0) + 1);
    for (const tell of told) tell(change);
    wakeAll();
  });
  return {
    accessChanges: (workspaceId) => changes.everywhere + (changes.byWorkspace.get(workspaceId) ?? 0),
    onAccessChange: (tell) => {
      told.add(tell);
      return () => void told.delete(tell);
    },
    watch: (runId) => openWatch(watching, runId),
    async close() {
      wakeAll();
      await listener.close();
      await access.close();
    },
  };
}

function openWatch(watching: Map<string, Set<() => void>>, runId: string): RunWatch {
  let isNew = false;
  let wakeReader = (): void => {};
  const wake = (): void => {
    isNew = true;
    wakeReader();
  };
  const readers = watching.get(runId) ?? new Set();
  readers.add(wake);
  watching.set(runId, readers);
  return {
    next: (timeoutMs, signal) =>
      new Promise((resolve) => {
        const done = (): void => {
          isNew = false;
          wakeReader = (): void => {};
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, timeoutMs);
        wakeReader = done;
        signal.addEventListener('abort', done);
        if (isNew || signal.aborted) done();
      }),
    close() {
      readers.delete(wake);
      if (readers.size === 0 && watching.get(runId) === readers) watching.delete(runId);
    },
  };
}
