import type { Job } from 'bullmq';
import type { QueueDepth, QueueLogger, QueueRef, QueueTimings } from './queue-types.ts';

export interface JobData {
  readonly commandId: string;
  readonly workspaceId: string;
}

export type QueuedJob = Job<JobData, void, string>;

/** What the pool uses of a BullMQ Worker, the same on both stores. */
export interface JobWorker {
  getNextJob(token: string, options: { block: false }): Promise<QueuedJob | undefined>;
  processJob(job: QueuedJob, token: string, fetchNext: () => boolean): Promise<unknown>;
  /** Resolves to the ids whose lock is lost. */
  extendJobLocks(jobIds: string[], tokens: string[], durationMs: number): Promise<string[]>;
  close(force?: boolean): Promise<void>;
}

/** Called by BullMQ inside `processJob`; finds its claim by the token. */
export type Processor = (job: QueuedJob, token: string | undefined) => Promise<void>;

/** What a sweep found. `waiting` counts up to 10,000. */
export interface Survey {
  readonly waiting: number;
  /** Queues with a job to claim; paused ones are left out. */
  readonly ready: readonly QueueRef[];
  /** Queues whose first delayed job is due at `dueAt`, epoch ms. */
  readonly delayed: readonly { readonly ref: QueueRef; readonly dueAt: number }[];
  /** Queues with active jobs that might have lost their worker. */
  readonly suspect: readonly QueueRef[];
  /** What makes the store unsafe or unable, for people; null where it is well. */
  readonly fault: string | null;
}

/** One life of the connections to a store. When it is given up, everything that hangs on it goes with it. */
export interface StoreLink {
  /** Idempotent while the job exists. */
  add(ref: QueueRef, commandId: string): Promise<void>;
  depth(ref: QueueRef): Promise<QueueDepth>;
  /** Removes a queue with all that is in it. */
  drop(ref: QueueRef): Promise<void>;
  /** The worker of a queue from a bounded cache; `busy` ones are kept. Never awaits. */
  worker(ref: QueueRef, processor: Processor): JobWorker;
  /** A claim of this worker ended: it may be dropped from the cache. */
  releaseWorker(ref: QueueRef): void;
  /** The last claim found nothing: forget the queue where that is certain. */
  settle(ref: QueueRef): Promise<void>;
  survey(): Promise<Survey>;
  /** Gives jobs with a lapsed lock back, and counts them; takes two calls, `stalledIntervalMs` apart. */
  recoverStalled(ref: QueueRef): Promise<number>;
  /** Housekeeping every few sweeps. */
  trim(): Promise<void>;
  /** Store operations of one lane that may run at a time. */
  readonly operationsPerLane: number;
  close(): Promise<void>;
}

export interface LinkDeps {
  readonly logger: QueueLogger;
  readonly timings: QueueTimings;
  /** A job may be claimable in this queue. */
  readonly onWake: (ref: QueueRef) => void;
  /** Notifications may have been missed: sweep now. */
  readonly onGap: () => void;
}

/** Opens one life. Rejects while the store is away; `PermanentFault` where trying again is of no use. */
export type OpenLink = (deps: LinkDeps) => Promise<StoreLink>;

/** The store answers but refuses: a wrong password, a schema that is not there. */
export class PermanentFault extends Error {
  constructor(message: string, options: { cause: unknown }) {
    super(message, options);
    this.name = 'PermanentFault';
  }
}
