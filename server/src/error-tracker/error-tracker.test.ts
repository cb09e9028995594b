import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { buildHttp } from '../http.ts';
import { createLogger } from '../logger.ts';
import { openOperations } from '../operations.ts';
import { noErrorTracker, openErrorTracker } from './error-tracker.ts';
import { redact } from './redact.ts';

interface Received {
  readonly url: string;
  readonly text: string;
}

const logger = createLogger({ name: 'test', level: 'silent' });
const received: Received[] = [];
let server: Server;
let dsn: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => (text += part));
    request.on('end', () => {
      received.push({ url: request.url ?? '', text });
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  dsn = `http://publickey@127.0.0.1:${(server.address() as AddressInfo).port}/42`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const canary = 'canary7f3a9e2b5c8d1f4a6e9b2c5d';

test('a fault of our own reaches the tracker with code, message, stack, request id and route, and nothing else', async () => {
  process.env['WH_TEST_CANARY'] = canary;
  const operations = await openOperations({ errorDsn: dsn }, { service: 'wheelhouse-test', version: '1.2.3', logger });
  const app = await buildHttp({
    logger,
    name: 'test',
    title: 'Test',
    version: '0',
    readiness: () => Promise.resolve({ ok: true, checks: {} }),
    operations,
  });
  app.post(
    '/break/:id',
    { schema: { body: z.strictObject({ password: z.string() }) }, config: { permission: 'public' } },
    () => {
      throw new TypeError(`it broke at postgresql://app:${canary}@db/x with Bearer ${canary} of ada@example.test`);
    },
  );
  app.get('/refuse', { config: { permission: 'public' } }, () => {
    throw Object.assign(new Error('no such thing'), { statusCode: 404 });
  });
  const answer = await app.inject({
    method: 'POST',
    url: `/break/${canary}?key=${canary}`,
    headers: {
      authorization: `Bearer ${canary}`,
      cookie: `a=${canary}`,
      'user-agent': canary,
      'x-request-id': 'req-1',
    },
    payload: { password: canary },
  });
  expect(answer.statusCode).toBe(500);
  expect((await app.inject({ url: '/refuse' })).statusCode).toBe(404);
  await app.close();
  await operations.close();

  expect(received).toHaveLength(1);
  const [{ url, text } = { url: '', text: '' }] = received;
  expect(url).toMatch(/^\/api\/42\/envelope\/\?.*sentry_key=publickey/);
  expect(text).not.toContain(canary);
  expect(text).not.toContain('ada@');
  const [, header, body] = text.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(header).toMatchObject({ type: 'event' });
  expect(Object.keys(body ?? {}).toSorted()).toEqual(
    ['event_id', 'exception', 'level', 'platform', 'release', 'tags', 'timestamp'].toSorted(),
  );
  expect(body?.['release']).toBe('wheelhouse-test@1.2.3');
  expect(body?.['tags']).toEqual({
    code: 'INTERNAL',
    service: 'wheelhouse-test',
    route: '/break/:id',
    requestId: 'req-1',
  });
  const { values } = (body ?? {})['exception'] as {
    values: { type: string; value: string; stacktrace: { frames: object[] } }[];
  };
  expect(values).toHaveLength(1);
  expect(values[0]).toMatchObject({
    type: 'TypeError',
    value: 'it broke at postgresql://***@db/x with Bearer *** of ***',
  });
  const frames = values[0]?.stacktrace.frames ?? [];
  expect(frames.at(-1)).toMatchObject({ filename: expect.stringContaining('error-tracker.test.ts') as string });
  const known = new Set(['filename', 'function', 'lineno', 'colno', 'in_app']);
  for (const frame of frames) expect(Object.keys(frame).filter((key) => !known.has(key))).toEqual([]);
});

test('without a DSN nothing is loaded or sent; a wrong one is refused at the start', async () => {
  expect(await openErrorTracker({ service: 's', version: '1' })).toBe(noErrorTracker);
  await expect(openErrorTracker({ dsn: 'http://nowhere', service: 's', version: '1' })).rejects.toThrow(/WH_ERROR_DSN/);
});

test('a tracker that is away costs nobody anything', async () => {
  const tracker = await openErrorTracker({ dsn: 'http://key@127.0.0.1:9/1', service: 's', version: '1' });
  tracker.report(new Error('lost'), { code: 'INTERNAL' });
  tracker.report('not even an error', { code: 'INTERNAL' });
  await expect(tracker.close()).resolves.toBeUndefined();
});

test.each([
  ['password: hunter2 was wrong', 'password: *** was wrong'],
  ['key wh_live_abcDEF123_x is revoked', 'key wh_live_*** is revoked'],
  ['run 0190b5f2-7c1e-7a3b-8f00-0123456789ab is gone', 'run 0190b5f2-7c1e-7a3b-8f00-0123456789ab is gone'],
  ['SomeVeryLongIdentifierWithoutDigits failed', 'SomeVeryLongIdentifierWithoutDigits failed'],
  ['token eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0', 'token ***'],
])('%s is told as %s', (text, told) => {
  expect(redact(text)).toBe(told);
});
