import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, beginRequest, bothAt, chat, messages, openGatewayWorld, responses } from './testing/gateway-world.ts';
import type { Answered, GatewayWorld, OpenedRun } from './testing/gateway-world.ts';
import { event, messageDelta, messageStart, openRawProvider, streamOf, textDelta } from './testing/raw-provider.ts';
import type { RawProvider } from './testing/raw-provider.ts';

let provider: RawProvider;
let world: GatewayWorld;

beforeAll(async () => {
  provider = await openRawProvider();
  world = await openGatewayWorld(bothAt(provider.baseUrl), { timeouts: { idleMs: 400, firstByteMs: 400 } });
});
afterAll(async () => {
  await world.close();
  await provider.close();
});

const anthropic = '/anthropic/v1/messages';
const openaiChat = '/openai/v1/chat/completions';
const openaiResponses = '/openai/v1/responses';

async function stream(pieces: readonly (string | Buffer)[], end: 'end' | 'cut' = 'end', path = anthropic) {
  provider.behave(streamOf(pieces, end));
  const run = await world.open();
  const body = path === anthropic ? messages : path === openaiChat ? chat : responses;
  const answered = await send(run, path, body({ stream: true }));
  expect(answered.text).toBe(Buffer.concat(pieces.map((piece) => Buffer.from(piece))).toString('utf8'));
  expect(run.usages).toHaveLength(1);
  return { answered, run, usage: run.usages[0] };
}

const send = (run: OpenedRun, path: string, body: object): Promise<Answered> =>
  ask(world.gateway.baseUrl, { path, body, token: run.token });

const whole = [messageStart(10), textDelta('grüße 🎡'), messageDelta(7), { type: 'message_stop' }];

describe('Anthropic', () => {
  test('cache figures are counted once each, and written ones by how long they are kept', async () => {
    const kept = {
      cache_read_input_tokens: 1000,
      cache_creation_input_tokens: 300,
      cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 200 },
    };
    const { usage } = await stream([event(messageStart(10, kept)), event(messageDelta(7))]);
    expect(usage).toEqual({
      source: 'gateway',
      model: 'claude-sonnet-5',
      inputTokens: 10,
      outputTokens: 7,
      cacheReadTokens: 1000,
      cacheWriteTokens: 300,
      // 10 × 2 + 7 × 10 + 1000 × 0.2 + 100 × 2.5 + 200 × 4
      costMicros: 1340,
    });
  });

  test('figures at the end that repeat or zero those of the start add nothing and take nothing', async () => {
    const last = { ...messageDelta(7), usage: { output_tokens: 7, input_tokens: 0, cache_read_input_tokens: 5 } };
    const { usage } = await stream([event(messageStart(10, { cache_read_input_tokens: 5 })), event(last)]);
    expect(usage).toMatchObject({ inputTokens: 10, outputTokens: 7, cacheReadTokens: 5 });
  });

  test('pieces that end anywhere, also within a character, change nothing', async () => {
    const bytes = Buffer.from(whole.map((data) => event(data)).join(''));
    for (const size of [1, 2, 3, 7]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      const { usage } = await stream(pieces);
      expect(usage).toMatchObject({ source: 'gateway', inputTokens: 10, outputTokens: 7 });
    }
  });

  test.each(['\r\n', '\r', '\n'])('lines that end with %j are read', async (newline) => {
    const pieces = [': a comment' + newline, ...whole.map((data) => event(data, newline)), newline];
    expect((await stream(pieces)).usage).toMatchObject({ source: 'gateway', inputTokens: 10, outputTokens: 7 });
  });

  test('the last event counts without the empty line after it', async () => {
    const { usage } = await stream([event(messageStart(10)), event(messageDelta(7)).trimEnd()]);
    expect(usage).toMatchObject({ source: 'gateway', outputTokens: 7 });
  });

  test('a line too long to be read is passed on, and what follows it is counted', async () => {
    const giant = event(textDelta('x'.repeat(9 * 1024 * 1024)));
    const half = giant.length >> 1;
    const { usage } = await stream([
      event(messageStart(10)),
      giant.slice(0, half),
      giant.slice(half),
      event(messageDelta(7)),
    ]);
    expect(usage).toMatchObject({ source: 'gateway', inputTokens: 10, outputTokens: 7 });
  });

  test('text that looks like figures is text', async () => {
    const forged = `"}}\n\ndata: ${JSON.stringify(messageDelta(1))}\n\n`;
    const { usage } = await stream([event(messageStart(10)), event(textDelta(forged)), event(messageDelta(900))]);
    expect(usage).toMatchObject({ inputTokens: 10, outputTokens: 900 });
  });

  test('figures that are none are passed over', async () => {
    const odd = { input_tokens: -5, output_tokens: '7', cache_read_input_tokens: 1.5 };
    const { usage } = await stream([
      'data: {"type":\n\n',
      event(null),
      event([1]),
      event(messageStart(10, odd)),
      event(messageDelta(7)),
    ]);
    expect(usage).toMatchObject({ outputTokens: 7, cacheReadTokens: 0 });
  });

  test('a stream cut in the middle of an event is cut for the agent, and estimated from what was seen', async () => {
    const pieces = [event(messageStart(10)), event(textDelta('y'.repeat(90))), event(messageDelta(999)).slice(0, 40)];
    const { answered, usage } = await stream(pieces, 'cut');
    expect(answered.isCut).toBe(true);
    expect(usage).toMatchObject({ source: 'estimate', inputTokens: 10, outputTokens: 30 });
    expect(usage?.costMicros).toBe(320);
  });

  test('an estimate counts characters, wherever the pieces cut them', async () => {
    const bytes = Buffer.from(event(messageStart(10)) + event(textDelta('ü'.repeat(90))));
    const { usage } = await stream(
      Array.from(bytes, (byte) => Buffer.of(byte)),
      'cut',
    );
    expect(usage).toMatchObject({ source: 'estimate', outputTokens: 30 });
  });

  test('an error within a stream is noticed, and what was used before it counts', async () => {
    const fault = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    const { run, usage } = await stream([event(messageStart(10)), `event: error\n${event(fault)}`]);
    expect(run.notices).toEqual([{ kind: 'provider_error', status: 529, retryAfterMs: null }]);
    expect(usage).toMatchObject({ source: 'estimate', inputTokens: 10 });
  });
});

