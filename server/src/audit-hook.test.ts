import { WheelhouseError } from '@wheelhouse/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { registerAuditHook } from './audit-hook.ts';
import type { AuditFacts } from './audit-rules.ts';
import { markAudited } from './audit-trail.ts';
import { registerAuth, type Caller } from './auth.ts';
import { buildHttp, type HttpServer } from './http.ts';
import { createLogger } from './logger.ts';
import { collectRoutes } from './route-list.ts';

const caller: Caller = {
  kind: 'user',
  principalId: 'p1',
  workspaceId: 'w1',
  permissions: ['things:read', 'things:create'],
  credential: { kind: 'api-key', id: 'k1' },
};
let app: HttpServer;
let written: AuditFacts[];
let now = 0;
let broken = false;

beforeEach(async () => {
  [written, now, broken] = [[], 0, false];
  app = await buildHttp({
    logger: createLogger({ name: 'audit-test', level: 'silent' }),
    name: 'test',
    title: 'test',
    version: '0',
    readiness: () => Promise.resolve({ ok: true, checks: {} }),
  });
  collectRoutes(app);
  await registerAuth(app, { authenticate: (bearer) => Promise.resolve(bearer === 'known-key' ? caller : null) });
  await registerAuditHook(app, {
    now: () => now,
    write: (facts) => {
      if (broken) return Promise.reject(new Error('the store is away'));
      written.push(facts);
      return Promise.resolve();
    },
    onFault: () => undefined,
  });
  const fail = (code: 'NOT_FOUND' | 'RATE_LIMITED' | 'CONFLICT'): never => {
    throw new WheelhouseError(code);
  };
  const reads = { permission: 'things:read' };
  const creates = { permission: 'things:create' };
  app.get('/api/v1/things/:id', { config: reads }, () => fail('NOT_FOUND'));
  app.get('/api/v1/things', { config: reads }, () => ({ data: [] }));
  app.get('/api/v1/secrets', { config: { ...reads, audit: { action: 'secrets.read', reads: true } } }, () => ({}));
  app.get('/api/v1/limited', { config: reads }, () => fail('RATE_LIMITED'));
  app.post('/api/v1/things', { config: creates, schema: { body: z.object({ a: z.string() }) } }, () => ({ data: {} }));
  app.post('/api/v1/things/search', { config: { ...reads, audit: { changesNothing: true } } }, () => ({ data: [] }));
  app.post('/api/v1/things/touch', { config: reads }, () => ({ data: {} }));
  app.post('/api/v1/written', { config: creates }, (request) => {
    markAudited(request, 'accepted');
    return { data: {} };
  });
  app.post('/api/v1/undone', { config: creates }, (request) => {
    markAudited(request, 'accepted');
    return fail('CONFLICT');
  });
  app.post('/api/v1/kept', { config: creates }, (request) => {
    markAudited(request, 'rejected');
    return fail('CONFLICT');
  });
  app.post('/api/v1/replayed', { config: creates }, (_request, reply) => {
    void reply.header('idempotent-replayed', 'true');
    return { data: {} };
  });
  app.delete('/api/v1/things/:id', { config: { permission: 'things:delete' } }, () => ({ data: {} }));
  app.post('/api/v1/open', { config: { permission: 'public' } }, () => fail('CONFLICT'));
});
afterEach(() => app.close());

interface Call {
  readonly key?: string | null;
  readonly body?: object;
  readonly agent?: string;
}

async function call(method: 'GET' | 'POST' | 'DELETE', url: string, { key = 'known-key', body, agent }: Call = {}) {
  const headers = {
    ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    ...(agent === undefined ? {} : { 'user-agent': agent }),
  };
  const answer = await app.inject({ method, url, headers, ...(body === undefined ? {} : { payload: body }) });
  return answer.statusCode;
}

