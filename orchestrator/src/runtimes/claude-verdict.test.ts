import { expect, test } from 'vitest';
import { denialsOf, resultVerdict } from './claude-verdict.ts';

const denied = { permission_denials: [{ tool_name: 'Write' }, { tool_name: 'Bash' }, 7] };

// Lines as Claude Code 2.1 prints them, without what does not matter here.
const cases: readonly (readonly [string, Record<string, unknown>, unknown])[] = [
  [
    'a finished turn',
    { subtype: 'success', is_error: false, stop_reason: 'end_turn', terminal_reason: 'completed' },
    { ok: true, stopReason: 'completed' },
  ],
  [
    'a version that tells no terminal reason',
    { subtype: 'success', is_error: false },
    { ok: true, stopReason: 'success' },
  ],
  [
    'not signed in',
    { subtype: 'success', is_error: true, result: 'Not logged in · Please run /login' },
    { ok: false, code: 'AUTH_REQUIRED' },
  ],
  [
    'a key that is refused',
    { subtype: 'success', is_error: true, api_error_status: 401, result: 'API Error: 401 the token is revoked' },
    { ok: false, code: 'AUTH_REQUIRED' },
  ],
  [
    'our budget',
    { subtype: 'success', is_error: true, api_error_status: 402, result: 'API Error: 402 LIMIT_COST: used up' },
    { ok: false, code: 'LIMIT_COST' },
  ],
  [
    'our limit of tokens',
    { subtype: 'success', is_error: true, api_error_status: 402, result: 'API Error: 402 LIMIT_TOKENS: used up' },
    { ok: false, code: 'LIMIT_TOKENS' },
  ],
  [
    "a provider's 402",
    { subtype: 'success', is_error: true, api_error_status: 402, result: 'API Error: 402 no credit' },
    { ok: false, code: 'LIMIT_COST' },
  ],
  [
    'its own budget',
    { subtype: 'error_max_budget_usd', is_error: true, errors: ['Reached maximum budget ($1)'] },
    { ok: false, code: 'LIMIT_COST', message: 'Reached maximum budget ($1)' },
  ],
  [
    'its limit of turns',
    { subtype: 'error_max_turns', is_error: true, errors: ['Reached maximum number of turns (2)'] },
    { ok: false, code: 'LIMIT_TURNS' },
  ],
  [
    'an error subtype without is_error',
    { subtype: 'error_max_turns', is_error: false },
    { ok: false, code: 'LIMIT_TURNS' },
  ],
  [
    'an interrupt',
    { subtype: 'error_during_execution', is_error: true, errors: ['[ede_diagnostic] result_type=user'] },
    { ok: false, code: 'EXIT_NONZERO', message: 'the agent stopped (error_during_execution)' },
  ],
  [
    'a fault of the provider',
    { subtype: 'success', is_error: true, api_error_status: 500, result: 'API Error: 500' },
    { ok: false, code: 'EXIT_NONZERO', message: 'API Error: 500' },
  ],
  [
    'a refusal of the model',
    { subtype: 'success', is_error: false, stop_reason: 'refusal' },
    { ok: false, code: 'EXIT_NONZERO', message: 'the agent refused' },
  ],
  [
    'an answer that was cut',
    { subtype: 'success', is_error: false, stop_reason: 'max_tokens' },
    { ok: false, code: 'EXIT_NONZERO' },
  ],
  ['nothing known', {}, { ok: false, code: 'EXIT_NONZERO', message: 'the agent stopped (unknown)' }],
];

test.each(cases)('the verdict on %s', (_name, result, verdict) => {
  expect(resultVerdict(result, denialsOf(result))).toMatchObject(verdict as object);
});

test('a success after denials is none, and names what was denied', () => {
  const result = { subtype: 'success', is_error: false, terminal_reason: 'completed', ...denied };
  expect(resultVerdict(result, denialsOf(result))).toEqual({
    ok: false,
    code: 'PERMISSION_DENIED',
    message: 'the agent reported success, but was denied: Write, Bash, a tool (3 in all)',
    stopReason: 'completed',
    denials: 3,
  });
});

test('an answer that only talks of signing in is a success', () => {
  const result = { subtype: 'success', is_error: false, result: 'Not logged in · Please run /login' };
  expect(resultVerdict(result, []).ok).toBe(true);
});
