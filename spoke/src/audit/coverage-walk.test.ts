import { randomUUID } from 'node:crypto';
import { totpCode } from '@wheelhouse/identity';
import { Secret } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAuditRows, type AuditRows } from '../testing/audit-rows.ts';
import { codeSentTo, openBrowser, testPassword } from '../testing/browser.ts';
import {
  announce,
  connectPeer,
  firstReceipt,
  grantTo,
  makePeer,
  openFixture,
  signCommand,
  spawnEcho,
  type Answer,
  type Fixture,
} from '../testing/fixture.ts';
import { invitationTo, newPerson, noSignInLimits, type TestPerson } from '../testing/people.ts';

/**
 * Routes whose success is not walked here, with the test that holds them to one row: every fixture fails when it closes
 * with a request that has two. A new route that changes something goes into the walk, or here with its reason.
 */
const elsewhere: Readonly<Record<string, string>> = {
  'POST /api/v1/auth/setup': 'only before anybody has an account: people/links.test.ts',
  'POST /api/v1/auth/link': 'a link that the process prints: people/links.test.ts',
  'POST /api/v1/auth/password/reset/confirm': 'people/links.test.ts',
  'POST /api/v1/auth/oidc/:organizationId/:providerId/start': 'needs a provider: people/oidc.test.ts',
  'POST /api/v1/auth/oidc/verify': 'needs a provider: people/oidc.test.ts',
  'POST /api/v1/organizations/:id/oidc-providers': 'needs a provider: people/oidc.test.ts',
  'PATCH /api/v1/organizations/:id/oidc-providers/:providerId': 'needs a provider: people/oidc.test.ts',
  'DELETE /api/v1/organizations/:id/oidc-providers/:providerId': 'needs a provider: people/oidc.test.ts',
  'POST /api/v1/imports': 'only who runs the instance: imports/imports.test.ts',
  'POST /api/v1/imports/:id/undo': 'only who runs the instance: imports/imports.test.ts',
  'POST /api/v1/approvals/:id/answer': 'a running agent that asks: approvals/approvals.test.ts',
  'POST /api/v1/instance/kill-all': 'only who runs the instance: runs/kill-all.test.ts',
  'POST /api/v1/runs/:id/input': 'a running agent that reads: runs/runs.test.ts',
  'POST /api/v1/runs/:id/approve': 'a running agent that asks: runs/runs.test.ts',
  'POST /api/v1/commands/envelope': 'a command that another process signed: link/link.test.ts',
};

type Call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;

let fixture: Fixture;
let rows: AuditRows;
let clock = Date.now();
const walked = new Set<string>();

beforeAll(async () => {
  fixture = await openFixture({ deps: { people: { limits: noSignInLimits }, now: () => clock } });
  rows = await openAuditRows(fixture.database.adminUrl);
});
afterAll(async () => {
  await rows.close();
  await fixture.close();
});

/** Which route a path belongs to. */
function routeOf(method: string, path: string): string {
  const matches = ({ url }: { readonly url: string }): boolean =>
    new RegExp(`^${url.replaceAll(/:[A-Za-z]+/g, '[^/]+')}$`).test(path);
  const found = fixture.spoke.routes.filter((route) => route.method === method && matches(route));
  const best = found.find(({ url }) => !url.includes(':')) ?? found[0];
  return `${method} ${best?.url ?? path}`;
}

/** Calls, and demands that it succeeded and that exactly one row says so. */
async function did(call: Call, method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const requestId = randomUUID();
  const answer = await call(method, path, body, { 'x-request-id': requestId });
  const what = `${method} ${path} ${answer.text}`;
  expect(answer.status, what).toBeLessThan(300);
  expect(await rows.of(requestId), what).toMatchObject([{ verdict: 'accepted', code: null }]);
  expect(await rows.of(requestId), what).toHaveLength(1);
  walked.add(routeOf(method, path));
  return answer.data;
}

const idOf = (data: Record<string, unknown>): string => data['id'] as string;
let ada: TestPerson;
let bob: TestPerson;

