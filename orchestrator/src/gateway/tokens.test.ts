import { mkdir, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ask, beginRequest, bothAt, messages, openGatewayWorld, realKey } from './testing/gateway-world.ts';
import type { Answered, Asked, GatewayWorld } from './testing/gateway-world.ts';
import { event, messageDelta, messageStart, openRawProvider, streamOf, textDelta } from './testing/raw-provider.ts';
import type { RawProvider } from './testing/raw-provider.ts';

let provider: RawProvider;
let world: GatewayWorld;
let sockets = 0;

beforeAll(async () => {
  provider = await openRawProvider();
  world = await openGatewayWorld(bothAt(provider.baseUrl));
});
beforeEach(() => provider.behave(streamOf([event(messageStart(10)), event(messageDelta(5))])));
afterAll(async () => {
  await world.close();
  await provider.close();
});

const newSocket = (): string => join(world.root, `run-${(sockets += 1)}`, 'model.sock');
const path = '/anthropic/v1/messages';
const send = (asked: Partial<Asked>): Promise<Answered> =>
  ask(world.gateway.baseUrl, { path, body: messages({ stream: true }), ...asked });

test('a run’s own socket is for its user only, and serves like the port', async () => {
  const run = await world.open({ socketPath: newSocket() });
  const socketPath = run.socketPath ?? '';
  expect((await stat(socketPath)).mode & 0o777).toBe(0o600);
  expect((await stat(dirname(socketPath))).mode & 0o777).toBe(0o700);
  expect((await send({ socketPath, token: run.token })).status).toBe(200);
  expect((await send({ token: run.token })).status).toBe(200);
  expect(run.totals().turns).toBe(2);
  await run.close();
  await expect(stat(socketPath)).rejects.toThrow('ENOENT');
});

test('a path that no socket can have is refused with its length', async () => {
  const socketPath = join(world.root, 'x'.repeat(120), 'model.sock');
  await expect(world.open({ socketPath })).rejects.toMatchObject({
    code: 'INVALID',
    message: expect.stringMatching(/107 bytes.*has \d+/) as string,
  });
});

test('a folder that others may enter, and a socket that another run has, are refused', async () => {
  const open = join(world.root, 'open');
  await mkdir(open, { mode: 0o755 });
  await expect(world.open({ socketPath: join(open, 'model.sock') })).rejects.toMatchObject({ code: 'INVALID' });
  const socketPath = newSocket();
  const run = await world.open({ socketPath });
  await expect(world.open({ socketPath })).rejects.toMatchObject({ code: 'CONFLICT' });
  expect((await send({ socketPath, token: run.token })).status).toBe(200);
});

test('no token, a wrong one, another run’s and a revoked one are 401 and reach no provider', async () => {
  const [run, other, gone] = await Promise.all([
    world.open({ socketPath: newSocket() }),
    world.open({ socketPath: newSocket() }),
    world.open(),
  ]);
  gone.revoke();
  const before = provider.seen.length;
  const socketPath = run.socketPath ?? '';
  const attempts: Partial<Asked>[] = [
    {},
    { token: 'sk-ant-something' },
    { token: `${run.token.slice(0, -1)}${run.token.endsWith('A') ? 'B' : 'A'}` },
    { token: run.token.toUpperCase() },
    { token: gone.token },
    { headers: { authorization: `Bearer ${gone.token}` } },
    { socketPath, token: other.token },
    { socketPath },
  ];
  for (const attempt of attempts) {
    const { status, text, headers } = await send(attempt);
    expect([status, headers['x-should-retry']]).toEqual([401, 'false']);
    expect(JSON.parse(text)).toMatchObject({ type: 'error', error: { type: 'authentication_error' } });
  }
  const openai = await send({ path: '/openai/v1/responses' });
  expect(JSON.parse(openai.text)).toMatchObject({ error: { code: 'invalid_api_key' } });
  expect(provider.seen.length).toBe(before);
  expect(run.totals().turns).toBe(0);
});

test('a credential that is not ours does not hide the token beside it', async () => {
  const run = await world.open();
  const headers = { 'x-api-key': 'sk-of-somebody', authorization: `Bearer ${run.token}` };
  expect((await send({ headers })).status).toBe(200);
});

test('revoking cuts open streams at once, here and at the provider, and counts what was seen', async () => {
  provider.behave((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(event(messageStart(10)) + event(textDelta('x'.repeat(300))));
  });
  for (const socketPath of [undefined, newSocket()]) {
    const run = await world.open(socketPath === undefined ? {} : { socketPath });
    const cutBefore = provider.cut;
    const asked = { path, body: messages({ stream: true }), token: run.token };
    const stream = await beginRequest(
      world.gateway.baseUrl,
      socketPath === undefined ? asked : { ...asked, socketPath },
    );
    await new Promise<void>((resolve) => stream.once('data', () => resolve()));
    const ended = new Promise<number>((resolve) => stream.once('error', () => resolve(performance.now())));
    const revokedAt = performance.now();
    run.revoke();
    expect((await ended) - revokedAt).toBeLessThan(1000);
    await expect.poll(() => provider.cut).toBe(cutBefore + 1);
    await run.close();
    expect(run.usages).toMatchObject([{ source: 'estimate', inputTokens: 10, outputTokens: 100 }]);
  }
});

