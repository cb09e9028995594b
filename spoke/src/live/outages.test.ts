import { sessionRules } from '@wheelhouse/identity';
import { closeCodes } from '@wheelhouse/protocol';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { openFixture, type Fixture } from '../testing/fixture.ts';
import { openLiveClient, tabHeaders, type LiveClient } from '../testing/live-client.ts';
import { letIn, newPerson, noSignInLimits, type TestPerson } from '../testing/people.ts';

let skewMs = 0;
let fixture: Fixture;
let admin: pg.Client;
let ada: TestPerson;

const deps = { people: { limits: noSignInLimits }, now: (): number => Date.now() + skewMs };

beforeAll(async () => {
  fixture = await openFixture({ hub: false, deps: { ...deps, live: { recheckMs: 600_000 } } });
  admin = new pg.Client({ connectionString: fixture.database.adminUrl });
  await admin.connect();
  ada = await newPerson(fixture, 'ada.outage');
});
afterAll(async () => {
  await admin.end();
  await fixture.close();
});

const tabOf = (who: TestPerson): Promise<LiveClient> =>
  openLiveClient(fixture, tabHeaders(fixture, who.browser.cookie, ada.workspaceId));

async function spawn(): Promise<string> {
  const spawned = await ada.browser('POST', '/api/v1/runs', { agent: 'embedded', prompt: 'x' });
  expect(spawned.status, spawned.text).toBe(202);
  return spawned.data['runId'] as string;
}

async function listeners(): Promise<readonly number[]> {
  const { rows } = await admin.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN "wh_%'`,
  );
  return rows.map(({ pid }) => pid);
}

test('notifications that may have been missed: lists begin anew, runs go on, rights are asked about', async () => {
  const gone = await newPerson(fixture, 'gone.outage');
  await letIn(fixture, ada, gone, 'viewer');
  const run = await spawn();
  const [client, theirs] = [await tabOf(ada), await tabOf(gone)];
  for (const topic of ['runs', `runs/${run}/events`]) client.send({ t: 'subscribe', topic });
  const before = await client.first('subscribed', { topic: 'runs' });
  await client.first('subscribed', { topic: `runs/${run}/events` });
  await theirs.first('welcome');
  const pids = await listeners();
  expect(pids.length).toBeGreaterThanOrEqual(3);
  // Behind the spoke's back: no service is there to tell it.
  await admin.query('DELETE FROM workspace_members WHERE user_id = $1', [gone.id]);
  theirs.send({ t: 'ping' });
  await theirs.first('pong');
  for (const pid of pids) await admin.query('SELECT pg_terminate_backend($1)', [pid]);
  expect((await client.first('snapshot', { topic: 'runs' })).epoch).not.toBe(before.epoch);
  expect((await theirs.closed).code).toBe(closeCodes.NOT_A_MEMBER);
  const after = await spawn();
  await eventually(() => client.all('event', 'runs').map(({ data }) => data['id'])).toContain(after);
  expect(client.all('snapshot').map(({ topic }) => topic)).toEqual(['runs']);
  client.socket.terminate();
});

test('WS-18: a spoke that stops says so; after it runs’ events are continued, lists are read anew', async () => {
  const run = await spawn();
  const client = await tabOf(ada);
  client.send({ t: 'subscribe', topic: 'runs' });
  const { epoch, seq } = await client.first('subscribed');
  const stopped = fixture.restart();
  expect((await client.closed).code).toBe(1001);
  await stopped;
  const again = await tabOf(ada);
  again.send({ t: 'resume', topic: 'runs', epoch, seq });
  again.send({ t: 'resume', topic: `runs/${run}/events`, epoch: 'stored', seq: 0 });
  expect((await again.first('snapshot', { topic: 'runs' })).epoch).not.toBe(epoch);
  await again.first('subscribed', { topic: `runs/${run}/events` });
  again.socket.terminate();
});

test('an open tab is no use of its session: it ends idle like any other, and its socket with it', async () => {
  await fixture.restart({ live: { recheckMs: 100, tickMs: 20 } });
  const idle = await newPerson(fixture, 'idle.outage');
  const client = await openLiveClient(fixture, tabHeaders(fixture, idle.browser.cookie));
  await client.first('welcome');
  skewMs = sessionRules.idleMs - 60_000;
  client.send({ t: 'ping', id: 'still' });
  await client.first('pong', { id: 'still' });
  // Time for some looks, none of which counts as a use.
  await new Promise((resolve) => setTimeout(resolve, 400));
  skewMs = sessionRules.idleMs + 60_000;
  expect((await client.closed).code).toBe(closeCodes.REVOKED);
  skewMs = 0;
});

test('the API’s description tells of the socket', async () => {
  const response = await fetch(`${fixture.spoke.url}/openapi.json`);
  const described = (await response.json()) as { paths: Record<string, { get?: { description?: string } }> };
  expect(described.paths['/api/v1/live']?.get?.description).toContain('docs/live.md');
});
