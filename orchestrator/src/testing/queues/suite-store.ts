import type { ConnectOptions } from '../../queues/index.ts';

/** One driver's store as the suite needs it: one that can be ended, frozen and emptied. */
export interface SuiteStore {
  readonly connect: ConnectOptions;
  stop(how: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  start(): Promise<void>;
  /** Its connections stay open and nothing answers, until `thaw`. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Every queue is gone, as after FLUSHALL. */
  wipe(): Promise<void>;
  /** Pauses one queue by BullMQ's own means. */
  pause(queueName: string): Promise<void>;
  /** Open connections of queue stores. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

/** Crash recovery in seconds. */
export const fastTimings = { lockDurationMs: 2_000, stalledIntervalMs: 1_000 };
