import { closeCodes, type WorkspaceId } from '@wheelhouse/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { openBrowser, testPassword } from '../testing/browser.ts';
import { openFixture, type Answer, type Fixture } from '../testing/fixture.ts';
import { openLiveClient, tabHeaders, type LiveClient } from '../testing/live-client.ts';
import { letIn, newPerson, noSignInLimits, type TestPerson } from '../testing/people.ts';

/** WS-19 and AUTH-12 give a second; a loaded machine gets twice as much. */
const withinMs = 2_000;

let fixture: Fixture;
let ada: TestPerson;
let people = 0;

beforeAll(async () => {
  // The regular look is out of the way: what is found in time was told.
  const live = { recheckMs: 600_000 };
  fixture = await openFixture({ hub: false, deps: { people: { limits: noSignInLimits }, live } });
  ada = await newPerson(fixture, 'ada.owner');
});
afterAll(() => fixture.close());

async function newMember(role: string): Promise<TestPerson> {
  const person = await newPerson(fixture, `p${(people += 1)}.${role}`);
  await letIn(fixture, ada, person, role);
  return person;
}

const asAda = (method: string, path: string, body?: unknown): Promise<Answer> =>
  ada.browser(method, `/api/v1${path}`, body);
const member = (who: TestPerson, path = ''): string => `/workspaces/${ada.workspaceId}/members/${who.id}${path}`;

/** A tab of a member of ada's workspace that follows a topic. */
async function watching(headers: Record<string, string>, ...topics: string[]): Promise<LiveClient> {
  const client = await openLiveClient(fixture, headers);
  for (const topic of topics) client.send({ t: 'subscribe', topic });
  for (const topic of topics) await client.first('subscribed', { topic });
  return client;
}

const tabOf = (who: TestPerson): Record<string, string> => tabHeaders(fixture, who.browser.cookie, ada.workspaceId);

async function expectClosed(client: LiveClient, code: number): Promise<void> {
  const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), withinMs).unref());
  const ended = await Promise.race([client.closed, late]);
  expect(ended).toMatchObject({ code });
}

async function spawn(): Promise<string> {
  const spawned = await asAda('POST', '/runs', { agent: 'embedded', prompt: 'x' });
  expect(spawned.status, spawned.text).toBe(202);
  return spawned.data['runId'] as string;
}

describe('WS-19: what is revoked closes the socket', () => {
  test.each<[string, number, (who: TestPerson) => Promise<unknown>]>([
    ['a session that signs out', closeCodes.REVOKED, (who) => who.browser('POST', '/api/v1/auth/sign-out')],
    ['all sessions', closeCodes.REVOKED, (who) => who.browser('POST', '/api/v1/auth/sign-out-everywhere')],
    [
      'a person who is disabled',
      closeCodes.REVOKED,
      ({ id }) =>
        fixture.spoke.db.withUser(id, (tx) => tx.user.update({ where: { id }, data: { disabledAt: new Date() } })),
    ],
    ['a member who is removed', closeCodes.NOT_A_MEMBER, (who) => asAda('DELETE', member(who))],
  ])('%s', async (_what, code, change) => {
    const who = await newMember('viewer');
    const other = await newMember('viewer');
    const [client, others] = [await watching(tabOf(who), 'runs'), await watching(tabOf(other), 'runs')];
    await change(who);
    await expectClosed(client, code);
    const run = await spawn();
    // Others go on, and who is out has heard nothing.
    await eventually(() => others.all('event', 'runs').map(({ data }) => data['id'])).toContain(run);
    expect(client.all('event')).toEqual([]);
    others.socket.terminate();
  });

  test('one session among several of a person', async () => {
    const who = await newMember('viewer');
    const other = openBrowser(() => fixture.spoke.url);
    const signedIn = await other('POST', '/api/v1/auth/sign-in', { email: who.email, password: testPassword });
    expect(signedIn.status, signedIn.text).toBe(200);
    const here = await watching(tabOf(who), 'runs');
    const there = await watching(tabHeaders(fixture, other.cookie, ada.workspaceId), 'runs');
    const sessions = await who.browser('GET', '/api/v1/me/sessions');
    const theirs = (sessions.data as unknown as { id: string; current: boolean }[]).find(({ current }) => !current);
    await who.browser('DELETE', `/api/v1/me/sessions/${theirs?.id ?? ''}`);
    await expectClosed(there, closeCodes.REVOKED);
    here.send({ t: 'ping', id: 'still' });
    await here.first('pong', { id: 'still' });
    here.socket.terminate();
  });

  test('a key that is revoked, and a service account', async () => {
    const made = await asAda('POST', '/keys', {});
    const account = await asAda('POST', '/service-accounts', { name: 'watcher' });
    const key = await watching({ authorization: `Bearer ${made.data['key'] as string}` }, 'runs');
    const service = await watching({ authorization: `Bearer ${account.data['key'] as string}` }, 'runs');
    await asAda('DELETE', `/keys/${made.data['id'] as string}`);
    await expectClosed(key, closeCodes.REVOKED);
    expect(service.socket.readyState).toBe(service.socket.OPEN);
    await asAda('DELETE', `/service-accounts/${account.data['id'] as string}`);
    await expectClosed(service, closeCodes.REVOKED);
  });

  test('a workspace that is deleted', async () => {
    const gone = await newPerson(fixture, 'gone.owner');
    const client = await watching(tabHeaders(fixture, gone.browser.cookie), 'runs');
    const deleted = await gone.browser('DELETE', `/api/v1/workspaces/${gone.workspaceId}`);
    expect(deleted.status, deleted.text).toBeLessThan(300);
    await expectClosed(client, closeCodes.NOT_A_MEMBER);
  });

  test('what ends by the clock is found by the regular look', async () => {
    const quick = await openFixture({ hub: false, deps: { live: { recheckMs: 300, tickMs: 100 } } });
    try {
      const expiresAt = new Date(Date.now() + 2_000);
      const client = await openLiveClient(quick, { authorization: `Bearer ${quick.own.apiKey}` });
      await client.first('welcome');
      const workspaceId = quick.own.workspaceId as WorkspaceId;
      await quick.spoke.db.withSystemTenant(workspaceId, (tx) =>
        tx.apiKey.updateMany({ where: { workspaceId }, data: { expiresAt } }),
      );
      expect((await client.closed).code).toBe(closeCodes.REVOKED);
      expect(Date.now()).toBeGreaterThanOrEqual(expiresAt.getTime());
    } finally {
      await quick.close();
    }
  });
});