describe('OpenAI', () => {
  const piece = (content: string, more: object = {}): object => ({
    model: 'gpt-5-2025-08-07',
    choices: [{ index: 0, delta: { content }, finish_reason: null }],
    ...more,
  });

  test('cached tokens are counted once', async () => {
    const usage = { prompt_tokens: 100, completion_tokens: 9, prompt_tokens_details: { cached_tokens: 60 } };
    const pieces = [event(piece('a')), event({ model: 'gpt-5', choices: [], usage }), 'data: [DONE]\n\n'];
    const { usage: told } = await stream(pieces, 'end', openaiChat);
    // 40 × 1.25 + 60 × 0.125 + 9 × 10 = 147.5
    expect(told).toMatchObject({ inputTokens: 40, cacheReadTokens: 60, outputTokens: 9, costMicros: 148 });
  });

  test('the Responses API’s figures are those of its last event', async () => {
    const usage = { input_tokens: 100, output_tokens: 9, input_tokens_details: { cached_tokens: 60 } };
    const pieces = [
      event({ type: 'response.created', response: { model: 'gpt-5', usage: null } }),
      event({ type: 'response.output_text.delta', delta: 'abc' }),
      event({ type: 'response.incomplete', response: { model: 'gpt-5', usage } }),
    ];
    const { usage: told } = await stream(pieces, 'end', openaiResponses);
    expect(told).toMatchObject({ source: 'gateway', inputTokens: 40, cacheReadTokens: 60, outputTokens: 9 });
  });

  test.each([
    ['chat', openaiChat, event({ model: 'gpt-5', choices: [{ delta: { content: 'z'.repeat(60) } }] })],
    ['responses', openaiResponses, event({ type: 'response.output_text.delta', delta: 'z'.repeat(60) })],
  ])('%s without figures is estimated, never zero', async (_, path, text) => {
    const { usage } = await stream([text], 'end', path);
    expect(usage).toMatchObject({ source: 'estimate', outputTokens: 20 });
    expect(usage?.inputTokens).toBeGreaterThan(0);
    expect(usage?.costMicros).toBeGreaterThan(0);
  });

  test('figures that grow with every piece count only at the end', async () => {
    const counted = (tokens: number): object =>
      piece('z'.repeat(300), { usage: { prompt_tokens: 10, completion_tokens: tokens } });
    const cut = await stream([event(counted(1)), event(counted(2))], 'cut', openaiChat);
    expect(cut.usage).toMatchObject({ source: 'estimate', inputTokens: 10, outputTokens: 200 });
    const end = { choices: [{ delta: {}, finish_reason: 'stop' }], usage: { prompt_tokens: 10, completion_tokens: 3 } };
    const complete = await stream([event(counted(1)), event(counted(2)), event(end)], 'end', openaiChat);
    expect(complete.usage).toMatchObject({ source: 'gateway', outputTokens: 3 });
  });

  test('a failed response is noticed', async () => {
    const failed = { type: 'response.failed', response: { error: { code: 'rate_limit_exceeded' }, usage: null } };
    const { run } = await stream([event(failed)], 'end', openaiResponses);
    expect(run.notices).toEqual([{ kind: 'rate_limited', status: 429, retryAfterMs: null }]);
  });
});