test('OPS-02: signing up, in and out', async () => {
  const visitor = openBrowser(() => fixture.spoke.url);
  const email = 'walker@example.test';
  const started = await did(visitor, 'POST', '/api/v1/auth/sign-up', { email, name: 'Walker', password: testPassword });
  const code = await codeSentTo(fixture, email);
  await did(visitor, 'POST', '/api/v1/auth/verify-email', { id: started['id'], code });
  await did(visitor, 'PATCH', '/api/v1/me', { name: 'Walker Two' });
  await did(visitor, 'PATCH', '/api/v1/me/preferences', { theme: 'dark' });
  await did(visitor, 'POST', '/api/v1/auth/sign-out');
  await did(visitor, 'POST', '/api/v1/auth/sign-in', { email, password: testPassword });
  const asked = await did(visitor, 'POST', '/api/v1/auth/email-code', { email });
  const second = openBrowser(() => fixture.spoke.url);
  const given = { id: asked['id'], code: await codeSentTo(fixture, email) };
  await did(second, 'POST', '/api/v1/auth/email-code/verify', given);
  const sessions = (await visitor('GET', '/api/v1/me/sessions')).data as unknown as { id: string; current: boolean }[];
  const other = sessions.find((session) => !session.current);
  await did(visitor, 'DELETE', `/api/v1/me/sessions/${other?.id ?? ''}`);
  await did(visitor, 'POST', '/api/v1/auth/password/reset', { email });
  await did(visitor, 'POST', '/api/v1/auth/password', { current: testPassword, next: `${testPassword} 2` });
  const again = openBrowser(() => fixture.spoke.url);
  await did(again, 'POST', '/api/v1/auth/sign-in', { email, password: `${testPassword} 2` });
  await did(again, 'POST', '/api/v1/auth/sign-out-everywhere');
});

test('OPS-02: a second factor', async () => {
  const person = await newPerson(fixture, 'factor');
  const enrolled = await did(person.browser, 'POST', '/api/v1/me/factors');
  const { bytes } = Secret.fromBase32(enrolled['secret'] as string);
  const code = (): string => {
    clock += 30_000;
    return totpCode(bytes, clock);
  };
  const factor = `/api/v1/me/factors/${idOf(enrolled)}`;
  await did(person.browser, 'POST', `${factor}/confirm`, { code: totpCode(bytes, clock) });
  const visitor = openBrowser(() => fixture.spoke.url);
  const half = await did(visitor, 'POST', '/api/v1/auth/sign-in', { email: person.email, password: testPassword });
  await did(visitor, 'POST', '/api/v1/auth/second-factor', { challenge: half['challenge'], code: code() });
  await did(visitor, 'POST', '/api/v1/me/recovery-codes', { code: code() });
  await did(visitor, 'POST', `${factor}/remove`, { code: code() });
});

test('OPS-02: the life of a workspace and its members', async () => {
  ada = await newPerson(fixture, 'ada.walks');
  bob = await newPerson(fixture, 'bob.walks');
  const at = (path: string): string => `/api/v1/workspaces/${ada.workspaceId}${path}`;
  const invite = { email: bob.email, role: 'viewer' };
  await did(
    ada.browser,
    'DELETE',
    at(`/invitations/${idOf(await did(ada.browser, 'POST', at('/invitations'), invite))}`),
  );
  const invited = idOf(await did(ada.browser, 'POST', at('/invitations'), invite));
  await did(ada.browser, 'POST', at(`/invitations/${invited}/resend`));
  const token = await invitationTo(fixture, bob.email);
  await did(bob.browser, 'POST', '/api/v1/workspaces/accept-invitation', { token });
  await did(bob.browser, 'POST', at('/switch'));
  await did(ada.browser, 'PUT', at(`/members/${bob.id}/role`), { role: 'developer' });
  await did(ada.browser, 'PATCH', at(''), { description: 'walked' });
  await did(ada.browser, 'PATCH', at('/settings'), { logRetentionDays: 40 });
  await did(ada.browser, 'PUT', at('/limits'), { maxTeams: 50 });
  await did(ada.browser, 'PUT', at('/branding'), { color: '#123456' });
  const made = await did(ada.browser, 'POST', '/api/v1/workspaces', { name: 'Second', slug: 'second' });
  const second = `/api/v1/workspaces/${idOf(made['workspace'] as Record<string, unknown>)}`;
  await did(ada.browser, 'DELETE', second);
  await did(ada.browser, 'POST', `${second}/restore`);
  await did(ada.browser, 'DELETE', second);
  await did(ada.browser, 'POST', `${second}/purge`, { confirm: 'second' });
});

