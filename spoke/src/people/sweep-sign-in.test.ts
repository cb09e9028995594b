import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, signUp } from '../testing/browser.ts';
import { openFixture, type Fixture } from '../testing/fixture.ts';
import { sweepSignIn } from './sweep-sign-in.ts';

const day = 86_400_000;
let fixture: Fixture;
let clock = Date.now();
beforeAll(async () => {
  fixture = await openFixture({ hub: false, deps: { now: () => clock } });
});
afterAll(() => fixture.close());

const left = () =>
  fixture.spoke.db.withInstance('sign-in', async (tx) => ({
    codes: await tx.loginCode.count(),
    links: await tx.oneTimeLink.count(),
    sessions: await tx.sessionDirectory.count(),
    mails: await tx.mailMessage.count({ where: { state: { not: 'queued' } } }),
  }));

test('what is over is forgotten, and not a moment before', async () => {
  await signUp(fixture, 'swept@example.test');
  const visitor = openBrowser(() => fixture.spoke.url);
  await visitor('POST', '/api/v1/auth/password/reset', { email: 'swept@example.test' });
  await fixture.spoke.db.withInstance('mail', (tx) => tx.mailMessage.updateMany({ data: { state: 'sent' } }));
  const before = await left();
  const sweep = (): Promise<void> => sweepSignIn({ db: fixture.spoke.db, now: () => clock });
  await sweep();
  expect(await left()).toEqual(before);
  clock += 3 * day;
  await sweep();
  expect(await left()).toEqual({ ...before, codes: 0, links: 0 });
  clock += 30 * day;
  await sweep();
  expect(await left()).toMatchObject({ codes: 0, links: 0, sessions: 0, mails: 0 });
});
