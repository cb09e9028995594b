import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeSentTo, mailsTo, openBrowser, signUp, type Browser } from '../testing/browser.ts';
import { openFixture, type Fixture } from '../testing/fixture.ts';

let fixture: Fixture;
let clock = Date.now();
beforeAll(async () => {
  const limits = { perIp: 10_000, perAccountAndIp: 1_000, perAccount: 1_000, mailsPerAddress: 1_000 };
  fixture = await openFixture({ hub: false, deps: { people: { limits }, now: () => clock } });
});
afterAll(() => fixture.close());

const visit = (): Browser => openBrowser(() => fixture.spoke.url);

async function ask(email: string): Promise<{ readonly id: string; readonly code: string }> {
  const sent = await visit()('POST', '/api/v1/auth/email-code', { email });
  expect(sent.status).toBe(202);
  return { id: sent.data['id'] as string, code: await codeSentTo(fixture, email) };
}

const bring = (body: object): ReturnType<Browser> => visit()('POST', '/api/v1/auth/email-code/verify', body);
const otherThan = (code: string, step: number): string => String((Number(code) + step) % 1_000_000).padStart(6, '0');

test('a mailed code signs in, once', async () => {
  await signUp(fixture, 'coded@example.test');
  const given = await ask('coded@example.test');
  const browser = visit();
  const answer = await browser('POST', '/api/v1/auth/email-code/verify', given);
  expect(answer.data).toMatchObject({ status: 'signed-in', user: { email: 'coded@example.test' } });
  expect((await browser('GET', '/api/v1/me')).status).toBe(200);
  expect((await bring(given)).status).toBe(401);
});

test('AUTH-07: after five wrong codes the right one does not count any more', async () => {
  await signUp(fixture, 'guessed@example.test');
  const { id, code } = await ask('guessed@example.test');
  for (let step = 1; step <= 6; step += 1) {
    expect((await bring({ id, code: otherThan(code, step) })).status).toBe(401);
  }
  expect((await bring({ id, code })).status).toBe(401);
});

test('AUTH-07: a code is worth nothing after ten minutes', async () => {
  await signUp(fixture, 'late@example.test');
  const given = await ask('late@example.test');
  clock += 10 * 60_000;
  expect((await bring(given)).status).toBe(401);
});

test('AUTH-07: the code of one request does not open another', async () => {
  await signUp(fixture, 'two@example.test');
  const first = await ask('two@example.test');
  const second = await ask('two@example.test');
  if (first.code !== second.code) {
    expect((await bring({ id: first.id, code: second.code })).status).toBe(401);
    expect((await bring({ id: second.id, code: first.code })).status).toBe(401);
  }
  // A sign-up's code does not sign in either.
  const sent = await visit()('POST', '/api/v1/auth/sign-up', {
    email: 'not-yet@example.test',
    name: 'n',
    password: 'long enough for all',
  });
  const code = await codeSentTo(fixture, 'not-yet@example.test');
  expect((await bring({ id: sent.data['id'], code })).status).toBe(401);
});

test('AUTH-07: of 50 tries in parallel at most five are looked at', async () => {
  await signUp(fixture, 'parallel@example.test');
  const { id, code } = await ask('parallel@example.test');
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, step) => bring({ id, code: otherThan(code, step + 1) })),
  );
  expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true);
  const row = await fixture.spoke.db.withInstance('sign-in', (tx) => tx.loginCode.findUnique({ where: { id } }));
  expect(row?.tries).toBe(5);
  expect((await bring({ id, code })).status).toBe(401);
});

test('AUTH-07: of 20 that bring the right code at once, one is signed in', async () => {
  await signUp(fixture, 'race@example.test');
  const given = await ask('race@example.test');
  const answers = await Promise.all(Array.from({ length: 20 }, () => bring(given)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

test('a code for an unknown address is booked and never mailed, and signs nobody in', async () => {
  const sent = await visit()('POST', '/api/v1/auth/email-code', { email: 'nobody@example.test' });
  expect(sent.status).toBe(202);
  expect(await mailsTo(fixture, 'nobody@example.test')).toEqual([]);
});

test('the outbox is shown to whoever runs the instance, and to nobody else', async () => {
  const { browser, user } = await signUp(fixture, 'runner@example.test');
  const { browser: other } = await signUp(fixture, 'not-runner@example.test');
  await fixture.spoke.db.withUser(user.id, (tx) =>
    tx.user.update({ where: { id: user.id }, data: { instanceAdmin: true } }),
  );
  const listed = await browser('GET', '/api/v1/dev/outbox');
  expect(listed.status).toBe(200);
  expect(listed.text).toContain('not-runner@example.test');
  const page = await browser('GET', '/dev/outbox');
  expect(page.text).toContain('<h1>Outbox</h1>');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  for (const path of ['/api/v1/dev/outbox', '/dev/outbox']) {
    expect((await other('GET', path)).status).toBe(404);
    expect((await visit()('GET', path)).status).toBe(401);
  }
});