describe('AUTH-12: a demotion counts on open sockets', () => {
  test('topics that are not permitted any more are dropped, the others go on', async () => {
    const who = await newMember('operator');
    const run = await spawn();
    const client = await watching(tabOf(who), 'runs', 'approvals', 'commands', `runs/${run}/events`);
    expect((await asAda('PUT', member(who, '/role'), { role: 'viewer' })).status).toBe(200);
    expect(await client.first('dropped')).toEqual({ t: 'dropped', topic: 'approvals', code: 'NOT_AUTHORIZED' });
    client.send({ t: 'subscribe', id: 'again', topic: 'approvals' });
    expect(await client.first('error', { id: 'again' })).toMatchObject({ code: 'NOT_AUTHORIZED' });
    // A viewer reads members, an operator does not.
    client.send({ t: 'subscribe', topic: 'members' });
    await client.first('subscribed', { topic: 'members' });
    expect(client.all('dropped')).toHaveLength(1);
    client.socket.terminate();
  });

  test('from all runs to those that were shared: the list begins anew, a run of others is dropped', async () => {
    const who = await newMember('viewer');
    const [shared, hidden] = [await spawn(), await spawn()];
    await asAda('POST', '/shares', { kind: 'run', resourceId: shared, userId: who.id });
    const client = await watching(tabOf(who), 'runs', 'commands', `runs/${shared}/events`, `runs/${hidden}/events`);
    await asAda('PUT', member(who, '/role'), { role: 'guest' });
    expect(await client.first('dropped', { topic: `runs/${hidden}/events` })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await client.first('dropped', { topic: 'commands' })).toMatchObject({ code: 'NOT_AUTHORIZED' });
    await client.first('snapshot', { topic: 'runs' });
    for (const run of [hidden, shared]) await asAda('POST', `/runs/${run}/kill`, {});
    await eventually(() => client.all('event', 'runs').map(({ data }) => data['id'])).toContain(shared);
    expect(client.all('event', 'runs').map(({ data }) => data['id'])).not.toContain(hidden);
    expect(client.all('dropped').map(({ topic }) => topic)).not.toContain(`runs/${shared}/events`);
    client.socket.terminate();
  });

  test('a share that is taken back ends the run’s events, and what was told of it is not told again', async () => {
    const who = await newMember('guest');
    const run = await spawn();
    const share = await asAda('POST', '/shares', { kind: 'run', resourceId: run, userId: who.id });
    const client = await watching(tabOf(who), 'runs', `runs/${run}/events`);
    const seen = await client.first('subscribed', { topic: 'runs' });
    await asAda('POST', `/runs/${run}/kill`, {});
    await eventually(() => client.all('event', 'runs')).not.toEqual([]);
    await asAda('DELETE', `/shares/${share.data['id'] as string}`);
    await client.first('snapshot', { topic: 'runs' });
    const again = await openLiveClient(fixture, tabOf(who));
    again.send({ t: 'resume', topic: 'runs', epoch: seen.epoch, seq: seen.seq });
    again.send({ t: 'resume', topic: `runs/${run}/events`, epoch: 'stored', seq: 0 });
    expect(await again.first('error')).toMatchObject({ topic: `runs/${run}/events`, code: 'NOT_FOUND' });
    await again.first('snapshot', { topic: 'runs' });
    expect(again.all('event')).toEqual([]);
    for (const each of [client, again]) each.socket.terminate();
  });
});
