import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { openAuditRows, type AuditRows } from '../testing/audit-rows.ts';
import { openFixture, type Fixture } from '../testing/fixture.ts';
import { liveUrl, openLiveClient, refusedHandshake, tabHeaders } from '../testing/live-client.ts';
import { newPerson, noSignInLimits, type TestPerson } from '../testing/people.ts';

let now = 0;
let fixture: Fixture;
let rows: AuditRows;
let ada: TestPerson;
let bob: TestPerson;

beforeAll(async () => {
  const clock = (): number => Date.now() + now;
  fixture = await openFixture({
    hub: false,
    deps: { people: { limits: noSignInLimits }, now: clock, live: { socketsPerCaller: 3 } },
  });
  rows = await openAuditRows(fixture.database.adminUrl);
  ada = await newPerson(fixture, 'ada.tab');
  bob = await newPerson(fixture, 'bob.tab');
});
afterAll(async () => {
  await rows.close();
  await fixture.close();
});

const keyed = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });

async function newKey(wish: object = {}): Promise<{ id: string; key: string }> {
  const made = await ada.browser('POST', '/api/v1/keys', wish);
  expect(made.status, made.text).toBe(201);
  return made.data as { id: string; key: string };
}

async function expectRefused(headers: Record<string, string>, status: number, code: string): Promise<void> {
  const refused = await refusedHandshake(liveUrl(fixture), headers);
  expect([refused.status, refused.body.error?.code]).toEqual([status, code]);
  const shown = headers['authorization'] !== undefined || headers['cookie'] !== undefined;
  const written = await rows.of(refused.requestId);
  // Somebody who shows nothing at all is no refusal worth a row.
  expect(written).toEqual(shown ? [{ action: expect.any(String) as string, verdict: 'rejected', code }] : []);
}

describe('WS-04: without a credential that holds there is no upgrade', () => {
  test('none, and what is none', async () => {
    await expectRefused({}, 401, 'UNAUTHENTICATED');
    await expectRefused({ origin: fixture.spoke.url }, 401, 'UNAUTHENTICATED');
    await expectRefused(keyed('wh_live_nothing'), 401, 'UNAUTHENTICATED');
    await expectRefused({ authorization: 'Basic YTpi' }, 401, 'UNAUTHENTICATED');
    await expectRefused(tabHeaders(fixture, `__Host-wh_session=${'x'.repeat(43)}`), 401, 'UNAUTHENTICATED');
    // A token in the address is nothing.
    const { key } = await newKey();
    const inAddress = await refusedHandshake(`${liveUrl(fixture)}?key=${key}&token=${key}`, {});
    expect(inAddress.status).toBe(401);
  });

  test('a revoked key, an expired one, and a session that was ended', async () => {
    const revoked = await newKey({ name: 'revoked' });
    expect((await ada.browser('DELETE', `/api/v1/keys/${revoked.id}`)).status).toBeLessThan(300);
    await expectRefused(keyed(revoked.key), 401, 'UNAUTHENTICATED');

    const expired = await newKey({ name: 'expired', expiresAt: Date.now() + 60_000 });
    const open = await openLiveClient(fixture, keyed(expired.key));
    open.socket.terminate();
    now += 61_000;
    await expectRefused(keyed(expired.key), 401, 'UNAUTHENTICATED');
    now -= 61_000;

    const leaver = await newPerson(fixture, 'leaver');
    const { cookie } = leaver.browser;
    await leaver.browser('POST', '/api/v1/auth/sign-out');
    await expectRefused(tabHeaders(fixture, cookie), 401, 'UNAUTHENTICATED');
  });

  test('a workspace that is not the caller’s, as one that does not exist', async () => {
    const { key } = await newKey();
    for (const workspaceId of [bob.workspaceId, '0190aaaa-0000-7000-8000-000000000000']) {
      await expectRefused(tabHeaders(fixture, ada.browser.cookie, workspaceId), 404, 'NOT_AUTHORIZED');
      await expectRefused({ ...keyed(key), 'x-workspace-id': workspaceId }, 404, 'NOT_AUTHORIZED');
    }
  });

  test('a key that may not read runs', async () => {
    const { key } = await newKey({ permissions: ['members:read'] });
    await expectRefused(keyed(key), 404, 'NOT_AUTHORIZED');
  });

  test('no other path upgrades, public or not', async () => {
    const base = fixture.spoke.url.replace(/^http/, 'ws');
    const { key } = await newKey();
    for (const path of ['/api/v1/runs', '/api/v1/auth/oidc/callback', '/healthz', '/api/v1/nothing']) {
      const { status } = await refusedHandshake(base + path, keyed(key));
      expect(path === '/healthz' ? [200, 404] : [404], path).toContain(status);
    }
    expect((await ada.browser('GET', '/api/v1/live')).error?.code).toBe('UNSUPPORTED');
  });
});

describe('WS-06: a page of another site opens no socket', () => {
  test('with a cookie the Origin has to be ours, exactly', async () => {
    const { cookie } = ada.browser;
    const { host, port } = new URL(fixture.spoke.url);
    await expectRefused({ cookie }, 403, 'ORIGIN_REFUSED');
    for (const origin of [
      'null',
      '',
      'https://evil.example',
      `https://${host}`,
      `http://${host}.evil.example`,
      `http://evil-${host}`,
      `http://evil.example/${host}`,
      `http://${host}@evil.example`,
      `http://${host}/`,
      `http://127.0.0.1`,
      `http://localhost:${port}`,
      `http://127.0.0.1:${Number(port) + 1}`,
      `HTTP://${host}`,
      `${fixture.spoke.url}, https://evil.example`,
      `file://${host}`,
    ]) {
      await expectRefused({ cookie, origin }, 403, 'ORIGIN_REFUSED');
    }
    const own = await openLiveClient(fixture, tabHeaders(fixture, cookie));
    expect(await own.first('welcome')).toMatchObject({ v: 1, principalId: ada.id, workspaceId: ada.workspaceId });
    own.socket.terminate();
  });

  test('with a key none is needed, and a foreign one is refused all the same', async () => {
    const { key } = await newKey();
    await expectRefused({ ...keyed(key), origin: 'https://evil.example' }, 403, 'ORIGIN_REFUSED');
    await expectRefused({ ...keyed(key), origin: 'null' }, 403, 'ORIGIN_REFUSED');
    for (const headers of [keyed(key), { ...keyed(key), origin: fixture.spoke.url }]) {
      const open = await openLiveClient(fixture, headers);
      expect((await open.first('welcome')).workspaceId).toBe(ada.workspaceId);
      open.socket.terminate();
    }
  });
});

test('WS-14: one caller has so many sockets and no more; a closed one makes room', async () => {
  const cat = await newPerson(fixture, 'cat.tabs');
  const headers = tabHeaders(fixture, cat.browser.cookie);
  const tabs = [];
  for (let count = 0; count < 3; count += 1) tabs.push(await openLiveClient(fixture, headers));
  await expectRefused(headers, 429, 'RATE_LIMITED');
  tabs[0]?.socket.close();
  await tabs[0]?.closed;
  await eventually(async () =>
    openLiveClient(fixture, headers).then(
      (open) => open.socket.terminate(),
      () => 'refused',
    ),
  ).not.toBe('refused');
  for (const tab of tabs) tab.socket.terminate();
});
