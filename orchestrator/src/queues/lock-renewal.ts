import type { JobWorker } from './driver.ts';
import type { QueueLogger } from './queue-types.ts';

/** A job that is being handled here under a lock. */
export interface HeldLock {
  readonly jobId: string;
  readonly token: string;
  readonly worker: JobWorker;
  readonly onLost: () => void;
}

/** Renews every lock of a process on one timer, a call per queue; a timer per worker would be thousands. */
export class LockRenewal {
  readonly #held = new Map<string, HeldLock>();
  readonly #durationMs: number;
  readonly #logger: QueueLogger;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: { readonly durationMs: number; readonly logger: QueueLogger }) {
    this.#durationMs = options.durationMs;
    this.#logger = options.logger;
  }

  start(): void {
    // A third: two renewals may fail before a lock lapses.
    this.#timer ??= setInterval(() => this.#renewAll(), this.#durationMs / 3);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  hold(lock: HeldLock): void {
    this.#held.set(lock.token, lock);
  }

  release(token: string): void {
    this.#held.delete(token);
  }

  #renewAll(): void {
    const byWorker = new Map<JobWorker, HeldLock[]>();
    for (const lock of this.#held.values()) {
      const sameWorker = byWorker.get(lock.worker);
      if (sameWorker === undefined) byWorker.set(lock.worker, [lock]);
      else sameWorker.push(lock);
    }
    for (const [worker, locks] of byWorker) void this.#renew(worker, locks);
  }

  async #renew(worker: JobWorker, locks: readonly HeldLock[]): Promise<void> {
    try {
      const ids = locks.map((lock) => lock.jobId);
      const tokens = locks.map((lock) => lock.token);
      const lost = new Set(await worker.extendJobLocks(ids, tokens, this.#durationMs));
      for (const lock of locks) {
        // A job that finished while the renewal was under way has no lock to lose.
        if (lost.has(lock.jobId) && this.#held.delete(lock.token)) lock.onLost();
      }
    } catch (error) {
      // The store is away; the lock may still be there when it is back.
      this.#logger.debug({ err: error, jobs: locks.length }, 'locks were not renewed');
    }
  }
}
