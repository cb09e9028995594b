import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { codeSentTo, openBrowser, signUp, type Browser, type SignedUp } from '../testing/browser.ts';
import { openFixture, type Answer, type Fixture } from '../testing/fixture.ts';
import { startOidcServer, type OidcServer } from '../testing/oidc-server.ts';

let fixture: Fixture;
let oidc: OidcServer;
let owner: SignedUp;
let organizationId: string;
let providerId: string;
let clock = Date.now();
let callback: string;

/** A port that was free a moment ago: the provider has to know where the spoke will be. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

beforeAll(async () => {
  const port = await freePort();
  callback = `http://127.0.0.1:${port}/api/v1/auth/oidc/callback`;
  oidc = await startOidcServer([callback]);
  const limits = { perIp: 10_000, mailsPerAddress: 1_000 };
  fixture = await openFixture({
    hub: false,
    config: { port, allowInternalIssuers: true },
    deps: { people: { limits }, now: () => clock },
  });
  owner = await signUp(fixture, 'owner@corp.test');
  const workspaces = (await owner.browser('GET', '/api/v1/me/workspaces')).data as unknown as {
    organizationId: string;
  }[];
  organizationId = workspaces[0]?.organizationId ?? '';
  const made = await owner.browser('POST', `/api/v1/organizations/${organizationId}/oidc-providers`, {
    name: 'Corp',
    issuer: oidc.issuer,
    clientId: oidc.clientId,
    clientSecret: oidc.clientSecret,
    domains: ['corp.test'],
  });
  expect(made.status).toBe(201);
  expect(made.data).toMatchObject({ redirectUri: callback, domains: ['corp.test'] });
  expect(made.text).not.toContain(oidc.clientSecret);
  providerId = made.data['id'] as string;
});
afterAll(async () => {
  await fixture.close();
  await oidc.close();
});
beforeEach(() => {
  oidc.person = { sub: 'ada', email: 'Ada@corp.test', emailVerified: true, name: 'Ada Lovelace' };
});

const visit = (): Browser => openBrowser(() => fixture.spoke.url);

interface Back {
  readonly location: string;
  readonly sessionCookie: string;
}

/** Begins at the spoke and signs in at the provider: the URL that the browser comes back with, and its flow cookie. */
async function go(returnTo = '/'): Promise<{ readonly url: string; readonly cookie: string }> {
  const browser = visit();
  const path = `/api/v1/auth/oidc/${organizationId}/${providerId}/start`;
  const started = await browser('POST', path, { returnTo });
  expect(started.status).toBe(200);
  return { url: await oidc.visit(started.data['url'] as string, callback), cookie: browser.cookie };
}

async function comeBack(url: string, cookie: string): Promise<Back> {
  const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
  expect(response.status).toBe(303);
  const set = response.headers.getSetCookie().find((line) => line.startsWith('__Host-wh_session='));
  return { location: response.headers.get('location') ?? '', sessionCookie: set?.split(';')[0] ?? '' };
}

async function signInThere(returnTo?: string): Promise<Back> {
  const { url, cookie } = await go(returnTo);
  return comeBack(url, cookie);
}

async function verify(
  location: string,
  email: string,
): Promise<{ readonly browser: Browser; readonly answer: Answer }> {
  const id = location.split('#verify=')[1];
  const browser = visit();
  const code = await codeSentTo(fixture, email);
  return { browser, answer: await browser('POST', '/api/v1/auth/oidc/verify', { id, code }) };
}

test('the first sign-in proves the address once, makes the account and joins the organization', async () => {
  const choices = await visit()('GET', `/api/v1/auth/oidc/${organizationId}`);
  expect(choices.data).toEqual([{ id: providerId, name: 'Corp' }]);
  const first = await signInThere();
  expect(first.location).toContain('/sign-in#verify=');
  expect(first.sessionCookie).toBe('');
  const { browser, answer } = await verify(first.location, 'ada@corp.test');
  expect(answer.data).toMatchObject({
    status: 'signed-in',
    user: { email: 'ada@corp.test', name: 'Ada Lovelace', hasPassword: false },
  });
  const organizations = await browser('GET', '/api/v1/organizations');
  expect(organizations.text).toContain(organizationId);
  const again = await signInThere('/runs?x=1');
  expect(again.location).toBe(`${fixture.spoke.url}/runs?x=1`);
  const me = await visit()('GET', '/api/v1/me', undefined, { cookie: again.sessionCookie });
  expect(me.data).toMatchObject({ email: 'ada@corp.test' });
  const sessions = await visit()('GET', '/api/v1/me/sessions', undefined, { cookie: again.sessionCookie });
  expect(sessions.text).toContain('"method":"oidc"');
});

