import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { childrenChannel } from '../engine/run-tree.ts';

/** Who waits for one run below another, or for one request for such a run. */
export interface ChildWatch {
  /** Resolves once there may be something new since the last call, after `timeoutMs`, or when `signal` aborts. */
  next(timeoutMs: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Tells the doors of this process what the store says about children. */
export interface ChildBell {
  /** @param id of a run or a request */
  watch(id: string): ChildWatch;
  close(): Promise<void>;
}

/** One listener for all doors. */
export async function openChildBell(db: Pick<SpokeDb, 'listen'>): Promise<ChildBell> {
  const watching = new Map<string, Set<() => void>>();
  const listener = await db.listen(childrenChannel, (id) => {
    // Empty: the connection was lost, and notifications with it.
    const told = id === '' ? [...watching.values()] : [watching.get(id) ?? []];
    for (const wakes of told) for (const wake of wakes) wake();
  });
  return { watch: (id) => openWatch(watching, id), close: () => listener.close() };
}

function openWatch(watching: Map<string, Set<() => void>>, id: string): ChildWatch {
  let isNew = false;
  let wakeWaiter = (): void => undefined;
  const wake = (): void => {
    isNew = true;
    wakeWaiter();
  };
  const wakes = watching.get(id) ?? new Set();
  watching.set(id, wakes.add(wake));
  return {
    next: (timeoutMs, signal) =>
      new Promise((resolve) => {
        const done = (): void => {
          isNew = false;
          wakeWaiter = (): void => undefined;
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, timeoutMs);
        wakeWaiter = done;
        signal.addEventListener('abort', done);
        if (isNew || signal.aborted) done();
      }),
    close() {
      wakes.delete(wake);
      if (wakes.size === 0 && watching.get(id) === wakes) watching.delete(id);
    },
  };
}
