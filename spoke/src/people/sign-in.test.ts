import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, signUp, testPassword, codeSentTo, mailsTo } from '../testing/browser.ts';
import { callerFor, openFixture, type Fixture } from '../testing/fixture.ts';

let fixture: Fixture;
let clock = Date.now();
beforeAll(async () => {
  const limits = { perIp: 10_000, perAccountAndIp: 1_000, perAccount: 1_000, mailsPerAddress: 1_000 };
  fixture = await openFixture({ hub: false, deps: { people: { limits }, now: () => clock } });
});
afterAll(() => fixture.close());

const visit = () => openBrowser(() => fixture.spoke.url);

test('signing up makes a personal organization, a default workspace with settings and agent, and its owner', async () => {
  const { browser, user } = await signUp(fixture, 'grace@example.test');
  const me = await browser('GET', '/api/v1/me');
  expect(me.data).toMatchObject({ email: 'grace@example.test', hasPassword: true, secondFactor: false });
  const workspaces = (await browser('GET', '/api/v1/me/workspaces')).data as unknown as Record<string, unknown>[];
  expect(workspaces).toMatchObject([
    { id: user.currentWorkspaceId, name: 'Default', role: 'owner', organization: 'grace', current: true },
  ]);
  const agents = await browser('GET', '/api/v1/agents');
  expect(agents.text).toContain('embedded');
});

test('an address with an account gets the same answer, and a mail that says so', async () => {
  await signUp(fixture, 'known@example.test');
  const wish = { name: 'x', password: testPassword };
  const known = await visit()('POST', '/api/v1/auth/sign-up', { ...wish, email: 'KNOWN@example.test' });
  const unknown = await visit()('POST', '/api/v1/auth/sign-up', { ...wish, email: 'new@example.test' });
  expect([known.status, Object.keys(known.data)]).toEqual([unknown.status, Object.keys(unknown.data)]);
  expect((await mailsTo(fixture, 'known@example.test')).at(-1)?.kind).toBe('sign-up-known');
});

test('AUTH-04: a session ends by signing out, and its token is worth nothing from then on', async () => {
  const { browser } = await signUp(fixture, 'out@example.test');
  const { cookie } = browser;
  expect((await browser('POST', '/api/v1/auth/sign-out')).status).toBe(200);
  expect(browser.cookie).toBe('');
  expect((await visit()('GET', '/api/v1/me', undefined, { cookie })).status).toBe(401);
});

test('AUTH-04: signing in gives a new session, and ends the one the browser showed', async () => {
  const { browser } = await signUp(fixture, 'again@example.test');
  const planted = browser.cookie;
  const answer = await browser('POST', '/api/v1/auth/sign-in', { email: 'again@example.test', password: testPassword });
  expect(answer.data).toMatchObject({ status: 'signed-in' });
  expect(browser.cookie).not.toBe(planted);
  expect((await visit()('GET', '/api/v1/me', undefined, { cookie: planted })).status).toBe(401);
  expect((await browser('GET', '/api/v1/me')).status).toBe(200);
});

test('AUTH-04: a changed password ends every session, and the old one does not sign in any more', async () => {
  const email = 'changed@example.test';
  const { browser } = await signUp(fixture, email);
  const other = visit();
  await other('POST', '/api/v1/auth/sign-in', { email, password: testPassword });
  const wrong = await browser('POST', '/api/v1/auth/password', { current: 'not this', next: 'another long one' });
  expect(wrong.status).toBe(400);
  const { cookie } = browser;
  const right = await browser('POST', '/api/v1/auth/password', { current: testPassword, next: 'another long one' });
  expect(right.status).toBe(200);
  for (const held of [cookie, other.cookie]) {
    expect((await visit()('GET', '/api/v1/me', undefined, { cookie: held })).status).toBe(401);
  }
  expect((await visit()('POST', '/api/v1/auth/sign-in', { email, password: testPassword })).status).toBe(401);
  const again = await visit()('POST', '/api/v1/auth/sign-in', { email, password: 'another long one' });
  expect(again.status).toBe(200);
  expect((await mailsTo(fixture, email)).at(-1)?.kind).toBe('password-changed');
});

test('AUTH-04: a disabled person is out at once, in every session', async () => {
  const { browser, user } = await signUp(fixture, 'disabled@example.test');
  await fixture.spoke.db.withUser(user.id, (tx) =>
    tx.user.update({ where: { id: user.id }, data: { disabledAt: new Date() } }),
  );
  expect((await browser('GET', '/api/v1/me')).status).toBe(401);
  const attempt = { email: 'disabled@example.test', password: testPassword };
  expect((await visit()('POST', '/api/v1/auth/sign-in', attempt)).status).toBe(401);
});

test('a session ends when nobody used it for a week, and after a month whatever happens', async () => {
  const day = 86_400_000;
  const before = clock;
  const { browser } = await signUp(fixture, 'idle@example.test');
  const { browser: busy } = await signUp(fixture, 'busy@example.test');
  clock += 6 * day;
  expect((await busy('GET', '/api/v1/me')).status).toBe(200);
  clock += 1.5 * day;
  expect((await browser('GET', '/api/v1/me')).status).toBe(401);
  for (let week = 0; week < 5; week += 1) {
    clock += 4 * day;
    const { status } = await busy('GET', '/api/v1/me');
    expect(status).toBe(clock - before < 30 * day ? 200 : 401);
  }
  clock = before;
});

