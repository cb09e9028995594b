import type { ConnectOptions } from '../../queues/index.ts';

/** One driver's store as the suite needs it: one that can be ended, frozen and emptied. */
export interface SuiteStore {
  readonly connect: ConnectOptions;
  /** A second database on the same server, where it is one that can hold a ledger. */
  readonly ledger?: { readonly databaseUrl: string; readonly databaseOwnerUrl: string };
  stop(how: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  start(): Promise<void>;
  /** Its connections stay open and nothing answers, until `thaw`. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Makes an acknowledged write survive a kill, where that is a matter of configuration. */
  setDurable(isDurable: boolean): Promise<void>;
  /** Every queue is gone, as after FLUSHALL. */
  wipe(): Promise<void>;
  /** Pauses one queue by BullMQ's own means. */
  pause(queueName: string): Promise<void>;
  /** Cuts every connection to it but its own. */
  cut(): Promise<void>;
  /** Open connections of queue stores. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

/** Crash recovery in seconds. */
export const fastTimings = { lockDurationMs: 2_000, stalledIntervalMs: 1_000 };
