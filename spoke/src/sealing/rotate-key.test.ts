import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSealer, loadOrCreateKeyRing, totpCode } from '@wheelhouse/identity';
import { newId } from '@wheelhouse/protocol';
import { Secret } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSignInLink } from '../people/setup.ts';
import { mailsTo, openBrowser, signUp, testPassword, type Browser } from '../testing/browser.ts';
import { openFixture, type Fixture } from '../testing/fixture.ts';
import { secretContext } from './contexts.ts';

let fixture: Fixture;
let clock = Date.now();
beforeAll(async () => {
  fixture = await openFixture({ hub: false, deps: { now: () => clock } });
});
afterAll(() => fixture.close());

const visit = (): Browser => openBrowser(() => fixture.spoke.url);
const ringFile = (): string => join(fixture.dir, 'secrets.key');

async function signInAsAdmin(): Promise<Browser> {
  const wish = { userId: fixture.own.ownerId, publicUrl: '', now: clock };
  const link = await createSignInLink(fixture.spoke.db, wish);
  const browser = visit();
  await browser('POST', '/api/v1/auth/link', { token: link.split('#')[1] });
  return browser;
}

test('a rotation seals everything anew, and what was sealed and sent before still works, also after a restart', async () => {
  const email = 'sealed@example.test';
  const { browser: person, user } = await signUp(fixture, email);
  const made = (await person('POST', '/api/v1/me/factors')).data as { id: string; secret: string };
  const { bytes } = Secret.fromBase32(made.secret);
  const code = (): string => totpCode(bytes, clock);
  const confirmed = await person('POST', `/api/v1/me/factors/${made.id}/confirm`, { code: code() });
  const [recovery = ''] = confirmed.data['codes'] as string[];
  clock += 30_000;

  const { workspaceId } = fixture.own;
  const secretId = newId(clock);
  const before = await loadOrCreateKeyRing(ringFile(), clock);
  const sealed = createSealer(before).seal(Buffer.from('token'), secretContext(workspaceId, secretId));
  const inside = { workspaceId, actor: { kind: 'user', id: fixture.own.ownerId } } as const;
  await fixture.spoke.db.withTenant(inside, (tx) =>
    tx.secret.create({ data: { workspaceId, id: secretId, name: 'token', sealed } }),
  );

  const admin = await signInAsAdmin();
  const rotated = await admin('POST', '/api/v1/instance/secrets-key/rotate');
  expect(rotated.status).toBe(200);
  expect(rotated.data).toMatchObject({ keys: 2 });
  expect(rotated.data['resealed']).toBeGreaterThanOrEqual(3);
  const after = await loadOrCreateKeyRing(ringFile(), clock);
  expect(after.keys.map(({ id }) => id)).toEqual([rotated.data['keyId'], before.keys[0].id]);

  const newest = createSealer({ keys: [after.keys[0]] });
  const secret = await fixture.spoke.db.withTenant(inside, (tx) => tx.secret.findFirst({ where: { workspaceId } }));
  const opened = newest.open(secret?.sealed ?? new Uint8Array(), secretContext(workspaceId, secretId));
  expect(Buffer.from(opened).toString()).toBe('token');
  const factor = await fixture.spoke.db.withUser(user.id, (tx) => tx.totpFactor.findFirst());
  expect(newest.isOutdated(factor?.sealedSecret ?? new Uint8Array())).toBe(false);
  expect((await mailsTo(fixture, email)).length).toBeGreaterThan(0);

  await fixture.restart();
  for (const answer of [code(), recovery]) {
    const first = await visit()('POST', '/api/v1/auth/sign-in', { email, password: testPassword });
    const { challenge } = first.data as { challenge: string };
    expect((await visit()('POST', '/api/v1/auth/second-factor', { challenge, code: answer })).status).toBe(200);
  }
});

test('a key that recovery codes need stays, one that nothing needs goes after eight days', async () => {
  clock += 9 * 86_400_000;
  const admin = await signInAsAdmin();
  expect((await admin('POST', '/api/v1/instance/secrets-key/rotate')).data).toMatchObject({ keys: 3 });
  clock += 9 * 86_400_000;
  const again = await signInAsAdmin();
  // The first key is named by recovery codes; the second one by nothing any more; the third was just superseded.
  expect((await again('POST', '/api/v1/instance/secrets-key/rotate')).data).toMatchObject({ keys: 3 });
});

test('two rotations at once come one after the other, and no key is lost', async () => {
  const admin = await signInAsAdmin();
  const answers = await Promise.all([1, 2].map(() => admin('POST', '/api/v1/instance/secrets-key/rotate')));
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  const { keys } = await loadOrCreateKeyRing(ringFile(), clock);
  expect(keys.map(({ id }) => id)).toEqual(expect.arrayContaining(answers.map(({ data }) => data['keyId'])));
});

test('nobody else rotates it, and no answer carries a key', async () => {
  const { browser } = await signUp(fixture, 'plain@example.test');
  expect((await browser('POST', '/api/v1/instance/secrets-key/rotate')).status).toBe(404);
  expect((await fixture.api('POST', '/api/v1/instance/secrets-key/rotate')).status).toBe(401);
  const admin = await signInAsAdmin();
  const { text } = await admin('POST', '/api/v1/instance/secrets-key/rotate');
  const { keys } = JSON.parse(await readFile(ringFile(), 'utf8')) as { keys: { key: string }[] };
  for (const { key } of keys) expect(text).not.toContain(key);
});
