import { limits } from '@wheelhouse/protocol';

/** What the live sockets of a process may take; units are in the names. */
export interface LiveLimits {
  readonly sockets: number;
  readonly socketsPerCaller: number;
  readonly topicsPerSocket: number;
  readonly frameMaxBytes: number;
  readonly framesPerSecond: number;
  readonly framesBurst: number;
  readonly waitingMaxBytes: number;
  readonly stalledAfterMs: number;
  readonly recheckMs: number;
  readonly heartbeatIntervalMs: number;
  readonly heartbeatDeadAfterMs: number;
  readonly tickMs: number;
  readonly keptEvents: number;
  readonly keptMs: number;
}

export const defaultLiveLimits: LiveLimits = {
  /** In this process: what each holds (buffers, subscriptions) stays below some 1 GiB together with `waitingMaxBytes`. */
  sockets: 1_000,
  /** Of one person or service account: a tab has one, and nobody has more tabs than this on all their devices. */
  socketsPerCaller: 32,
  /** A page shows a few lists and runs; each topic may ask the store on its own. */
  topicsPerSocket: 64,
  /** A frame names a topic and two numbers; room for the largest JSON text that other entrances parse, so that all refuse alike. */
  frameMaxBytes: limits.envelopeMaxBytes,
  /** Frames come when somebody moves to another page. One counts once for each 4 KiB begun. */
  framesPerSecond: 20,
  /** A tab that comes back resumes all its topics at once, and asks for some of them twice. */
  framesBurst: 2 * 64,
  /** With more than this waiting for a reader no further event is read for it. */
  waitingMaxBytes: 1024 * 1024,
  /** A reader for whom so much has waited for so long is closed; it comes back and resumes. */
  stalledAfterMs: 10_000,
  /** Changes of rights are told and asked about at once; this finds what ends by the clock. */
  recheckMs: 15_000,
  heartbeatIntervalMs: limits.heartbeatIntervalMs,
  heartbeatDeadAfterMs: limits.heartbeatDeadAfterMs,
  /** How often sockets are looked at; what the clock ends is this late at most. */
  tickMs: 1_000,
  /** Of a topic, for readers that come back. */
  keptEvents: 512,
  /** How long a topic without readers goes on being followed: a tab that was asleep resumes. */
  keptMs: 120_000,
};
