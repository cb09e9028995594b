import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, dropTestDatabase } from '@wheelhouse/prisma/testing';
import { createLogger } from '@wheelhouse/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSpoke } from '../spoke.ts';
import { mailsTo, openBrowser, signUp, testPassword, type Browser } from '../testing/browser.ts';
import { openFixture, type Fixture } from '../testing/fixture.ts';
import { createSignInLink } from './setup.ts';

let fixture: Fixture;
let clock = Date.now();
beforeAll(async () => {
  const limits = { perIp: 10_000, perAccountAndIp: 1_000, perAccount: 1_000, mailsPerAddress: 1_000 };
  fixture = await openFixture({ hub: false, deps: { people: { limits }, now: () => clock } });
});
afterAll(() => fixture.close());

const visit = (): Browser => openBrowser(() => fixture.spoke.url);
const tokenIn = (link: string): string => link.split('#')[1] ?? '';

async function askReset(email: string): Promise<string> {
  expect((await visit()('POST', '/api/v1/auth/password/reset', { email })).status).toBe(202);
  const mail = (await mailsTo(fixture, email)).findLast(({ kind }) => kind === 'reset-password');
  return (mail?.data as { token?: string } | undefined)?.token ?? '';
}

const confirm = (token: string, password: string): ReturnType<Browser> =>
  visit()('POST', '/api/v1/auth/password/reset/confirm', { token, password });

test('AUTH-04: a reset sets the password once, ends every session, and opens none', async () => {
  const email = 'reset@example.test';
  const { browser } = await signUp(fixture, email);
  const older = await askReset(email);
  const token = await askReset(email);
  const done = await confirm(token, 'quite another one');
  expect(done.status).toBe(200);
  expect(done.headers.getSetCookie()).toEqual([]);
  expect((await browser('GET', '/api/v1/me')).status).toBe(401);
  expect((await confirm(token, 'once more please')).status).toBe(401);
  expect((await confirm(older, 'an older link here')).status).toBe(401);
  const signIn = (password: string): ReturnType<Browser> =>
    visit()('POST', '/api/v1/auth/sign-in', { email, password });
  expect((await signIn(testPassword)).status).toBe(401);
  expect((await signIn('quite another one')).status).toBe(200);
});

test('a reset holds for an hour, for its purpose, and of many at once for one', async () => {
  const email = 'hour@example.test';
  await signUp(fixture, email);
  const late = await askReset(email);
  clock += 60 * 60_000;
  expect((await confirm(late, 'too late by far')).status).toBe(401);
  const token = await askReset(email);
  expect((await visit()('POST', '/api/v1/auth/link', { token })).status).toBe(401);
  const answers = await Promise.all([1, 2, 3, 4].map((step) => confirm(token, `new password ${step}`)));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401, 401, 401]);
});

test('a reset for an unknown address is answered alike and mailed to nobody', async () => {
  const answer = await visit()('POST', '/api/v1/auth/password/reset', { email: 'ghost@example.test' });
  expect([answer.status, answer.data]).toEqual([202, {}]);
  expect(await mailsTo(fixture, 'ghost@example.test')).toEqual([]);
});

test('who has the store can make a link that signs a person in, once', async () => {
  const { user } = await signUp(fixture, 'linked@example.test');
  const wish = { userId: user.id, publicUrl: fixture.spoke.url, now: clock };
  const link = await createSignInLink(fixture.spoke.db, wish);
  const browser = visit();
  expect((await browser('POST', '/api/v1/auth/link', { token: tokenIn(link) })).data).toMatchObject({
    status: 'signed-in',
    user: { id: user.id },
  });
  expect((await visit()('POST', '/api/v1/auth/link', { token: tokenIn(link) })).status).toBe(401);
});

test('who bootstraps an instance runs it', async () => {
  const { ownerId, workspaceId } = fixture.own;
  const link = await createSignInLink(fixture.spoke.db, { userId: ownerId, publicUrl: '', now: clock });
  const browser = visit();
  const answer = await browser('POST', '/api/v1/auth/link', { token: tokenIn(link) });
  expect(answer.data).toMatchObject({ user: { instanceAdmin: true, currentWorkspaceId: workspaceId } });
  expect((await browser('GET', '/api/v1/dev/outbox')).status).toBe(200);
});

test('an instance that nobody uses prints a link; the first to follow it runs the instance, and nobody after', async () => {
  const database = await createTestDatabase('spoke');
  const dir = await mkdtemp(join(tmpdir(), 'wh-setup-'));
  const config = {
    name: 'fresh',
    host: '127.0.0.1',
    port: 0,
    databaseUrl: database.databaseUrl,
    databaseOwnerUrl: database.databaseOwnerUrl,
    instanceDir: dir,
    orchestrator: 'none',
    concurrency: 1,
    containment: 'auto',
    allowOpenFilesystem: true,
  } as const;
  const lines: string[] = [];
  const logger = createLogger({
    name: 'fresh',
    level: 'trace',
    destination: { write: (line) => void lines.push(line) },
  });
  const first = await startSpoke(config, { logger });
  const stale = tokenIn(first.setupUrl ?? '');
  await first.close();
  const spoke = await startSpoke(config, { logger });
  try {
    const token = tokenIn(spoke.setupUrl ?? '');
    expect(spoke.setupUrl).toBe(`${spoke.url}/setup#${token}`);
    const wish = { email: 'First@example.test', name: 'First', password: testPassword, organization: 'Acme' };
    const visitor = (): Browser => openBrowser(() => spoke.url);
    expect((await visitor()('POST', '/api/v1/auth/setup', { ...wish, token: stale })).status).toBe(401);
    const browsers = Array.from({ length: 4 }, visitor);
    const answers = await Promise.all(
      browsers.map((browser, step) =>
        browser('POST', '/api/v1/auth/setup', { ...wish, email: `first${step}@example.test`, token }),
      ),
    );
    const made = answers.filter(({ status }) => status === 200);
    expect(made).toHaveLength(1);
    expect(made[0]?.data).toMatchObject({ status: 'signed-in', user: { instanceAdmin: true } });
    const admin = browsers[answers.findIndex(({ status }) => status === 200)];
    const workspaces = await admin?.('GET', '/api/v1/me/workspaces');
    expect(workspaces?.data).toMatchObject([{ organization: 'Acme', role: 'owner' }]);
    expect(await spoke.db.withInstance('boot', (tx) => tx.userDirectory.count())).toBe(1);
    expect(lines.join('')).not.toContain(token);
  } finally {
    await spoke.close();
  }
  const third = await startSpoke(config, { logger });
  expect(third.setupUrl).toBeNull();
  await third.close();
  await dropTestDatabase(database);
  await rm(dir, { recursive: true });
});