test('AUTH-04: what is stored of sessions, passwords and codes does not sign in', async () => {
  const email = 'dump@example.test';
  const { browser } = await signUp(fixture, email);
  const token = browser.cookie.split('=')[1] ?? '';
  await visit()('POST', '/api/v1/auth/sign-up', { email: 'pending@example.test', name: 'p', password: testPassword });
  const code = await codeSentTo(fixture, 'pending@example.test');
  const admin = new pg.Client({ connectionString: fixture.database.adminUrl });
  await admin.connect();
  try {
    const tables = await admin.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
    );
    const everything: string[] = [];
    for (const { name } of tables.rows) {
      const rows = await admin.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" t`);
      everything.push(...rows.rows.map(({ row }) => row));
    }
    const dump = everything.join('\n');
    expect(dump).toContain(email);
    for (const secret of [token, Buffer.from(token).toString('hex'), testPassword, `"code":"${code}"`]) {
      expect(dump).not.toContain(secret);
    }
    expect(dump).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  } finally {
    await admin.end();
  }
});

test('a person may be in several workspaces: the header names one, and a foreign one does not exist', async () => {
  const { browser, user } = await signUp(fixture, 'several@example.test');
  const foreign = fixture.own.workspaceId;
  const own = user.currentWorkspaceId ?? '';
  expect((await browser('GET', '/api/v1/runs', undefined, { 'x-workspace-id': own })).status).toBe(200);
  const random = '00000000-0000-7000-8000-000000000000';
  const answers = await Promise.all(
    [foreign, random, 'nonsense'].map((id) => browser('GET', '/api/v1/runs', undefined, { 'x-workspace-id': id })),
  );
  expect(answers.map(({ status, error }) => [status, error?.code])).toEqual(Array(3).fill([404, 'NOT_AUTHORIZED']));
  const byKey = await fixture.api('GET', '/api/v1/runs', undefined, { 'x-workspace-id': own });
  expect(byKey.status).toBe(404);
});

test('my sessions are listed, and another one can be ended; a key may not', async () => {
  const email = 'list@example.test';
  const { browser } = await signUp(fixture, email);
  const other = visit();
  await other('POST', '/api/v1/auth/sign-in', { email, password: testPassword });
  const sessions = (await browser('GET', '/api/v1/me/sessions')).data as unknown as { id: string; current: boolean }[];
  expect(sessions.map(({ current }) => current)).toEqual(expect.arrayContaining([false, true]));
  const id = sessions.find(({ current }) => !current)?.id ?? '';
  expect((await fixture.api('DELETE', `/api/v1/me/sessions/${id}`)).status).toBe(401);
  expect((await browser('DELETE', `/api/v1/me/sessions/${id}`)).status).toBe(200);
  expect((await browser('DELETE', `/api/v1/me/sessions/${id}`)).status).toBe(404);
  expect((await other('GET', '/api/v1/me')).status).toBe(401);
});

test('AUTH-09: identity, role and rights in a body are refused, wherever they stand', async () => {
  const { browser, user } = await signUp(fixture, 'body@example.test');
  const planted = {
    userId: fixture.own.ownerId,
    user_id: fixture.own.ownerId,
    workspaceId: fixture.own.workspaceId,
    role: 'owner',
    permissions: ['*'],
    instanceAdmin: true,
    secondFactor: true,
  };
  const bodies: [string, string, Record<string, unknown>][] = [
    ['PATCH', '/api/v1/me', { name: 'still me' }],
    ['POST', '/api/v1/auth/sign-in', { email: 'body@example.test', password: testPassword }],
    ['POST', '/api/v1/auth/sign-up', { email: 'b@example.test', name: 'b', password: testPassword }],
    ['POST', '/api/v1/auth/password', { current: testPassword, next: testPassword }],
  ];
  for (const [method, path, body] of bodies) {
    for (const [key, value] of Object.entries(planted)) {
      expect((await browser(method, path, { ...body, [key]: value })).status, `${path} ${key}`).toBe(400);
    }
  }
  const query = `?userId=${fixture.own.ownerId}&workspaceId=${fixture.own.workspaceId}`;
  expect((await browser('GET', `/api/v1/me${query}`)).data).toMatchObject({ id: user.id, instanceAdmin: false });
});

test('preferences are kept per person, and merged', async () => {
  const { browser } = await signUp(fixture, 'prefs@example.test');
  await browser('PATCH', '/api/v1/me/preferences', { theme: 'dark', wide: true });
  await browser('PATCH', '/api/v1/me/preferences', { wide: null, lang: 'en' });
  expect((await browser('GET', '/api/v1/me/preferences')).data).toEqual({ theme: 'dark', lang: 'en' });
  const { browser: other } = await signUp(fixture, 'prefs2@example.test');
  expect((await other('GET', '/api/v1/me/preferences')).data).toEqual({});
  expect((await callerFor(() => fixture.spoke.url, null)('GET', '/api/v1/me')).status).toBe(401);
});
