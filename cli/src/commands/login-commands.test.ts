import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createIdentity } from '@wheelhouse/protocol/keyfile';
import type { KeyView, NewFactor, NewServiceAccountView } from '@wheelhouse/protocol/api/spoke';
import { URI, type TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiClient } from '../api-client.ts';
import { writeEndpoints } from '../endpoints.ts';
import { ada, openTenancyFixture, type TenancyFixture } from '../testing/tenancy-fixture.ts';

let fixture: TenancyFixture;
beforeAll(async () => {
  fixture = await openTenancyFixture();
});
afterAll(() => fixture.close());

const login = (...more: string[]): string[] => ['login', '--url', fixture.url, '--email', ada.email, ...more];
const keys = (): Promise<KeyView[]> => fixture.asAda((session) => session.inWorkspace().get<KeyView[]>('/keys'));
const stored = async (): Promise<Record<string, { keys: { apiKey: string; keyId: string | null }[] }>> =>
  (JSON.parse(await readFile(fixture.profilesFile, 'utf8')) as { profiles: never }).profiles;

test('login makes a key, keeps it for its owner alone, and leaves no session; logout revokes the key', async () => {
  const done = await fixture.run([...login(), '--profile', 'work'], { input: `${ada.password}\n` });
  expect(done, done.err).toMatchObject({ code: 0 });
  expect((await stat(fixture.profilesFile)).mode & 0o777).toBe(0o600);
  expect((await stat(dirname(fixture.profilesFile))).mode & 0o777).toBe(0o700);
  const [key] = (await stored())['work']?.keys ?? [];
  expect(done.out + done.err).not.toContain(key?.apiKey);
  expect(await readFile(fixture.profilesFile, 'utf8')).not.toContain(ada.password);
  const sessions = await fixture.asAda((session) => session.inWorkspace().get<{ current: boolean }[]>('/me/sessions'));
  // The one that setting up opened.
  expect(sessions.filter(({ current }) => !current)).toHaveLength(1);
  expect(await fixture.json(['profile', 'show', 'work'])).toMatchObject({ email: ada.email, url: fixture.url });
  expect((await fixture.run(['ps'])).code).toBe(0);
  expect((await fixture.run(['logout', '--profile', 'work'])).code).toBe(0);
  expect((await keys()).find(({ id }) => id === key?.keyId)?.revokedAt).toBeTypeOf('number');
  const dead = createApiClient({ url: fixture.url, apiKey: key?.apiKey ?? '' });
  await expect(dead.get('/me')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(await fixture.json(['profile', 'list'])).toEqual([]);
});

test('a wrong password ends with 4, names the request and keeps nothing; no password and no address end with 2', async () => {
  const wrong = await fixture.run(login(), { input: 'not the password\n' });
  expect(wrong.code).toBe(4);
  expect(wrong.err).toMatch(/UNAUTHENTICATED: .* \(request \S+\)\n {2}\S/);
  expect((await fixture.run(login())).code).toBe(2);
  expect((await fixture.run(['login', '--url', fixture.url], { input: `${ada.password}\n` })).code).toBe(2);
  expect((await fixture.run(['login', '--email', ada.email])).code).toBe(2);
  const away = ['login', '--url', 'http://spoke.invalid', '--email', ada.email];
  expect((await fixture.run(away, { input: `${ada.password}\n` })).code).toBe(4);
  expect((await fixture.run([...away, '--insecure-http'], { input: `${ada.password}\n` })).code).toBe(6);
  expect(await fixture.json(['profile', 'list'])).toEqual([]);
});

test('at a terminal the password is asked for and never shown', async () => {
  const done = await fixture.run(['login', '--url', fixture.url, '--profile', 'tty'], {
    typed: [ada.email, ada.password],
  });
  expect(done, done.err).toMatchObject({ code: 0 });
  expect(done.err).toMatch(/E-mail: [\s\S]*Password of ada@example.test:/);
  expect(done.err).not.toContain(ada.password);
  await fixture.json(['logout', '--profile', 'tty']);
});

test('a second factor is the second line', async () => {
  const factor = await fixture.asAda(async (session) => {
    const made = await session.inWorkspace().post<NewFactor>('/me/factors');
    await session.inWorkspace().post(`/me/factors/${made.id}/confirm`, { code: codeOf(made.uri, 0) });
    return made;
  });
  expect((await fixture.run(login(), { input: `${ada.password}\n` })).code).toBe(2);
  // A code counts once: the next one.
  const input = `${ada.password}\n${codeOf(factor.uri, 1)}\n`;
  expect(await fixture.json<object>([...login(), '--profile', 'two'], { input })).toMatchObject({ profile: 'two' });
  const { removed } = await removeFactors();
  expect(removed).toBe(1);
  await fixture.json(['logout', '--profile', 'two']);
});

function codeOf(uri: string, steps: number): string {
  const totp = URI.parse(uri) as TOTP;
  return totp.generate({ timestamp: Date.now() + steps * totp.period * 1000 });
}

async function removeFactors(): Promise<{ removed: number }> {
  return fixture.spoke.db
    .withInstance('sign-in', async (tx) => {
      const { userId } = await tx.userDirectory.findFirstOrThrow();
      return { userId };
    })
    .then(({ userId }) =>
      fixture.spoke.db.withUser(userId, async (tx) => ({
        removed: (await tx.totpFactor.deleteMany({ where: { userId } })).count,
      })),
    );
}

test('a given key is kept as it is and outlives logout; a service account has one too', async () => {
  const made = await fixture.asAda((session) =>
    session.inWorkspace().post<NewServiceAccountView>('/service-accounts', { name: 'ci', permissions: ['runs:read'] }),
  );
  const given = ['login', '--url', fixture.url, '--key', '--profile', 'ci'];
  expect(await fixture.json(given, { input: `${made.key}\n` })).toMatchObject({ email: null, workspace: null });
  expect((await fixture.run(['ps', '--profile', 'ci'])).code).toBe(0);
  expect(
    (await fixture.run(['login', '--key', '--url', fixture.url, '--profile', 'x'], { input: 'wh_live_no\n' })).code,
  ).toBe(4);
  await fixture.json(['logout', '--profile', 'ci']);
  await createApiClient({ url: fixture.url, apiKey: made.key }).get('/runs');
});

test('a chosen profile comes before endpoints.json, a current one after it; one profile is one account', async () => {
  const input = `${ada.password}\n`;
  await fixture.json([...login(), '--profile', 'a'], { input });
  await fixture.json([...login(), '--profile', 'b'], { input });
  await fixture.json(['profile', 'use', 'a']);
  const list = await fixture.json<{ name: string; current: boolean }[]>(['profile', 'list']);
  expect(list.filter(({ current }) => current).map(({ name }) => name)).toEqual(['a']);
  expect((await fixture.run(['profile', 'use', 'nobody'])).code).toBe(3);
  const other = await fixture.run(['login', '--url', 'http://127.0.0.1:1', '--email', 'x@y.test', '--profile', 'a']);
  expect(other).toMatchObject({ code: 5 });
  const hub = { url: 'http://127.0.0.1:1', apiKey: 'wh_live_nobody', databaseUrl: 'd', databaseOwnerUrl: 'o', pid: 1 };
  const north = { ...hub, name: 'north', instanceId: 'i', dataDir: 'd', workspaceId: 'w' };
  await writeEndpoints(fixture.dir, { version: 1, hub, spokes: [north] });
  expect((await fixture.run(['ps'])).code).toBe(6);
  expect((await fixture.run(['ps', '--profile', 'a'])).code).toBe(0);
  expect((await fixture.run(['ps'], { env: { WHEELHOUSE_PROFILE: 'b' } })).code).toBe(0);
  expect((await fixture.run(['ps', '--profile', 'a', '--spoke', 'north'])).code).toBe(2);
  expect((await fixture.run(['logout', '--profile', 'a'])).code).toBe(0);
  expect((await fixture.run(['logout', '--profile', 'b'])).code).toBe(0);
});

test('connect pin trusts a peer by its fingerprint', async () => {
  const peer = createIdentity({ name: 'south', now: Date.now() });
  const made = await fixture.asAda((session) => session.inWorkspace().post<{ key: string }>('/keys', {}));
  const env = { WHEELHOUSE_URL: fixture.url, WHEELHOUSE_API_KEY: made.key };
  const pinned = await fixture.json(['connect', 'pin', peer.instanceId, peer.fingerprint], { env });
  expect(pinned).toMatchObject({ instance: peer.instanceId });
  const peers = await createApiClient({ url: fixture.url, apiKey: made.key }).get<{ pinnedAt: number | null }[]>(
    '/peers',
  );
  expect(peers[0]?.pinnedAt).toBeTypeOf('number');
});
