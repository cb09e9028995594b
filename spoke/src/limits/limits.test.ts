import { newId } from '@wheelhouse/protocol';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFixture, type Answer, type Fixture } from '../testing/fixture.ts';

// Of the day, so that no test runs while a window ends (but once a day).
const tiers = { enterprise: { perMinute: 100_000, perDay: 50 } };
let fixture: Fixture;
let admin: pg.Client;

beforeAll(async () => {
  fixture = await openFixture({ hub: false, deps: { tiers } });
  admin = new pg.Client({ connectionString: fixture.database.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await fixture.close();
});

const forget = (): Promise<unknown> => admin.query('DELETE FROM rate_windows');
const look = (): Promise<Answer> => fixture.api('GET', '/api/v1/agents');

test('AUTH-10: of 400 requests, half of them at a server whose clock is a minute ahead, exactly 50 pass', async () => {
  const first = await Promise.all(Array.from({ length: 200 }, look));
  await fixture.restart({ now: () => Date.now() + 60_000 });
  const second = await Promise.all(Array.from({ length: 200 }, look));
  await fixture.restart();
  const answers = [...first, ...second];
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(50);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(350);
}, 120_000);

test('a refusal says how long to wait; kills and status are never refused by a tier', async () => {
  await forget();
  const answers: Answer[] = [];
  for (let sent = 0; sent < 51; sent += 1) answers.push(await look());
  expect(answers[0]?.headers.get('x-ratelimit-limit')).toBe('50');
  expect(answers[0]?.headers.get('x-ratelimit-remaining')).toBe('49');
  const refused = answers.at(-1);
  expect([refused?.status, refused?.error?.code]).toEqual([429, 'RATE_LIMITED']);
  expect(refused?.headers.get('x-ratelimit-remaining')).toBe('0');
  const wait = Number(refused?.headers.get('retry-after'));
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(86_400);
  const reset = Number(refused?.headers.get('x-ratelimit-reset')) * 1_000;
  expect(Math.abs(reset - (Date.now() + wait * 1_000))).toBeLessThan(3_000);
  const runId = newId(Date.now());
  for (const verb of ['kill', 'status']) {
    expect((await fixture.api('POST', `/api/v1/runs/${runId}/${verb}`, {})).status).toBe(404);
  }
}, 60_000);

test('AUTH-11: where nothing can be counted, signing in fails closed, health and known callers pass', async () => {
  await admin.query('REVOKE EXECUTE ON FUNCTION wheelhouse_take(text, integer, bigint, integer) FROM wheelhouse_app');
  try {
    const signIn = await fixture.api('POST', '/api/v1/auth/sign-in', { email: 'ada@example.test', password: 'x' });
    expect([signIn.status, signIn.error?.code]).toEqual([503, 'UNAVAILABLE']);
    const code = await fixture.api('POST', '/api/v1/auth/email-code', { email: 'ada@example.test' });
    expect(code.status).toBe(503);
    expect((await fixture.api('GET', '/healthz')).status).toBe(200);
    expect((await look()).status).toBe(200);
  } finally {
    await admin.query('GRANT EXECUTE ON FUNCTION wheelhouse_take(text, integer, bigint, integer) TO wheelhouse_app');
  }
});
