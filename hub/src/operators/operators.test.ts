import { randomUUID } from 'node:crypto';
import { newId, operatorRolePermissions, operatorRoles, permits, type OperatorRole } from '@wheelhouse/protocol';
import { exampleBody } from '@wheelhouse/protocol/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openOperatorBrowser, type OperatorBrowser } from '../testing/operator-browser.ts';
import { TestFleet } from '../testing/test-fleet.ts';

const password = 'correct horse battery';
let fleet: TestFleet;
let owner: OperatorBrowser;

const browser = (): OperatorBrowser => openOperatorBrowser(() => fleet.hub.url);

function tokenIn(link: unknown): string {
  return new URL(String(link)).hash.slice(1);
}

/** Somebody new with a role, signed in; `id` is the operator's. */
async function join(
  role: OperatorRole,
): Promise<{ readonly id: string; readonly email: string; readonly at: OperatorBrowser }> {
  const email = `${role}-${randomUUID().slice(0, 8)}@example.org`;
  const { data } = await owner('POST', '/operators/invitations', { email, role });
  const at = browser();
  const taken = await at('POST', '/auth/accept-invitation', { token: tokenIn(data['link']), name: role, password });
  expect(taken.status).toBe(200);
  return { id: (taken.data['operator'] as { id: string }).id, email, at };
}

beforeAll(async () => {
  fleet = await TestFleet.start();
  owner = browser();
  const made = await owner('POST', '/auth/setup', {
    token: tokenIn(fleet.hub.setUpUrl),
    email: 'Owner@Example.org',
    name: 'Owner',
    password,
  });
  expect(made).toMatchObject({ status: 200, data: { operator: { email: 'owner@example.org', role: 'owner' } } });
});
afterAll(() => fleet.close());

test('the printed link makes one first operator and nobody after, and stands in no log', async () => {
  const token = tokenIn(fleet.hub.setUpUrl);
  const again = { token, email: 'second@example.org', name: 'Second', password };
  expect(await browser()('POST', '/auth/setup', again)).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
  expect(fleet.logs.join('')).not.toContain(token);
  await fleet.stopHub();
  await fleet.startHub();
  expect(fleet.hub.setUpUrl).toBeNull();
  expect((await owner('GET', '/me')).status).toBe(200);
});

test('an operator signs in by password into a Secure, HttpOnly cookie of the hub, and out again', async () => {
  const { email, id } = await join('viewer');
  const at = browser();
  const signedIn = await at('POST', '/auth/sign-in', { email: email.toUpperCase(), password });
  expect(signedIn).toMatchObject({ status: 200, data: { operator: { id } } });
  expect(signedIn.setCookie).toMatch(/^__Host-wh_hub_session=[\w-]{43};.*HttpOnly/);
  expect(signedIn.setCookie).toContain('Secure');
  expect(JSON.stringify(signedIn.data)).not.toContain(at.cookie.split('=')[1]);
  expect(await at('GET', '/me')).toMatchObject({ data: { id, permissions: operatorRolePermissions.viewer } });
  const { cookie } = at;
  expect((await at('POST', '/auth/sign-out')).status).toBe(200);
  at.cookie = cookie;
  expect((await at('GET', '/me')).status).toBe(401);
});

test('unknown address, wrong password and a disabled operator get the same answer, and one row each', async () => {
  const { email, id } = await join('viewer');
  expect((await owner('POST', `/operators/${id}/disable`)).status).toBe(200);
  const attempts = [
    { email: 'nobody@example.org', password },
    { email: 'owner@example.org', password: 'wrong' },
    { email, password },
  ];
  const answers = [];
  for (const attempt of attempts) answers.push(await browser()('POST', '/auth/sign-in', attempt));
  expect(new Set(answers.map(({ status, code, message }) => `${status} ${code} ${message}`)).size).toBe(1);
  for (const { requestId } of answers) {
    const rows = await fleet.get<object[]>(`/audit?requestId=${requestId}`);
    expect(rows).toMatchObject([{ action: 'session.open', verdict: 'refused', code: 'UNAUTHENTICATED' }]);
  }
  expect((await owner('POST', `/operators/${id}/enable`)).status).toBe(200);
  expect((await browser()('POST', '/auth/sign-in', { email, password })).status).toBe(200);
});