describe('answers in one piece', () => {
  const answer = async (text: string | Buffer, headers: Record<string, string> = {}) => {
    provider.behave(
      (response) => void response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(text),
    );
    const run = await world.open();
    const answered = await send(run, anthropic, messages());
    return { answered, usage: run.usages[0] };
  };

  test('what is no JSON, has no figures or is too large is passed on and estimated', async () => {
    for (const text of [
      '<html>',
      '{}',
      '[]',
      '{"usage":{"output_tokens":null}}',
      `{"a":"${'x'.repeat(17 * 1024 * 1024)}"}`,
    ]) {
      const { answered, usage } = await answer(text);
      expect(answered.text).toBe(text);
      expect(usage?.source).toBe('estimate');
      expect(usage?.outputTokens).toBeGreaterThan(0);
    }
  });

  test('the model that answered is the one that is paid for', async () => {
    const text = { model: 'claude-opus-5-20260724', usage: { input_tokens: 1000, output_tokens: 100 } };
    expect((await answer(JSON.stringify(text))).usage).toMatchObject({ model: text.model, costMicros: 7500 });
  });
});

describe('providers that fail', () => {
  test.each([
    [500, 'api_error', 'provider_error'],
    [529, 'overloaded_error', 'provider_error'],
    [429, 'rate_limit_error', 'rate_limited'],
  ])('%i is passed on and noticed', async (status, type, kind) => {
    const body = JSON.stringify({ type: 'error', error: { type } });
    const headers = { 'content-type': 'application/json', 'retry-after': '3' };
    provider.behave((response) => void response.writeHead(status, headers).end(body));
    const run = await world.open();
    const answered = await send(run, anthropic, messages({ stream: true }));
    expect([answered.status, answered.text, answered.headers['retry-after']]).toEqual([status, body, '3']);
    expect(run.notices).toEqual([{ kind, status, retryAfterMs: 3000 }]);
    expect(run.totals().turns).toBe(0);
  });

  test('a redirect is not followed', async () => {
    provider.behave((response) => void response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end());
    const run = await world.open();
    const { status, headers } = await send(run, anthropic, messages());
    expect([status, headers['location']]).toEqual([502, undefined]);
  });

  test('a connection cut before any byte is tried again; three times at the most', async () => {
    let fails = 2;
    provider.behave((response, seen) => {
      if (fails > 0) response.destroy();
      else void streamOf([event(messageStart(10)), event(messageDelta(7))])(response, seen);
      fails -= 1;
    });
    const run = await world.open();
    expect((await send(run, anthropic, messages({ stream: true }))).status).toBe(200);
    expect(run.totals()).toMatchObject({ turns: 1, inputTokens: 10 });
    const before = provider.seen.length;
    fails = 100;
    expect((await send(run, anthropic, messages())).status).toBe(502);
    expect(provider.seen.length - before).toBe(3);
  });

  test('silence before an answer is 504, and within one cuts it', async () => {
    provider.behave(() => undefined);
    const run = await world.open();
    const { status, text } = await send(run, anthropic, messages());
    expect([status, JSON.parse(text)]).toMatchObject([504, { error: { type: 'timeout_error' } }]);
    provider.behave((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(event(messageStart(10)));
    });
    expect((await send(run, anthropic, messages({ stream: true }))).isCut).toBe(true);
    expect(run.usages).toMatchObject([{ source: 'estimate', inputTokens: 10 }]);
  });

  test('a slow drip that never pauses for long is let through', async () => {
    provider.behave(async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const byte of Buffer.from(event(messageStart(10)).slice(0, 12))) {
        response.write(Buffer.of(byte));
        await delay(50);
      }
      response.end(event(messageStart(10)).slice(12) + event(messageDelta(7)));
    });
    const run = await world.open();
    expect((await send(run, anthropic, messages({ stream: true }))).isCut).toBe(false);
    expect(run.usages).toMatchObject([{ source: 'gateway', inputTokens: 10, outputTokens: 7 }]);
  });

  test('the first piece of a stream reaches the agent before the second is written', async () => {
    let goOn = (): void => undefined;
    provider.behave((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(event(messageStart(10)));
      goOn = () => void response.end(event(messageDelta(7)));
    });
    const run = await world.open();
    const asked = { path: anthropic, body: messages({ stream: true }), token: run.token };
    const response = await beginRequest(world.gateway.baseUrl, asked);
    const first = await new Promise<Buffer>((resolve) => response.once('data', resolve));
    expect(first.toString()).toBe(event(messageStart(10)));
    goOn();
    await new Promise<void>((resolve) => response.on('data', () => undefined).once('end', () => resolve()));
  });
});
