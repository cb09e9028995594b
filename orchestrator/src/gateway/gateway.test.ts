import { LLMock } from '@copilotkit/aimock';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ask, bothAt, chat, messages, openGatewayWorld, realKey, responses } from './testing/gateway-world.ts';
import type { Answered, GatewayWorld, OpenedRun } from './testing/gateway-world.ts';

const figures = { input_tokens: 1234, output_tokens: 56, prompt_tokens: 1234, completion_tokens: 56 };
const mock = new LLMock({ port: 0, host: '127.0.0.1' });
let world: GatewayWorld;

beforeAll(async () => {
  mock.onMessage('hello', { content: 'An answer in several pieces, so that it is streamed.', usage: figures });
  mock.onMessage('guess', { content: 'The mock counts this one by itself, whatever it says.' });
  mock.onMessage('busy', { error: { message: 'slow down', type: 'rate_limit_error' }, status: 429, retryAfter: 7 });
  await mock.start();
  world = await openGatewayWorld(bothAt(mock.url));
});
afterEach(() => mock.clearRequests());
afterAll(async () => {
  await world.close();
  await mock.stop();
});

const kinds = [
  { name: 'Anthropic messages', path: '/anthropic/v1/messages', direct: '/v1/messages', body: messages },
  {
    name: 'Anthropic messages for SDKs that leave the version to the base URL',
    path: '/anthropic/messages',
    direct: '/v1/messages',
    body: messages,
  },
  { name: 'OpenAI chat', path: '/openai/v1/chat/completions', direct: '/v1/chat/completions', body: chat },
  { name: 'OpenAI responses', path: '/openai/v1/responses', direct: '/v1/responses', body: responses },
].flatMap((kind) => [
  { ...kind, stream: false, name: `${kind.name}, in one piece` },
  { ...kind, stream: true, name: `${kind.name}, streamed` },
]);

const send = (run: OpenedRun, path: string, body: object): Promise<Answered> =>
  ask(world.gateway.baseUrl, { path, body, token: run.token });

/** Ids and times differ between two answers of the mock. */
const steady = (text: string): string =>
  text.replace(/(msg|chatcmpl|resp)[-_][\w-]+/g, 'id').replace(/"created(_at)?":\d+/g, 'time');

