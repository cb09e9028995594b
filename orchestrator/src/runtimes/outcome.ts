import type { Code, RunState } from '@wheelhouse/protocol';
import type { RuntimeVerdict } from './adapter.ts';

/** Ends of time have a state of their own; whatever else is used up is a failure of the work. */
const timeCodes = ['LIMIT_WALL', 'LIMIT_IDLE', 'LIMIT_QUEUE_TIME', 'APPROVAL_TIMEOUT'] as const;
const resourceCodes = [
  'LIMIT_OUTPUT',
  'LIMIT_TOKENS',
  'LIMIT_COST',
  'LIMIT_TURNS',
  'LIMIT_MEMORY',
  'LIMIT_PROCESSES',
  'LIMIT_DISK',
  'LIMIT_FILES',
] as const;
export type LimitCode = (typeof timeCodes)[number] | (typeof resourceCodes)[number];

/** Why *we* ended a run. */
export type StopCause =
  | { readonly kind: 'kill'; readonly reason?: string }
  | { readonly kind: 'cancel'; readonly reason?: string }
  | { readonly kind: 'limit'; readonly code: LimitCode; readonly message?: string }
  /** The run above it ended, or is about to. */
  | { readonly kind: 'parent'; readonly reason?: string }
  | { readonly kind: 'shutdown' };

/** How the agent's own process ended; both null when nobody saw it. */
export interface AgentExit {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface RunOutcome {
  readonly state: Extract<RunState, 'succeeded' | 'failed' | 'cancelled' | 'killed' | 'timed_out'>;
  readonly code: Code | null;
  readonly message: string | null;
}

export interface OutcomeInput {
  /** Null when we did not stop it. */
  readonly stopCause: StopCause | null;
  /** Null when the adapter never came to one (wedged, or attached to nothing). */
  readonly verdict: RuntimeVerdict | null;
  /** Null when the process is not known to have ended. */
  readonly exit: AgentExit | null;
}

/**
 * How a run ended. Our own stop cause wins over everything the agent says: an agent that answers "done" to a kill was
 * killed. A verdict outranks the exit, because the clean-up after a finished turn ends the process by a signal.
 * `killed` must be written only once zero survivors were verified; that is the caller's part.
 */
export function decideOutcome({ stopCause, verdict, exit }: OutcomeInput): RunOutcome {
  if (stopCause) return stoppedOutcome(stopCause);
  const known = verdict ?? (exit ? exitVerdict(exit) : null);
  if (!known)
    return { state: 'failed', code: 'INTERNAL', message: 'the run ended without a verdict and without a known exit' };
  if (!known.ok) return { state: 'failed', code: known.code ?? 'EXIT_NONZERO', message: known.message ?? null };
  if ((known.denials ?? 0) > 0) {
    return {
      state: 'failed',
      code: 'PERMISSION_DENIED',
      message: `the agent reported success, but ${known.denials} of its requests were denied`,
    };
  }
  return { state: 'succeeded', code: null, message: known.message ?? null };
}

/** The verdict an exit alone supports: exit code 0 is success, anything else is not. */
export function exitVerdict(exit: AgentExit): RuntimeVerdict {
  if (exit.code === 0) return { ok: true };
  return { ok: false, code: 'EXIT_NONZERO', message: `the agent ended with ${describeExit(exit)}` };
}

/** The exit in words. */
export function describeExit(exit: AgentExit): string {
  if (exit.signal) return `signal ${exit.signal}`;
  return exit.code === null ? 'an unknown exit' : `exit code ${exit.code}`;
}

function stoppedOutcome(cause: StopCause): RunOutcome {
  switch (cause.kind) {
    case 'kill':
      return { state: 'killed', code: null, message: cause.reason ?? null };
    case 'parent':
      return { state: 'killed', code: 'PARENT_ENDED', message: cause.reason ?? null };
    case 'cancel':
      return { state: 'cancelled', code: 'CANCELLED_BEFORE_START', message: cause.reason ?? null };
    case 'limit':
      return {
        state: timeCodes.some((code) => code === cause.code) ? 'timed_out' : 'failed',
        code: cause.code,
        message: cause.message ?? null,
      };
    case 'shutdown':
      return { state: 'failed', code: 'ORCHESTRATOR_LOST', message: 'the orchestrator was stopped' };
  }
}