test('a provider’s word alone opens no account that exists: the mailbox has to answer', async () => {
  const { user } = await signUp(fixture, 'victim@elsewhere.test');
  oidc.person = { sub: 'mallory', email: 'victim@elsewhere.test', emailVerified: true, name: 'Mallory' };
  const back = await signInThere();
  expect(back.sessionCookie).toBe('');
  expect(back.location).toContain('#verify=');
  const id = back.location.split('#verify=')[1];
  expect((await visit()('POST', '/api/v1/auth/oidc/verify', { id, code: '000000' })).status).toBe(401);
  // The owner of the mailbox may link it, and stays out of the organization: the domain is none of the provider's.
  const { answer, browser } = await verify(back.location, 'victim@elsewhere.test');
  expect(answer.data).toMatchObject({ user: { id: user.id } });
  expect((await browser('GET', '/api/v1/organizations')).text).not.toContain(organizationId);
});

test('an address that the provider does not vouch for is none', async () => {
  oidc.person = { sub: 'eve', email: 'eve@corp.test', emailVerified: false, name: 'Eve' };
  expect((await signInThere()).location).toContain('#error=UNAUTHENTICATED');
});

test('an answer counts once, in time, unaltered, and only in the browser that asked', async () => {
  const stolen = await go();
  expect((await comeBack(stolen.url, '')).location).toContain('#error=');
  const other = await go();
  const another = await go();
  expect((await comeBack(other.url, another.cookie)).location).toContain('#error=');
  const once = await go();
  expect((await comeBack(once.url, once.cookie)).location).not.toContain('#error=');
  expect((await comeBack(once.url, once.cookie)).location).toContain('#error=');
  const late = await go();
  clock += 10 * 60_000;
  expect((await comeBack(late.url, late.cookie)).location).toContain('#error=');
  const altered = await go();
  const url = new URL(altered.url);
  url.searchParams.set('code', 'another-code');
  expect((await comeBack(url.href, altered.cookie)).location).toContain('#error=');
  const foreign = await go();
  const iss = new URL(foreign.url);
  iss.searchParams.set('iss', 'https://evil.example');
  expect((await comeBack(iss.href, foreign.cookie)).location).toContain('#error=');
});

test('where to go afterwards is a path of ours', async () => {
  const path = `/api/v1/auth/oidc/${organizationId}/${providerId}/start`;
  for (const returnTo of ['https://evil.example', '//evil.example', '/\\evil.example', 'evil', '/a b']) {
    expect((await visit()('POST', path, { returnTo })).status, returnTo).toBe(400);
  }
});

test('providers are the business of who runs the organization; switched off, it signs nobody in', async () => {
  const base = `/api/v1/organizations/${organizationId}/oidc-providers`;
  const { browser: stranger } = await signUp(fixture, 'stranger@example.test');
  expect((await stranger('GET', base)).status).toBe(404);
  expect((await stranger('PATCH', `${base}/${providerId}`, { enabled: false })).status).toBe(404);
  const off = await owner.browser('PATCH', `${base}/${providerId}`, { enabled: false });
  expect(off.data).toMatchObject({ enabled: false });
  const start = `/api/v1/auth/oidc/${organizationId}/${providerId}/start`;
  expect((await visit()('POST', start, {})).status).toBe(404);
  expect((await visit()('GET', `/api/v1/auth/oidc/${organizationId}`)).data).toEqual([]);
  await owner.browser('PATCH', `${base}/${providerId}`, { enabled: true, clientSecret: 'not the right one' });
  const { url, cookie } = await go();
  expect((await comeBack(url, cookie)).location).toContain('#error=UNAUTHENTICATED');
  await owner.browser('PATCH', `${base}/${providerId}`, { clientSecret: oidc.clientSecret });
  const unknown = '00000000-0000-7000-8000-000000000000';
  expect((await visit()('POST', `/api/v1/auth/oidc/${unknown}/${unknown}/start`, {})).status).toBe(404);
});
