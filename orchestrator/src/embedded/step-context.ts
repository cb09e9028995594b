import type { DoorConfig } from './run-door.ts';

/** What one attempt of one step may use. */
export interface StepContext {
  readonly workDir: string;
  readonly artifactsDir: string;
  readonly childEnv: Readonly<Record<string, string>>;
  /** Where it starts runs below its own; null where it may start none. */
  readonly door: DoorConfig | null;
  /** Aborts at the step's timeout and when the task is cancelled. */
  readonly signal: AbortSignal;
  /** Commit at the task's start, null without one. */
  readonly startCommit: string | null;
  /** Shows output of the step while it runs. */
  output(stream: 'stdout' | 'stderr', text: string): Promise<void>;
  /** Resolves true when a person approved, false when one rejected; `signal` withdraws the question. */
  approve(question: string, signal: AbortSignal): Promise<boolean>;
  /** Asks the host to keep a file of the artifacts folder. Rejects when it refuses. */
  publish(name: string, mediaType: string): Promise<void>;
}