test.each<[string, ['GET' | 'POST' | 'DELETE', string, Call], [string, string, string | null][]]>([
  ['a read', ['GET', '/api/v1/things', {}], []],
  ['a sensitive read', ['GET', '/api/v1/secrets', {}], [['secrets.read', 'accepted', null]]],
  ['a search', ['POST', '/api/v1/things/search', { body: {} }], []],
  ['a change', ['POST', '/api/v1/things', { body: { a: 'b' } }], [['things.create', 'accepted', null]]],
  ['a change by a right to look', ['POST', '/api/v1/things/touch', {}], [['POST /things/touch', 'accepted', null]]],
  ['a change whose row is written', ['POST', '/api/v1/written', {}], []],
  ['a change that failed after its row', ['POST', '/api/v1/undone', {}], [['things.create', 'rejected', 'CONFLICT']]],
  ['a refusal whose row is written', ['POST', '/api/v1/kept', {}], []],
  ['a kept answer', ['POST', '/api/v1/replayed', {}], []],
  ['a change that is misspelt', ['POST', '/api/v1/things', { body: {} }], [['things.create', 'rejected', 'INVALID']]],
  ['what is not there', ['GET', '/api/v1/things/7', {}], [['things.read', 'rejected', 'NOT_FOUND']]],
  ['what is not permitted', ['DELETE', '/api/v1/things/7', {}], [['things.delete', 'rejected', 'NOT_AUTHORIZED']]],
  [
    'a key that does not hold',
    ['GET', '/api/v1/things', { key: 'wrong-key' }],
    [['things.read', 'rejected', 'UNAUTHENTICATED']],
  ],
  ['no key at all', ['GET', '/api/v1/things', { key: null }], []],
  ['a refusal of a public change', ['POST', '/api/v1/open', { key: null }], [['POST /open', 'rejected', 'CONFLICT']]],
  ['a path that is none', ['GET', '/api/v1/nothing', {}], []],
])('%s', async (_what, request, expected) => {
  await call(...request);
  expect(written.map(({ action, verdict, code }) => [action, verdict, code])).toEqual(expected);
});

test('a row has caller, path, id and agent, in text that any store can hold', async () => {
  await call('DELETE', `/api/v1/things/${encodeURIComponent('a\u0000b')}`, { agent: `x${'y'.repeat(400)}` });
  expect(written[0]).toMatchObject({
    caller: { principalId: 'p1', workspaceId: 'w1' },
    resourceKind: 'things',
    resourceId: 'a\uFFFDb',
    detail: { method: 'DELETE', route: '/api/v1/things/:id', status: 404 },
  });
  expect(written[0]?.userAgent).toHaveLength(256);
  expect(written[0]?.requestId).toMatch(/./);
});

test('too many requests: one row a minute, with the count of those that have none', async () => {
  for (let index = 0; index < 5; index += 1) await call('GET', '/api/v1/limited');
  expect(written).toHaveLength(1);
  now += 60_000;
  await call('GET', '/api/v1/limited');
  expect(written[1]?.detail).toMatchObject({ suppressed: 4 });
});

test('a stranger cannot fill the log: over 120 a minute the rest is counted', async () => {
  for (let index = 0; index < 130; index += 1) await call('GET', '/api/v1/things', { key: 'wrong-key' });
  expect(written).toHaveLength(120);
  now += 60_000;
  await call('GET', '/api/v1/things', { key: 'wrong-key' });
  expect(written.at(-1)?.detail).toMatchObject({ suppressed: 10 });
  await call('DELETE', '/api/v1/things/7');
  expect(written).toHaveLength(122);
});

test('where no row can be written the answer leaves all the same', async () => {
  broken = true;
  expect(await call('POST', '/api/v1/things', { body: { a: 'b' } })).toBe(200);
});

test('the route list has every route of the API, with what tests need', () => {
  expect(app.routeList).toContainEqual(
    expect.objectContaining({ method: 'DELETE', url: '/api/v1/things/:id', permission: 'things:delete' }),
  );
  expect(app.routeList.filter((route) => route.method === 'HEAD')).toEqual([]);
});