test('passwords are tried ten times from one address and not more', async () => {
  const { email } = await join('viewer');
  const at = browser();
  const codes = [];
  for (let attempt = 0; attempt < 12; attempt += 1) {
    codes.push((await at('POST', '/auth/sign-in', { email, password: 'wrong' })).code);
  }
  expect(codes.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 'UNAUTHENTICATED'));
  expect(codes.slice(10)).toEqual(['RATE_LIMITED', 'RATE_LIMITED']);
  expect(await at('POST', '/auth/sign-in', { email, password })).toMatchObject({ status: 429 });
});

test('a page of somebody else’s cannot act with the cookie', async () => {
  const { at } = await join('admin');
  const foreign = { origin: 'https://evil.example' };
  expect(await at('POST', '/auth/sign-out', undefined, foreign)).toMatchObject({ status: 403 });
  expect((await at('GET', '/me')).status).toBe(200);
});

test('an invitation holds once, and a newer one for the same address ends it', async () => {
  const email = 'twice@example.org';
  const first = await owner('POST', '/operators/invitations', { email, role: 'operator' });
  const second = await owner('POST', '/operators/invitations', { email, role: 'auditor' });
  const take = (link: unknown) =>
    browser()('POST', '/auth/accept-invitation', { token: tokenIn(link), name: 'Twice', password });
  expect(await take(first.data['link'])).toMatchObject({ status: 401 });
  expect(await take(second.data['link'])).toMatchObject({ status: 200, data: { operator: { role: 'auditor' } } });
  expect(await take(second.data['link'])).toMatchObject({ status: 401 });
  expect(await owner('POST', '/operators/invitations', { email, role: 'viewer' })).toMatchObject({ code: 'CONFLICT' });
});

test('nobody changes their own role, gives more than they hold, or leaves the hub without an owner', async () => {
  const me = (await owner('GET', '/me')).data['id'] as string;
  const admin = await join('admin');
  const role = (at: OperatorBrowser, id: string, to: OperatorRole) => at('PUT', `/operators/${id}/role`, { role: to });
  expect(await role(owner, me, 'admin')).toMatchObject({ code: 'OWN_ROLE' });
  expect(await role(admin.at, admin.id, 'owner')).toMatchObject({ code: 'OWN_ROLE' });
  expect(await role(admin.at, me, 'viewer')).toMatchObject({ code: 'MORE_THAN_HELD' });
  expect(await admin.at('DELETE', `/operators/${me}`)).toMatchObject({ code: 'MORE_THAN_HELD' });
  const invited = await admin.at('POST', '/operators/invitations', { email: 'x@example.org', role: 'owner' });
  expect(invited).toMatchObject({ code: 'MORE_THAN_HELD' });
  const byHubKey = await fleet.api('PUT', `/operators/${me}/role`, { role: 'viewer' });
  expect(byHubKey).toMatchObject({ code: 'LAST_OWNER' });
  expect(await owner('PUT', `/operators/${newId(Date.now())}/role`, { role: 'viewer' })).toMatchObject({ status: 404 });
});

test('two owners who remove each other at once leave one', async () => {
  const [one, other] = [await join('owner'), await join('owner')];
  const me = (await owner('GET', '/me')).data['id'] as string;
  await one.at('DELETE', `/operators/${me}`);
  const answers = await Promise.all([
    one.at('DELETE', `/operators/${other.id}`),
    other.at('DELETE', `/operators/${one.id}`),
  ]);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  const left = await fleet.get<{ role: string }[]>('/operators');
  expect(left.filter(({ role }) => role === 'owner')).toHaveLength(1);
  owner = answers[0]?.status === 200 ? one.at : other.at;
});

