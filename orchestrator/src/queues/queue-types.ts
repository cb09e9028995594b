import type { Lane } from '@wheelhouse/protocol';

/** One queue: a workspace has one per lane. */
export interface QueueRef {
  readonly workspaceId: string;
  readonly lane: Lane;
}

/** What a claim hands to its handler. The job carries keys only; the command itself is read from the ledger. */
export interface QueueJob extends QueueRef {
  readonly commandId: string;
  /** 1 for the first claim; counts every claim, after a crash of its worker too. */
  readonly attempt: number;
}

export interface QueueDepth {
  readonly waiting: number;
  readonly active: number;
  /** Waiting for the backoff after a failed attempt. */
  readonly delayed: number;
}

export interface QueueHealth {
  readonly ok: boolean;
  /** Present where `ok` is false: what is wrong, for people. */
  readonly reason?: string;
  /** Jobs waiting over all workspaces, as of the last sweep; counted to 10,000 at most. */
  readonly waiting: number;
  /** When a job was last claimed or finished here, epoch ms; the opening time before the first. */
  readonly lastProgressAt: number;
}

export type ConnectOptions =
  | { readonly driver: 'postgres'; readonly databaseUrl: string; readonly instanceId: string }
  | { readonly driver: 'redis'; readonly redisUrl: string; readonly instanceId: string };

/** The part of a pino logger that is used: data as fields, then a fixed message. */
export interface QueueLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Durations in ms; the defaults are `defaultTimings`. */
export interface QueueTimings {
  /** A claim whose lock was not renewed for this long belongs to nobody. */
  readonly lockDurationMs: number;
  /** How often jobs with a lapsed lock are looked for; it takes two looks to give one back. */
  readonly stalledIntervalMs: number;
  /** The sweep that finds what no notification told. */
  readonly sweepMs: number;
  /** Jobs waiting and a free slot, but nothing claimed for this long: health goes red and the workers are rebuilt. */
  readonly wedgedAfterMs: number;
  /** `add` and `depth` fail after this long. */
  readonly callTimeoutMs: number;
}

export interface QueueStoreDeps {
  readonly logger: QueueLogger;
  readonly timings?: Partial<QueueTimings>;
  /** Awaited before each claim by the name `queue.claim`; tests stall or kill a process there. */
  readonly failpoint?: (name: string) => Promise<void> | void;
}

/**
 * May be called again for the same job (a crash, a lapsed lock): what it does must be fenced by the ledger.
 * Resolving means the job is over; when `signal` aborts before it is, reject, and the job returns to the queue.
 */
export type JobHandler = (job: QueueJob, signal: AbortSignal) => Promise<void>;

export interface ClaimPoolOptions {
  readonly lane: Lane;
  /** Jobs handled at one time, over all workspaces. */
  readonly slots: number;
  /** Rejecting puts the job back with a growing delay. `signal` aborts when the lock was lost or the pool closes. */
  readonly handle: JobHandler;
}

export interface ClaimPool {
  start(): void;
  setSlots(slots: number): void;
  /** Claims nothing more, waits `graceMs` (0) for running handlers, then aborts them. Their jobs return to the queue. */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

/** Per-workspace queues on one store, told apart by lane; all of one instance. */
export interface QueueStore {
  readonly driver: 'postgres' | 'redis';
  /**
   * Resolves once the job is stored: on PostgreSQL on disk, on Redis as safely as its `appendfsync` says (`everysec` may lose
   * the last two seconds to a kill; the sweep of the ledger adds them again). Adding a command whose job still exists changes nothing.
   * @throws WheelhouseError UNAVAILABLE at the latest after `callTimeoutMs`; the job may be stored even so
   */
  add(job: { readonly commandId: string } & QueueRef): Promise<void>;
  /** One pool per lane and process; a second one throws CONFLICT. */
  openClaimPool(options: ClaimPoolOptions): ClaimPool;
  /** @throws WheelhouseError UNAVAILABLE */
  depth(workspaceId: string, lane: QueueRef['lane']): Promise<QueueDepth>;
  /**
   * Removes every queue of a workspace with all that is in it, for one that is gone. Idempotent.
   * @throws WheelhouseError UNAVAILABLE
   */
  drop(workspaceId: string): Promise<void>;
  health(): QueueHealth;
  /** Closes its pools without grace, then every connection. Idempotent. */
  close(): Promise<void>;
}
