import type { Pool } from 'pg';

/**
 * Waits for the disk without holding anything: an empty logical message in a transaction of its own, committed durably, brings
 * every commit before it to disk.
 *
 * BullMQ notifies in every transaction, and PostgreSQL lets one notifying transaction of a database commit at a time. Were adding
 * a job itself durable, all claims would stand in line behind its wait for the disk (measured: a claim took 800 ms on a slow disk).
 */
export class FlushBarrier {
  readonly #pool: Pool;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Resolves once everything that was committed before this call is on disk. Calls at the same time share one wait. */
  passed(): Promise<void> {
    if (this.#running === undefined) return this.#start();
    // The one that runs may have taken its place in the log before the caller's commit.
    this.#next ??= this.#running.then(
      () => this.#start(),
      () => this.#start(),
    );
    return this.#next;
  }

  #start(): Promise<void> {
    this.#next = undefined;
    const running = this.#flush().finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }

  async #flush(): Promise<void> {
    // One round trip; without parameters the statements go as one message.
    await this.#pool.query(`
      BEGIN; SET LOCAL synchronous_commit = on; SELECT pg_logical_emit_message(true, 'wheelhouse', ''); COMMIT`);
  }
}