describe('keys', () => {
  test('speak for their operator, never for more than they may at this moment', async () => {
    const { id, at } = await join('admin');
    const wide = await at('POST', '/keys', { name: 'wide' });
    const narrow = await at('POST', '/keys', { name: 'narrow', permissions: ['instances:read', 'instances:approve'] });
    expect([wide.status, narrow.status]).toEqual([201, 201]);
    const ask = (key: unknown, path: string) => fleet.api('GET', path, undefined, String(key));
    expect((await ask(wide.data['key'], '/audit')).status).toBe(200);
    expect((await ask(narrow.data['key'], '/instances')).status).toBe(200);
    expect((await ask(narrow.data['key'], '/audit')).code).toBe('NOT_AUTHORIZED');
    await owner('PUT', `/operators/${id}/role`, { role: 'viewer' });
    expect((await ask(wide.data['key'], '/audit')).code).toBe('NOT_AUTHORIZED');
    expect((await ask(narrow.data['key'], '/instances')).status).toBe(200);
    const [instance] = await fleet.get<{ id: string }[]>('/instances');
    const approve = await fleet.api('POST', `/instances/${instance?.id}/approve`, {}, String(narrow.data['key']));
    expect(approve.code).toBe('NOT_AUTHORIZED');
    await owner('POST', `/operators/${id}/disable`);
    expect((await ask(wide.data['key'], '/instances')).status).toBe(401);
  });

  test('are shown once, made at a browser only, and end at once', async () => {
    const [{ at }, other] = [await join('operator'), await join('operator')];
    const { data } = await at('POST', '/keys', { name: 'mine' });
    const [listed] = (await at('GET', '/keys')).list;
    expect(listed).toMatchObject({ id: data['id'], name: 'mine', revokedAt: null });
    expect(JSON.stringify(listed)).not.toContain(String(data['key']).slice(-20));
    expect((await fleet.api('POST', '/keys', { name: 'child' }, String(data['key']))).code).toBe('UNAUTHENTICATED');
    expect(await at('POST', '/keys', { permissions: ['operators:manage'] })).toMatchObject({ code: 'MORE_THAN_HELD' });
    expect((await other.at('DELETE', `/keys/${String(data['id'])}`)).status).toBe(404);
    expect((await at('DELETE', `/keys/${String(data['id'])}`)).status).toBe(200);
    expect((await fleet.api('GET', '/instances', undefined, String(data['key']))).status).toBe(401);
  });
});

test('another password ends every session', async () => {
  const { at, email } = await join('viewer');
  const elsewhere = browser();
  await elsewhere('POST', '/auth/sign-in', { email, password });
  const next = 'a better one than before';
  expect(await at('POST', '/auth/password', { current: 'wrong', next })).toMatchObject({ code: 'INVALID' });
  expect((await at('POST', '/auth/password', { current: password, next })).status).toBe(200);
  expect((await elsewhere('GET', '/me')).status).toBe(401);
  expect((await browser()('POST', '/auth/sign-in', { email, password: next })).status).toBe(200);
});

test('AUTH-13: at the hub, every role may exactly what the table says, from the route list', async () => {
  const closed = fleet.hub.routes.filter(({ permission }) => permission !== 'public' && permission !== 'self');
  expect(closed.length).toBeGreaterThan(20);
  for (const role of operatorRoles) {
    const { at } = await join(role);
    for (const { method, url, permission = '', schema } of closed) {
      const path = url.replace('/api/v1', '').replaceAll(/:[A-Za-z]+/g, () => newId(Date.now()));
      const body = method === 'GET' ? undefined : exampleBody(schema?.body);
      const { status, code } = await at(method, path, body);
      const isRefused = status === 404 && code === 'NOT_AUTHORIZED';
      expect(isRefused, `${role} ${method} ${url}`).toBe(!permits(operatorRolePermissions[role], permission));
    }
  }
}, 120_000);
