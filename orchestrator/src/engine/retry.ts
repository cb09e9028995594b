import type { Code, RetryPolicy } from '@wheelhouse/protocol';

/** Failures that another attempt may not meet again; a limit, a denial or a refusal it would. */
const passing: readonly Code[] = ['START_FAILED', 'EXIT_NONZERO', 'ORCHESTRATOR_LOST', 'UNAVAILABLE', 'INTERNAL'];

const defaultDelayMs = 1_000;

/**
 * Milliseconds until the next attempt, or null where this failure is the run's end. Pure.
 * @param random 0 to below 1: makes the pause up to a quarter longer, so that what failed together does not try together
 */
export function decideRetry(
  failure: { readonly state: string; readonly code: Code | null },
  policy: RetryPolicy | undefined,
  { attempt, random }: { readonly attempt: number; readonly random: number },
): number | null {
  if (policy === undefined || attempt >= policy.attempts || failure.state !== 'failed') return null;
  if (failure.code === null || !passing.includes(failure.code)) return null;
  return Math.round((policy.delayMs ?? defaultDelayMs) * 2 ** (attempt - 1) * (1 + random / 4));
}