test('OPS-02: everything stops, and goes on', async () => {
  await did(ada.browser, 'POST', '/api/v1/kill-all', {});
  await did(ada.browser, 'DELETE', '/api/v1/lock');
});

test('OPS-02: schedules', async () => {
  const wish = { name: 'nightly', cron: '0 3 * * *', spawn: { agent: 'echo' } };
  const made = await did(ada.browser, 'POST', '/api/v1/schedules', wish);
  await did(ada.browser, 'PATCH', `/api/v1/schedules/${idOf(made)}`, { enabled: false });
  await did(ada.browser, 'DELETE', `/api/v1/schedules/${idOf(made)}`);
});

test('OPS-02: saved views', async () => {
  const made = await did(ada.browser, 'POST', '/api/v1/views', { screen: 'runs', name: 'Mine', query: '' });
  await did(ada.browser, 'PATCH', `/api/v1/views/${idOf(made)}`, { query: 'state=failed' });
  await did(ada.browser, 'DELETE', `/api/v1/views/${idOf(made)}`);
});

test('OPS-02: secrets', async () => {
  const made = await did(ada.browser, 'POST', '/api/v1/secrets', { name: 'WALKED', value: 'one' });
  await did(ada.browser, 'PATCH', `/api/v1/secrets/${idOf(made)}`, { value: 'two' });
  await did(ada.browser, 'DELETE', `/api/v1/secrets/${idOf(made)}`);
});

test('OPS-02: teams and shares', async () => {
  const team = `/api/v1/teams/${idOf(await did(ada.browser, 'POST', '/api/v1/teams', { name: 'Walkers' }))}`;
  await did(ada.browser, 'PATCH', team, { description: 'on foot' });
  await did(ada.browser, 'PUT', `${team}/members/${bob.id}`, { role: 'member' });
  const agent = { name: 'shared', runtime: 'process', config: { argv: ['true'] } };
  const resourceId = idOf(await did(ada.browser, 'POST', '/api/v1/agents', agent));
  await did(ada.browser, 'PATCH', `/api/v1/agents/${resourceId}`, { enabled: false });
  const share = await did(ada.browser, 'POST', '/api/v1/shares', { kind: 'agent', resourceId, userId: bob.id });
  await did(ada.browser, 'DELETE', `/api/v1/shares/${idOf(share)}`);
  await did(ada.browser, 'DELETE', `${team}/members/${bob.id}`);
  await did(ada.browser, 'DELETE', team);
  await did(ada.browser, 'DELETE', `/api/v1/workspaces/${ada.workspaceId}/members/${bob.id}`);
});

test('OPS-02: the life of an organization', async () => {
  const made = await did(ada.browser, 'POST', '/api/v1/organizations', { name: 'Walkers', slug: 'walkers' });
  const at = (path: string): string => `/api/v1/organizations/${idOf(made)}${path}`;
  await did(ada.browser, 'PATCH', at(''), { name: 'Long Walkers' });
  const invite = { email: bob.email, role: 'member' };
  await did(
    ada.browser,
    'DELETE',
    at(`/invitations/${idOf(await did(ada.browser, 'POST', at('/invitations'), invite))}`),
  );
  const invited = idOf(await did(ada.browser, 'POST', at('/invitations'), invite));
  await did(ada.browser, 'POST', at(`/invitations/${invited}/resend`));
  const token = await invitationTo(fixture, bob.email);
  await did(bob.browser, 'POST', '/api/v1/workspaces/accept-invitation', { token });
  await did(ada.browser, 'PUT', at(`/members/${bob.id}/role`), { role: 'auditor' });
  await did(ada.browser, 'PUT', at(`/members/${bob.id}/overrides`), { deny: ['runs:kill'] });
  await did(ada.browser, 'DELETE', at(`/members/${bob.id}`));
  const role = idOf(await did(ada.browser, 'POST', at('/roles'), { name: 'Stopper', permissions: ['runs:read'] }));
  await did(ada.browser, 'PATCH', at(`/roles/${role}`), { description: 'stops' });
  await did(ada.browser, 'DELETE', at(`/roles/${role}`));
});

