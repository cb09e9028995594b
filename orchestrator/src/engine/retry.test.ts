import { expect, test } from 'vitest';
import { decideRetry } from './retry.ts';

const failed = { state: 'failed', code: 'EXIT_NONZERO' } as const;

test.each([
  ['a failure', failed, 1, 500],
  ['the next failure, later', failed, 2, 1000],
  ['a dead orchestrator', { state: 'failed', code: 'ORCHESTRATOR_LOST' }, 1, 500],
  ['the last attempt', failed, 3, null],
  ['a success', { state: 'succeeded', code: null }, 1, null],
  ['a kill', { state: 'killed', code: null }, 1, null],
  ['a time limit', { state: 'timed_out', code: 'LIMIT_WALL' }, 1, null],
  ['a budget', { state: 'failed', code: 'LIMIT_COST' }, 1, null],
  ['a denial', { state: 'failed', code: 'PERMISSION_DENIED' }, 1, null],
  ['an agent that is not signed in', { state: 'failed', code: 'AUTH_REQUIRED' }, 1, null],
] as const)('%s', (_what, failure, attempt, delay) => {
  const policy = { attempts: 3, delayMs: 500 };
  expect(decideRetry(failure, policy, { attempt, random: 0 })).toBe(delay);
  expect(decideRetry(failure, undefined, { attempt, random: 0 })).toBeNull();
});

test('OPS-04: pauses are spread by up to a quarter', () => {
  expect(decideRetry(failed, { attempts: 3, delayMs: 1000 }, { attempt: 1, random: 0.5 })).toBe(1125);
});
