import type { SpokeDb } from '@wheelhouse/prisma/spoke';

/** Lets readers of a run wait until there may be something new. */
export interface RunWaker {
  /** Resolves on the next change of any run, after `timeoutMs`, or when `signal` aborts. Spurious wake-ups are fine. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** One listener for all readers of this process. */
export async function openRunWaker(db: SpokeDb): Promise<RunWaker> {
  const waiting = new Set<() => void>();
  const listener = await db.listen('wh_outbox', () => {
    for (const wake of waiting) wake();
  });
  return {
    wait: (timeoutMs, signal) =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          waiting.delete(done);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, timeoutMs);
        waiting.add(done);
        signal.addEventListener('abort', done);
        if (signal.aborted) done();
      }),
    async close() {
      for (const wake of waiting) wake();
      await listener.close();
    },
  };
}
