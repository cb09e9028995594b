import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callerFor, openFixture, type Answer, type Caller, type Fixture } from '../testing/fixture.ts';
import { until } from '../testing/until.ts';

let fixture: Fixture;
let admin: pg.Client;

beforeAll(async () => {
  fixture = await openFixture({ hub: false });
  admin = new pg.Client({ connectionString: fixture.database.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await fixture.close();
});

const withKey = (key: unknown): Caller => callerFor(() => fixture.spoke.url, String(key));
const look = (key: unknown): Promise<Answer> => withKey(key)('GET', '/api/v1/agents');
const make = (body: object = {}, caller = fixture.api): Promise<Answer> => caller('POST', '/api/v1/keys', body);

test('AUTH-08: a key is shown once; a wrong checksum or secret, a revoked and an expired key are all nobody', async () => {
  const made = await make({ name: 'Once', permissions: ['agents:read'] });
  expect(made.status, made.text).toBe(201);
  const key = made.data['key'] as string;
  expect((await look(key)).status).toBe(200);
  expect((await withKey(key)('POST', '/api/v1/runs', { agent: 'echo' })).error?.code).toBe('NOT_AUTHORIZED');
  const turned = (at: number): string => key.slice(0, at) + (key.at(at) === 'A' ? 'B' : 'A') + key.slice(at + 1);
  for (const wrong of [turned(key.length - 1), turned(30)]) expect((await look(wrong)).status).toBe(401);
  const listed = await fixture.api('GET', '/api/v1/keys');
  expect(listed.text).not.toContain(key);
  expect(listed.text).toContain(made.data['prefix'] as string);
  const dump = await admin.query<{ hits: string }>(
    `SELECT count(*) AS hits FROM api_keys k, audit_log a WHERE k::text LIKE $1 OR a::text LIKE $1`,
    [`%${key.slice(19, 62)}%`],
  );
  expect(dump.rows[0]?.hits).toBe('0');
  expect((await fixture.api('DELETE', `/api/v1/keys/${String(made.data['id'])}`)).status).toBe(200);
  expect((await look(key)).status).toBe(401);
  const short = await make({ expiresAt: Date.now() + 1_500 });
  await until('the key has expired', async () => (await look(short.data['key'])).status === 401);
  expect((await make({ expiresAt: Date.now() - 1 })).status).toBe(400);
});

test('a key never gives more than its maker holds, and a narrowed key makes no wider one', async () => {
  const narrow = await make({ permissions: ['agents:read', 'keys:create'] });
  const caller = withKey(narrow.data['key']);
  expect((await make({ permissions: ['runs:create'] }, caller)).error?.code).toBe('NOT_AUTHORIZED');
  const next = await make({}, caller);
  expect(next.data['permissions']).toEqual(['agents:read', 'keys:create']);
  const wide = await make();
  const taken = await caller('POST', `/api/v1/keys/${String(wide.data['id'])}/rotate`, {});
  expect(taken.data['permissions']).not.toContain('runs:create');
  expect((await make({ permissions: ['no:such'] })).status).toBe(400);
  expect((await make({ permissions: [] })).status).toBe(400);
});

test('a rotated key holds beside the new one for the overlap only, and is rotated once', async () => {
  const old = await make({ name: 'Turning' });
  const path = `/api/v1/keys/${String(old.data['id'])}/rotate`;
  const answers = await Promise.all([1, 2].map(() => fixture.api('POST', path, { overlapMs: 2_000 })));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
  const next = answers.find(({ status }) => status === 201)?.data['key'];
  await until('the old key is over', async () => (await look(old.data['key'])).status === 401);
  expect((await look(next)).status).toBe(200);
});

test('a service account reads by default, is held to its own limit, rotates and ends', async () => {
  const path = '/api/v1/service-accounts';
  const made = await fixture.api('POST', path, { name: 'ci' });
  expect(made.status, made.text).toBe(201);
  expect(made.data['rateLimitPerMinute']).toBe(1_000);
  const seen = await look(made.data['key']);
  expect([seen.status, seen.headers.get('x-ratelimit-limit')]).toEqual([200, '1000']);
  expect((await withKey(made.data['key'])('POST', '/api/v1/runs', { agent: 'echo' })).status).toBe(404);
  expect((await fixture.api('POST', path, { name: 'ci' })).status).toBe(409);
  const one = `${path}/${String(made.data['id'])}`;
  const updated = await fixture.api('PATCH', one, { rateLimitPerMinute: 2 });
  expect(updated.data['rateLimitPerMinute']).toBe(2);
  expect((await look(made.data['key'])).headers.get('x-ratelimit-limit')).toBe('2');
  const rotated = await fixture.api('POST', `${one}/rotate`, { overlapMs: 0 });
  expect(rotated.status, rotated.text).toBe(201);
  expect((await look(made.data['key'])).status).toBe(401);
  expect((await fixture.api('DELETE', one)).status).toBe(200);
  expect((await look(rotated.data['key'])).status).toBe(401);
  expect((await fixture.api('GET', one)).data['revokedAt']).not.toBeNull();
});
