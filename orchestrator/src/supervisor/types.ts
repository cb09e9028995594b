import type { Containment, Filesystem } from '@wheelhouse/protocol';
import type { Excess } from './resource-watch.ts';
import type { ProcessSpec } from '../sandbox/process-spec.ts';

/** The tool that makes the namespace; `none` for cgroup and tree. */
export type ContainmentTool = 'bwrap' | 'unshare' | 'none';

/** One attempt to show, with real processes, that a mode holds on this machine. */
export interface ContainmentProof {
  /** `bwrap`, `unshare`, `cgroup` or `tree`. */
  readonly name: string;
  readonly ok: boolean;
  /** What was seen, or why not, for people. */
  readonly detail: string;
}

/** What was proved at start by running a contained process with an escaped child and killing it. */
export interface ContainmentReport {
  readonly containment: Containment;
  readonly filesystem: Filesystem;
  /** Whether `network: 'none'` cuts a process off; `shared` means it cannot be kept here. */
  readonly network: 'isolated' | 'shared';
  readonly tool: ContainmentTool;
  readonly proofs: readonly ContainmentProof[];
  /** What to do for a better mode, for people; empty for the best. */
  readonly advice: readonly string[];
}

/** What a kill found when it looked; `survivors` counts processes seen alive at the end, never an assumption. */
export interface KillVerification {
  readonly survivors: number;
  readonly verifiedBy: Containment;
  /** How often it killed and looked. */
  readonly passes: number;
  readonly durationMs: number;
}

/** A process as the kernel tells two of the same pid apart: start time in clock ticks since boot. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTicks: bigint;
}

export interface ProcessExit {
  /** Null where a signal ended it. */
  readonly code: number | null;
  /** In a bubblewrap namespace an exit code of 128 + n is read as signal n: the two cannot be told apart there. */
  readonly signal: string | null;
  /** What became of the processes it left behind. */
  readonly verification: KillVerification;
}

export type OutputListener = (stream: 'stdout' | 'stderr', chunk: Buffer) => void;

/** One supervised process and all its descendants. */
export interface Supervised extends ProcessIdentity {
  readonly id: string;
  /** The process whose SIGKILL ends all of it: the first of the namespace, else the agent itself. For the ledger. */
  readonly pid: number;
  readonly startTicks: bigint;
  readonly containment: Containment;
  readonly filesystem: Filesystem;
  /** Add it in the tick in which `start` resolved, or output is missed. At most `maxOutputBytes` are delivered. */
  onOutput(listener: OutputListener): void;
  /** Called once, when the output passed `maxOutputBytes`; at once if it already has. */
  onTruncated(listener: () => void): void;
  /** Called once, when it was over one of `resources`; by then it is being destroyed. At once if it already has been. */
  onExceeded(listener: (excess: Excess) => void): void;
  /** Resolves when the bytes were handed to the process; rejects with UNAVAILABLE when its input is gone. */
  write(data: Uint8Array | string): Promise<void>;
  closeInput(): void;
  /** SIGTERM to the agent and its process group. */
  terminate(): void;
  /**
   * SIGKILL to everything it started, repeated until nothing is seen alive or 2 s have passed. Call it again where
   * survivors are reported. Never rejects while the supervisor lives; UNAVAILABLE when it is gone.
   */
  destroy(): Promise<KillVerification>;
  /**
   * Resolves after the agent itself exited (its pipes may be held by others), what it left was destroyed and the output
   * files are complete. Never rejects; a supervisor that died reads as SIGKILL.
   */
  readonly exited: Promise<ProcessExit>;
}

export interface SupervisedInfo extends ProcessIdentity {
  readonly id: string;
}

/** Owns the agents' processes in a small process of its own. */
export interface Supervisor {
  readonly report: ContainmentReport;
  readonly pid: number;
  /**
   * Resolves when the agent's program runs. Throws INVALID for a spec that cannot be, START_FAILED with the reason where
   * this machine cannot run it, UNAVAILABLE when the supervisor is closed or gone.
   */
  start(spec: ProcessSpec): Promise<Supervised>;
  /** Resolves when the supervisor process died without being asked to, and what it owned was destroyed. */
  readonly lost: Promise<void>;
  /** Those that have not exited. */
  list(): readonly SupervisedInfo[];
  /** Destroys all and ends the supervisor. Idempotent. */
  close(): Promise<void>;
}

/** The part of a pino logger that is used: data as fields, then a fixed message. */
export interface SupervisorLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type ContainmentChoice = 'auto' | Containment;

export interface SupervisorOptions {
  /** `auto` takes the best that could be proved. A forced mode that cannot be proved throws CONTAINMENT_REQUIRED. */
  readonly containment: ContainmentChoice;
  /** Says that the caller lives with `filesystem: 'open'`; without it the report's advice names the lack. */
  readonly allowOpenFilesystem: boolean;
  readonly logger: SupervisorLogger;
  /**
   * What marks our processes: 1 to 200 of `A-Z a-z 0-9 . _ : -`, new at each start, beginning with what is the same at
   * each start of this data folder, e.g. `<instance id>:<orchestrator id>`. See `endStrays`.
   */
  readonly killMarker: string;
  /** Leaves out a tool that exists but is not wanted. Default: all. */
  readonly tools?: readonly Exclude<ContainmentTool, 'none'>[];
}