test('revoking ends requests that wait for an answer or for room in the budget', async () => {
  provider.behave(() => undefined);
  const run = await world.open({ limits: { turns: 1 } });
  const pending = [1, 2, 3].map(() => send({ token: run.token }).catch((error: Error) => error.message));
  const before = provider.seen.length;
  await expect.poll(() => provider.seen.length).toBe(before + 1);
  run.revoke();
  expect(await Promise.all(pending)).toEqual(['socket hang up', 'socket hang up', 'socket hang up']);
  await run.close();
  // The provider had the request: that cannot have cost nothing.
  expect(run.usages).toHaveLength(1);
  expect(run.usages[0]).toMatchObject({ source: 'estimate' });
  expect(run.usages[0]?.inputTokens).toBeGreaterThan(0);
});

test('an agent that hangs up ends the provider’s work', async () => {
  provider.behave((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(event(messageStart(10)));
  });
  const run = await world.open();
  const cutBefore = provider.cut;
  const stop = new AbortController();
  const asked = { path, body: messages({ stream: true }), token: run.token };
  const stream = await beginRequest(world.gateway.baseUrl, asked, stop.signal);
  stream.on('error', () => undefined);
  stop.abort();
  await expect.poll(() => provider.cut).toBe(cutBefore + 1);
  await expect.poll(() => run.usages.length).toBe(1);
});

test('the real key leaves with nothing, also where a provider quotes it', async () => {
  provider.behave((response, { headers }) => {
    response.writeHead(400, {
      'content-type': 'application/json',
      'x-request-id': `of ${String(headers['x-api-key'])}`,
    });
    response.end(JSON.stringify({ error: { message: `bad key ${String(headers['x-api-key'])}` } }));
  });
  const run = await world.open();
  const quoted = await send({ token: run.token });
  expect(quoted.status).toBe(400);
  expect(quoted.text).toContain('[redacted]');
  provider.behave((response) => void response.writeHead(401).end(`the key ${realKey} was revoked`));
  const refused = await send({ token: run.token });
  expect([refused.status, refused.headers['x-wheelhouse-code']]).toEqual([502, 'AUTH_REQUIRED']);
  for (const { text, headers } of [quoted, refused]) expect(text + JSON.stringify(headers)).not.toContain(realKey);
  expect(provider.seen.at(-1)?.headers['x-api-key']).toBe(realKey);
  expect(JSON.stringify(provider.seen)).not.toContain(run.token);
  expect(run.notices).toEqual([{ kind: 'provider_error', status: 401, retryAfterMs: null }]);
  expect(world.log.join('\n')).not.toContain(realKey);
});

test('what costs nothing is passed on, also at a limit, and counts as nothing', async () => {
  const run = await world.open({ limits: { turns: 1 } });
  await send({ token: run.token });
  expect((await send({ token: run.token })).status).toBe(402);
  provider.behave((response, { method, url, body }) => void response.end(`${method} ${url} ${body}`));
  const asked: readonly (readonly [string, string, string?])[] = [
    ['GET', '/anthropic/v1/models?limit=5'],
    ['GET', '/openai/v1/models'],
    ['POST', '/anthropic/v1/messages/count_tokens', '{"model":"m"}'],
  ];
  const texts: string[] = [];
  for (const [method, at, body] of asked) {
    const free = { path: at, method, token: run.token, ...(body === undefined ? {} : { body }) };
    texts.push((await ask(world.gateway.baseUrl, free)).text);
  }
  expect(texts).toEqual(['GET /v1/models?limit=5 ', 'GET /v1/models ', 'POST /v1/messages/count_tokens {"model":"m"}']);
  expect(run.totals().turns).toBe(1);
});

test('keys are read again after a minute, and after a provider refused one', async () => {
  let now = 0;
  let reads = 0;
  const other = await openGatewayWorld(
    {},
    {
      now: () => now,
      providers: () => {
        reads += 1;
        return Promise.resolve(bothAt(provider.baseUrl));
      },
    },
  );
  const run = await other.open();
  const next = (): Promise<Answered> =>
    ask(other.gateway.baseUrl, { path, body: messages({ stream: true }), token: run.token });
  await next();
  expect(reads).toBe(1);
  now += 60_001;
  await next();
  expect(reads).toBe(2);
  provider.behave((response) => void response.writeHead(401).end());
  await next();
  await next();
  expect(reads).toBe(3);
  await other.close();
});

test('a request that is too large is refused without being kept', async () => {
  const run = await world.open();
  const before = provider.seen.length;
  const big = await send({ token: run.token, body: messages({ filler: 'x'.repeat(33 * 1024 * 1024) }) });
  expect(big.status).toBe(413);
  expect(JSON.parse(big.text)).toMatchObject({ error: { type: 'request_too_large' } });
  expect(provider.seen.length).toBe(before);
});

test('an address at which nobody listens is tried three times and told as 502', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const nobody = await openGatewayWorld(bothAt(`http://127.0.0.1:${port}`));
  const run = await nobody.open();
  const { status, text } = await ask(nobody.gateway.baseUrl, { path, body: messages(), token: run.token });
  expect([status, run.totals().turns]).toEqual([502, 0]);
  expect(text).toContain('ECONNREFUSED');
  expect(run.notices).toEqual([{ kind: 'provider_error', status: 502, retryAfterMs: null }]);
  await nobody.close();
});
