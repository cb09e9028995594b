import { totpCode } from '@wheelhouse/identity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mailsTo, openBrowser, signUp, testPassword, type Browser } from '../testing/browser.ts';
import { openFixture, type Answer, type Fixture } from '../testing/fixture.ts';
import { Secret } from 'otpauth';

let fixture: Fixture;
let clock = Date.now();
beforeAll(async () => {
  const limits = { perIp: 10_000, perAccountAndIp: 1_000, perAccount: 1_000, factorsPerAccount: 30 };
  fixture = await openFixture({ hub: false, deps: { people: { limits }, now: () => clock } });
});
afterAll(() => fixture.close());

const visit = (): Browser => openBrowser(() => fixture.spoke.url);

interface Enrolled {
  readonly email: string;
  readonly browser: Browser;
  readonly factorId: string;
  readonly recovery: readonly string[];
  /** The app's code of this moment. */
  readonly code: () => string;
}

async function enrol(email: string): Promise<Enrolled> {
  const { browser } = await signUp(fixture, email);
  const { id, secret } = (await browser('POST', '/api/v1/me/factors')).data as { id: string; secret: string };
  const bytes = Secret.fromBase32(secret).bytes;
  const code = (): string => totpCode(bytes, clock);
  const confirmed = await browser('POST', `/api/v1/me/factors/${id}/confirm`, { code: code() });
  expect(confirmed.status).toBe(200);
  clock += 30_000;
  return { email, browser, factorId: id, recovery: confirmed.data['codes'] as string[], code };
}

async function challenge(email: string): Promise<string> {
  const answer = await visit()('POST', '/api/v1/auth/sign-in', { email, password: testPassword });
  expect(answer.data).toMatchObject({ status: 'second-factor' });
  expect(answer.headers.getSetCookie()).toEqual([]);
  return answer.data['challenge'] as string;
}

const answerWith = (given: { challenge: string; code: string }, browser = visit()): Promise<Answer> =>
  browser('POST', '/api/v1/auth/second-factor', given);

test('a password alone opens nothing once an app is confirmed; its code does', async () => {
  const { email, code } = await enrol('totp@example.test');
  const browser = visit();
  const answer = await answerWith({ challenge: await challenge(email), code: code() }, browser);
  expect(answer.data).toMatchObject({ status: 'signed-in', user: { secondFactor: true } });
  const sessions = (await browser('GET', '/api/v1/me/sessions')).data as unknown as object[];
  expect(sessions).toEqual(expect.arrayContaining([expect.objectContaining({ current: true, secondFactor: true })]));
  expect((await mailsTo(fixture, email)).map(({ kind }) => kind)).toContain('second-factor-changed');
});

test('AUTH-07: a code of an app works once, also for two at the same time, and a challenge once', async () => {
  const { email, code } = await enrol('replay@example.test');
  const challenges = await Promise.all([challenge(email), challenge(email), challenge(email)]);
  const answers = await Promise.all(challenges.map((one) => answerWith({ challenge: one, code: code() })));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  const used = challenges[answers.findIndex(({ status }) => status === 200)] ?? '';
  clock += 30_000;
  expect((await answerWith({ challenge: used, code: code() })).status).toBe(401);
  expect((await answerWith({ challenge: await challenge(email), code: code() })).status).toBe(200);
});

test('AUTH-07: a challenge ends after five wrong codes, after ten minutes, and is bound to its person', async () => {
  const { email, code } = await enrol('tries@example.test');
  const other = await enrol('other@example.test');
  const first = await challenge(email);
  for (let step = 0; step < 5; step += 1) {
    expect((await answerWith({ challenge: first, code: '000000' })).status).toBe(401);
  }
  expect((await answerWith({ challenge: first, code: code() })).status).toBe(401);
  const second = await challenge(email);
  expect((await answerWith({ challenge: second, code: other.code() })).status).toBe(401);
  clock += 10 * 60_000;
  expect((await answerWith({ challenge: second, code: code() })).status).toBe(401);
  expect((await answerWith({ challenge: `${second.split('.')[0]}.${'A'.repeat(43)}`, code: code() })).status).toBe(401);
});

test('codes of an account are limited however many challenges are begun', async () => {
  const { email } = await enrol('limited@example.test');
  const statuses: number[] = [];
  for (let step = 0; step < 32; step += 1) {
    statuses.push((await answerWith({ challenge: await challenge(email), code: '000000' })).status);
  }
  expect(statuses.at(-1)).toBe(429);
});

test('each recovery code works once in place of the app, and new ones replace them all', async () => {
  const { email, recovery, code } = await enrol('recover@example.test');
  const [first = '', second = '', third = ''] = recovery;
  const browser = visit();
  expect((await answerWith({ challenge: await challenge(email), code: first.toUpperCase() }, browser)).status).toBe(
    200,
  );
  expect((await answerWith({ challenge: await challenge(email), code: first })).status).toBe(401);
  const pair = [await challenge(email), await challenge(email)];
  const race = await Promise.all(pair.map((one) => answerWith({ challenge: one, code: second })));
  expect(race.filter(({ status }) => status === 200)).toHaveLength(1);
  const renewed = await browser('POST', '/api/v1/me/recovery-codes', { code: code() });
  expect(renewed.status).toBe(200);
  expect((await answerWith({ challenge: await challenge(email), code: third })).status).toBe(401);
});

test('a factor is taken away only with a code of it, and signing in is by password alone again', async () => {
  const { email, browser, factorId, code } = await enrol('removed@example.test');
  const path = `/api/v1/me/factors/${factorId}/remove`;
  expect((await browser('POST', path, { code: '000000' })).status).toBe(400);
  const { browser: stranger } = await signUp(fixture, 'stranger@example.test');
  expect((await stranger('POST', path, { code: code() })).status).toBe(404);
  expect((await browser('POST', path, { code: code() })).status).toBe(200);
  const again = await visit()('POST', '/api/v1/auth/sign-in', { email, password: testPassword });
  expect(again.data).toMatchObject({ status: 'signed-in' });
});

test('an unconfirmed app asks for nothing, and confirming ends the other sessions', async () => {
  const email = 'half@example.test';
  const { browser } = await signUp(fixture, email);
  const made = (await browser('POST', '/api/v1/me/factors')).data as { id: string; secret: string };
  const other = visit();
  const signIn = await other('POST', '/api/v1/auth/sign-in', { email, password: testPassword });
  expect(signIn.data).toMatchObject({ status: 'signed-in' });
  const wrong = await browser('POST', `/api/v1/me/factors/${made.id}/confirm`, { code: '000000' });
  expect(wrong.status).toBe(400);
  const code = totpCode(Secret.fromBase32(made.secret).bytes, clock);
  expect((await browser('POST', `/api/v1/me/factors/${made.id}/confirm`, { code })).status).toBe(200);
  expect((await other('GET', '/api/v1/me')).status).toBe(401);
  expect((await browser('GET', '/api/v1/me')).status).toBe(200);
  expect((await fixture.api('POST', '/api/v1/me/factors')).status).toBe(401);
});