describe('against an independent provider', () => {
  test.each(kinds)('$name: the totals are the provider’s own figures', async ({ path, body, stream }) => {
    const run = await world.open();
    for (const turn of [1, 2]) {
      expect((await send(run, path, body({ stream }))).status).toBe(200);
      expect(run.totals()).toMatchObject({ inputTokens: 1234 * turn, outputTokens: 56 * turn, turns: turn });
    }
    expect(run.usages).toHaveLength(2);
    expect(run.usages[0]).toMatchObject({ source: 'gateway', inputTokens: 1234, outputTokens: 56, cacheReadTokens: 0 });
  });

  test.each(kinds)('$name: the agent gets what the provider sent', async ({ path, direct, body, stream }) => {
    const run = await world.open();
    const asked = body({
      stream,
      ...(stream && path.includes('chat') ? { stream_options: { include_usage: true } } : {}),
    });
    const through = await send(run, path, asked);
    const plain = await ask(mock.url, { path: direct, body: asked, token: 'any' });
    expect(steady(through.text)).toBe(steady(plain.text));
    expect(through.headers['content-type']).toBe(plain.headers['content-type']);
  });

  test('figures that the mock works out by itself are met to the token', async () => {
    const body = { messages: [{ role: 'user', content: 'guess' }] };
    const plain = await ask(mock.url, { path: '/v1/messages', body: messages(body), token: 'any' });
    const { usage } = JSON.parse(plain.text) as { usage: { input_tokens: number; output_tokens: number } };
    const run = await world.open();
    for (const stream of [true, false]) await send(run, '/anthropic/v1/messages', messages({ ...body, stream }));
    expect(run.usages.map(({ inputTokens, outputTokens }) => [inputTokens, outputTokens])).toEqual(
      [1, 2].map(() => [usage.input_tokens, usage.output_tokens]),
    );
  });

  test('a streamed chat that does not ask for its figures is counted all the same', async () => {
    const run = await world.open();
    await send(run, '/openai/v1/chat/completions', chat({ stream: true }));
    await send(run, '/openai/v1/chat/completions', chat({ stream: true, stream_options: { include_usage: false } }));
    expect(run.usages.map(({ source, outputTokens }) => [source, outputTokens])).toEqual([
      ['gateway', 56],
      ['gateway', 56],
    ]);
  });

  test('a budget of half the cost stops the run with 402, and the provider sees no further request', async () => {
    // 1234 × 2 + 56 × 10 µUSD: four answers cost 12,112.
    const run = await world.open({ limits: { costMicros: 6056 } });
    const statuses: number[] = [];
    for (let turn = 0; turn < 4; turn += 1)
      statuses.push((await send(run, '/anthropic/v1/messages', messages({ stream: true }))).status);
    expect(statuses).toEqual([200, 200, 402, 402]);
    expect(mock.getRequests()).toHaveLength(2);
    expect(run.totals().costMicros).toBe(6056);
    expect(run.reached).toEqual(['LIMIT_COST']);
  });

  test.each(kinds)('$name: 402 comes in the provider’s shape and forbids a retry', async ({ path, body, stream }) => {
    const run = await world.open({ limits: { turns: 1 } });
    await send(run, path, body({ stream }));
    const { status, headers, text } = await send(run, path, body({ stream }));
    expect([status, headers['x-should-retry'], headers['x-wheelhouse-code']]).toEqual([402, 'false', 'LIMIT_TURNS']);
    const type = path.startsWith('/anthropic') ? 'billing_error' : 'insufficient_quota';
    expect(JSON.parse(text)).toMatchObject({ error: { type } });
    expect(run.reached).toEqual(['LIMIT_TURNS']);
  });

  test('a limit of tokens counts input and output together', async () => {
    const run = await world.open({ limits: { tokens: 1290 } });
    expect((await send(run, '/anthropic/v1/messages', messages())).status).toBe(200);
    expect((await send(run, '/anthropic/v1/messages', messages())).status).toBe(402);
    expect(run.reached).toEqual(['LIMIT_TOKENS']);
  });

  test('an extended budget lets the run go on, and its next end is told again', async () => {
    const run = await world.open({ limits: { turns: 1 } });
    const next = async (): Promise<number> => (await send(run, '/anthropic/v1/messages', messages())).status;
    expect([await next(), await next()]).toEqual([200, 402]);
    run.extend({ turns: 1, costMicros: 5 });
    expect([await next(), await next(), await next()]).toEqual([200, 402, 402]);
    expect(run.reached).toEqual(['LIMIT_TURNS', 'LIMIT_TURNS']);
  });

  test('a run that waits at its limit goes on when it is extended', async () => {
    const run = await world.open({ limits: { turns: 1 }, atLimit: 'hold' });
    await send(run, '/anthropic/v1/messages', messages());
    const held = send(run, '/anthropic/v1/messages', messages());
    await expect.poll(() => run.reached).toEqual(['LIMIT_TURNS']);
    expect(mock.getRequests()).toHaveLength(1);
    run.extend({ turns: 1 });
    expect((await held).status).toBe(200);
  });

  test('a model without a price is refused where cost is limited, and costs null where it is not', async () => {
    const body = messages({ model: 'in-house-7b' });
    const limited = await world.open({ limits: { costMicros: 1_000_000 } });
    expect((await send(limited, '/anthropic/v1/messages', body)).status).toBe(402);
    expect(limited.notices).toEqual([{ kind: 'unpriced', model: 'in-house-7b' }]);
    const premium = await send(limited, '/openai/v1/responses', responses({ service_tier: 'priority' }));
    expect(premium.status).toBe(402);
    expect(mock.getRequests()).toHaveLength(0);
    for (const changes of [{}, { limits: { costMicros: 1_000_000 }, unpriced: 'allow' as const }]) {
      const run = await world.open(changes);
      expect((await send(run, '/anthropic/v1/messages', body)).status).toBe(200);
      expect(run.usages[0]?.costMicros).toBeNull();
      expect(run.totals()).toMatchObject({ costMicros: 0, turns: 1, unpricedTurns: 1 });
    }
  });

  test('a rate limit reaches agent and run, with how long to wait, and counts as no turn', async () => {
    const run = await world.open();
    const body = messages({ messages: [{ role: 'user', content: 'busy' }] });
    const { status, headers, text } = await send(run, '/anthropic/v1/messages', body);
    expect([status, headers['retry-after']]).toEqual([429, '7']);
    expect(text).toContain('slow down');
    expect(run.notices).toEqual([{ kind: 'rate_limited', status: 429, retryAfterMs: 7000 }]);
    expect(run.totals().turns).toBe(0);
  });

  test('the provider gets the real key and never the run’s token', async () => {
    const run = await world.open();
    for (const { path, body, stream } of kinds) {
      const headers = { authorization: `Bearer ${run.token}`, cookie: 'a=b', 'openai-organization': 'mine' };
      await ask(world.gateway.baseUrl, { path, body: body({ stream }), headers });
    }
    const seen = JSON.stringify(mock.getRequests().map(({ headers }) => headers));
    expect(seen).not.toContain(run.token);
    expect(seen).not.toContain('cookie');
    expect(seen).not.toContain('organization');
    expect(mock.getRequests()).toHaveLength(kinds.length);
  });

  test('what a run may not ask is refused before the provider sees it', async () => {
    const run = await world.open({ allowedModels: ['claude-sonnet-5'] });
    const status = async (path: string, body: object | string): Promise<number> =>
      (await ask(world.gateway.baseUrl, { path, body, token: run.token })).status;
    expect(await status('/anthropic/v1/messages', messages({ model: 'claude-opus-5' }))).toBe(403);
    expect(await status('/anthropic/v1/messages/batches', messages())).toBe(404);
    expect(await status('/anthropic//v1/messages', messages())).toBe(404);
    expect(await status('/openai/v1/embeddings', {})).toBe(404);
    expect(await status('/openai/v1/responses', responses({ model: 'claude-sonnet-5', background: true }))).toBe(400);
    expect(await status('/openai/v1/responses', '{"model":')).toBe(400);
    expect(await status('/openai/v1/responses', { input: 'hello' })).toBe(400);
    expect(mock.getRequests()).toHaveLength(0);
    expect((await send(run, '/anthropic/v1/messages?beta=true', messages())).status).toBe(200);
    expect(mock.getRequests()[0]?.path).toContain('beta=true');
  });

  test('a workspace without a provider is told so', async () => {
    const empty = await openGatewayWorld({});
    await expect(empty.open()).rejects.toMatchObject({ code: 'MODEL_REQUIRED' });
    await empty.close();
    const { anthropic } = bothAt(mock.url);
    const half = await openGatewayWorld(anthropic === undefined ? {} : { anthropic });
    const run = await half.open();
    expect(run.access).toMatchObject({ apis: ['anthropic'], defaultModels: { anthropic: 'claude-sonnet-5' } });
    const asked = { path: '/openai/v1/responses', body: responses(), token: run.token };
    expect((await ask(half.gateway.baseUrl, asked)).status).toBe(404);
    await half.close();
  });

  test('nothing of the above was logged with a key', () => {
    expect(world.log.join('\n')).not.toContain(realKey);
  });
});
