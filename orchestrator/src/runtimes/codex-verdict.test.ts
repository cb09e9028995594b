import { expect, test } from 'vitest';
import { codexUsage } from './codex-events.ts';
import { failedVerdict, isFinal } from './codex-verdict.ts';

const url = 'url: http://127.0.0.1:1/openai/v1/responses';

test.each([
  [`unexpected status 402 Payment Required: LIMIT_COST: used up, ${url}`, 'LIMIT_COST', true],
  [`unexpected status 402 Payment Required: LIMIT_TURNS: used up, ${url}`, 'LIMIT_TURNS', true],
  [`unexpected status 402 Payment Required: no credit, ${url}`, 'LIMIT_COST', true],
  [`unexpected status 401 Unauthorized: the token is revoked, ${url}`, 'AUTH_REQUIRED', false],
  ['Missing environment variable: `WHEELHOUSE_MODEL_TOKEN`.', 'AUTH_REQUIRED', false],
  [`unexpected status 500 Internal Server Error: 402 things went wrong, ${url}`, 'EXIT_NONZERO', false],
  ['stream disconnected before completion', 'EXIT_NONZERO', false],
  ['', 'EXIT_NONZERO', false],
] as const)('%j is %s', (message, code, final) => {
  expect(failedVerdict(message)).toMatchObject({ ok: false, code });
  expect(isFinal(message)).toBe(final);
});

test.each([
  [
    { input_tokens: 250, cached_input_tokens: 100, cache_write_input_tokens: 10, output_tokens: 50 },
    [140, 100, 10, 50],
  ],
  [{ input_tokens: 11, cached_input_tokens: 0, output_tokens: 7 }, [11, 0, 0, 7]],
  [{ input_tokens: 5, cached_input_tokens: 9 }, [0, 9, 0, 0]],
  [null, [0, 0, 0, 0]],
])('cached tokens of %j are not counted as input', (usage, [input, read, write, output]) => {
  expect(codexUsage(usage)).toEqual({
    inputTokens: input,
    cacheReadTokens: read,
    cacheWriteTokens: write,
    outputTokens: output,
    costMicros: null,
  });
});
