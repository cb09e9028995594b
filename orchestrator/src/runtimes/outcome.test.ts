import { expect, test } from 'vitest';
import { decideOutcome, type OutcomeInput, type RunOutcome } from './outcome.ts';

const ok = { ok: true } as const;
const exit0 = { code: 0, signal: null };
const exit3 = { code: 3, signal: null };
const killed = { code: null, signal: 'SIGKILL' };

const rows: readonly (readonly [
  sentence: string,
  input: Partial<OutcomeInput>,
  state: RunOutcome['state'],
  code: RunOutcome['code'],
])[] = [
  ['a success verdict succeeds', { verdict: ok, exit: exit0 }, 'succeeded', null],
  ['a finished turn whose process the clean-up killed succeeds', { verdict: ok, exit: killed }, 'succeeded', null],
  ['our kill wins over a success verdict', { stopCause: { kind: 'kill' }, verdict: ok, exit: exit0 }, 'killed', null],
  [
    'our kill wins over a failure verdict',
    { stopCause: { kind: 'kill' }, verdict: { ok: false, code: 'INVALID' } },
    'killed',
    null,
  ],
  ['a cancel before the start is cancelled', { stopCause: { kind: 'cancel' } }, 'cancelled', 'CANCELLED_BEFORE_START'],
  [
    'the wall limit times out, whatever the agent says',
    { stopCause: { kind: 'limit', code: 'LIMIT_WALL' }, verdict: ok },
    'timed_out',
    'LIMIT_WALL',
  ],
  ['the idle limit times out', { stopCause: { kind: 'limit', code: 'LIMIT_IDLE' } }, 'timed_out', 'LIMIT_IDLE'],
  [
    'the queue limit times out',
    { stopCause: { kind: 'limit', code: 'LIMIT_QUEUE_TIME' } },
    'timed_out',
    'LIMIT_QUEUE_TIME',
  ],
  [
    'the output limit fails',
    { stopCause: { kind: 'limit', code: 'LIMIT_OUTPUT' }, exit: exit0 },
    'failed',
    'LIMIT_OUTPUT',
  ],
  ['our shutdown is told as ours', { stopCause: { kind: 'shutdown' }, verdict: ok }, 'failed', 'ORCHESTRATOR_LOST'],
  ['a success after a denial fails', { verdict: { ok: true, denials: 1 }, exit: exit0 }, 'failed', 'PERMISSION_DENIED'],
  [
    'the adapter’s code is kept',
    { verdict: { ok: false, code: 'MODEL_REQUIRED' }, exit: exit0 },
    'failed',
    'MODEL_REQUIRED',
  ],
  ['a failure without a code gets one', { verdict: { ok: false }, exit: exit0 }, 'failed', 'EXIT_NONZERO'],
  [
    'a crash in the middle of a turn fails',
    { verdict: { ok: false, code: 'EXIT_NONZERO' }, exit: exit3 },
    'failed',
    'EXIT_NONZERO',
  ],
  ['without a verdict, exit 0 succeeds', { exit: exit0 }, 'succeeded', null],
  ['without a verdict, another exit code fails', { exit: exit3 }, 'failed', 'EXIT_NONZERO'],
  ['without a verdict, a signal fails', { exit: killed }, 'failed', 'EXIT_NONZERO'],
  ['without a verdict, an exit nobody saw fails', { exit: { code: null, signal: null } }, 'failed', 'EXIT_NONZERO'],
  ['with nothing known, it is our fault', {}, 'failed', 'INTERNAL'],
];

test.each(rows)('%s', (_sentence, input, state, code) => {
  const outcome = decideOutcome({ stopCause: null, verdict: null, exit: null, ...input });
  expect({ state: outcome.state, code: outcome.code }).toEqual({ state, code });
});

test('an exit is described by its code or its signal', () => {
  const describe = (exit: OutcomeInput['exit']): string | null =>
    decideOutcome({ stopCause: null, verdict: null, exit }).message;
  expect(describe(exit3)).toBe('the agent ended with exit code 3');
  expect(describe(killed)).toBe('the agent ended with signal SIGKILL');
});