test('OPS-02: runs, peers, grants, exports', async () => {
  const peer = makePeer();
  await announce(fixture, [{ peer, state: 'active' }]);
  const { api } = fixture;
  await did(api, 'POST', `/api/v1/peers/${peer.instanceId}/pin`, { fingerprint: peer.fingerprint });
  const grant = { grantee: peer.instanceId, verbs: ['agent.spawn'] };
  const granted = await did(api, 'POST', '/api/v1/grants', grant);
  await did(api, 'DELETE', `/api/v1/grants/${idOf(granted)}`);
  await did(api, 'POST', `/api/v1/peers/${peer.instanceId}/state`, { state: 'suspended' });
  const spawned = await did(api, 'POST', '/api/v1/runs', { agent: 'echo' });
  const run = `/api/v1/runs/${spawned['runId'] as string}`;
  await did(api, 'POST', `${run}/status`);
  await did(api, 'POST', `${run}/kill`, {});
  await did(api, 'GET', '/api/v1/audit/export');
});

test('OPS-02: messages over A2A', async () => {
  const a2a: Call = (method, path, body, headers) =>
    fixture.api(method, path, body, { ...headers, 'a2a-version': '1.0' });
  const call = (): object => ({
    jsonrpc: '2.0',
    id: 1,
    method: 'SendMessage',
    params: {
      message: {
        messageId: randomUUID(),
        role: 'ROLE_USER',
        parts: [{ text: 'walked' }],
        metadata: { agent: 'echo' },
      },
      configuration: { returnImmediately: true },
    },
  });
  await did(a2a, 'POST', '/a2a/v1', call());
  await did(a2a, 'POST', '/a2a/v1/agents/echo', call());
});

test('OPS-02: keys and service accounts', async () => {
  const { api } = fixture;
  const key = await did(api, 'POST', '/api/v1/keys', {});
  const next = await did(api, 'POST', `/api/v1/keys/${idOf(key)}/rotate`, {});
  await did(api, 'DELETE', `/api/v1/keys/${idOf(next)}`);
  const account = await did(api, 'POST', '/api/v1/service-accounts', { name: 'walker' });
  const path = `/api/v1/service-accounts/${idOf(account)}`;
  await did(api, 'PATCH', path, { description: 'walked' });
  await did(api, 'POST', `${path}/rotate`, {});
  await did(api, 'DELETE', path);
});

test('OPS-02: whoever runs the instance', async () => {
  const { db } = fixture.spoke;
  await db.withUser(ada.id, (tx) => tx.user.update({ where: { id: ada.id }, data: { instanceAdmin: true } }));
  await did(ada.browser, 'POST', '/api/v1/instance/secrets-key/rotate');
  await did(ada.browser, 'GET', '/api/v1/instance/audit/export');
  await did(ada.browser, 'GET', `/api/v1/organizations/${ada.organizationId}/audit/export`);
});

test('OPS-02: every federated command has one row, accepted or rejected, however often it comes', async () => {
  const peer = makePeer('west');
  await connectPeer(fixture, peer);
  await grantTo(fixture, peer, { verbs: ['agent.spawn'] });
  const spawn = signCommand(fixture, peer, { body: spawnEcho });
  const status = signCommand(fixture, peer, { body: { verb: 'agent.status' }, agt: spawn.agt });
  for (const [command, verdict] of [
    [spawn, 'accepted'],
    [status, 'rejected'],
  ] as const) {
    await firstReceipt(fixture, command);
    await fixture.hub.acknowledged(fixture.hub.relay(command.envelope));
    const { workspaceId } = fixture.own;
    const found = await fixture.spoke.db.withSystemTenant(workspaceId, (tx) =>
      tx.auditLog.findMany({ where: { workspaceId, detail: { path: ['command'], equals: command.id } } }),
    );
    expect(found).toMatchObject([{ verdict, actorKind: 'remote', actorId: peer.instanceId }]);
  }
});

test('OPS-02: every route that changes something was walked, or is known to be walked elsewhere', () => {
  const changing = fixture.spoke.routes.filter(
    ({ method, audit }) => method !== 'GET' && audit?.changesNothing !== true,
  );
  const missing = changing.map(({ method, url }) => `${method} ${url}`).filter((name) => !walked.has(name));
  const unproven = missing.filter((name) => elsewhere[name] === undefined);
  expect(unproven, 'walk them above with did(…), or name the test that does in `elsewhere`').toEqual([]);
});
