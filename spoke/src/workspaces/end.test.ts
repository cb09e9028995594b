import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createLogger } from '@wheelhouse/server';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sweep } from '../retention/retention.ts';
import { callerFor, openFixture, type Answer, type Fixture } from '../testing/fixture.ts';
import { letIn, newPerson, noSignInLimits, type TestPerson } from '../testing/people.ts';
import { until } from '../testing/until.ts';

let fixture: Fixture;
let admin: pg.Client;
let ada: TestPerson;
let bob: TestPerson;
/** An admin of ada's workspace. */
let carl: TestPerson;

beforeAll(async () => {
  fixture = await openFixture({
    hub: false,
    config: { orchestrator: 'embedded', concurrency: 2 },
    deps: { people: { limits: noSignInLimits } },
  });
  admin = new pg.Client({ connectionString: fixture.database.adminUrl });
  await admin.connect();
  [ada, bob, carl] = [
    await newPerson(fixture, 'ada.owner'),
    await newPerson(fixture, 'bob'),
    await newPerson(fixture, 'carl'),
  ];
  await letIn(fixture, ada, carl, 'admin');
  for (const person of [ada, bob]) {
    const agent = { name: 'sleep', runtime: 'process', config: { argv: ['sleep', '600'] } };
    expect((await inOwn(person)('POST', '/api/v1/agents', agent)).status).toBe(201);
  }
});
afterAll(async () => {
  await admin.end();
  await fixture.close();
});

function inOwn(person: TestPerson): (method: string, path: string, body?: unknown) => Promise<Answer> {
  return (method, path, body) => person.browser(method, path, body, { 'x-workspace-id': person.workspaceId });
}

async function spawn(person: TestPerson): Promise<string> {
  const answer = await inOwn(person)('POST', '/api/v1/runs', { agent: 'sleep' });
  expect(answer.status, answer.text).toBe(202);
  return answer.data['runId'] as string;
}

async function stateOf(workspaceId: string, runId: string): Promise<string | undefined> {
  const found = await admin.query<{ state: string }>('SELECT state FROM runs WHERE workspace_id = $1 AND id = $2', [
    workspaceId,
    runId,
  ]);
  return found.rows[0]?.state;
}

const workspace = (path: string): string => `/api/v1/workspaces/${ada.workspaceId}${path}`;

/** How many rows of a workspace each table has, as the superuser sees it. */
async function rowsOf(workspaceId: string): Promise<Record<string, number>> {
  const tables = await admin.query<{ name: string }>(`SELECT c.relname AS name FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id'
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'`);
  const counts: Record<string, number> = {};
  for (const { name } of tables.rows) {
    const sql = `SELECT count(*)::int AS count FROM ${pg.escapeIdentifier(name)} WHERE workspace_id = $1`;
    const { rows } = await admin.query<{ count: number }>(sql, [workspaceId]);
    if ((rows[0]?.count ?? 0) > 0) counts[name] = rows[0]?.count ?? 0;
  }
  return counts;
}

/** Everything in the queue store that names the workspace, in whatever column. */
async function jobsOf(workspaceId: string): Promise<number> {
  const tables = await admin.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'bullmq'`,
  );
  let found = 0;
  for (const { name } of tables.rows) {
    const sql = `SELECT count(*)::int AS count FROM bullmq.${pg.escapeIdentifier(name)} t WHERE t::text LIKE $1`;
    found += (await admin.query<{ count: number }>(sql, [`%${workspaceId}%`])).rows[0]?.count ?? 0;
  }
  return found;
}

test('TEN-20: deleting a workspace ends access, agents and streams at once; purging leaves no row, job or file', async () => {
  const running = [await spawn(ada), await spawn(ada)];
  for (const id of running) {
    await until(`run ${id} is up`, async () => (await stateOf(ada.workspaceId, id)) === 'running');
  }
  const queued = [await spawn(ada), await spawn(ada)];
  const theirs = await spawn(bob);
  await until('the jobs are queued', async () => (await jobsOf(ada.workspaceId)) > 0);
  const stream = fetch(`${fixture.spoke.url}/api/v1/runs/${running[0] ?? ''}/events`, {
    headers: { cookie: ada.browser.cookie, 'x-workspace-id': ada.workspaceId, accept: 'text/event-stream' },
  }).then((response) => response.text());

  expect((await carl.browser('DELETE', workspace(''))).status).toBe(404);
  expect((await bob.browser('DELETE', workspace(''))).status).toBe(404);
  const deleted = await ada.browser('DELETE', workspace(''));
  expect(deleted.status, deleted.text).toBe(200);
  for (const person of [ada, carl]) {
    expect((await person.browser('GET', workspace(''))).status).toBe(404);
    const inside = await person.browser('GET', '/api/v1/runs', undefined, { 'x-workspace-id': ada.workspaceId });
    expect(inside.status).toBe(404);
  }
  expect((await ada.browser('GET', '/api/v1/workspaces')).text).not.toContain(ada.workspaceId);
  expect((await ada.browser('GET', '/api/v1/workspaces?deleted=true')).text).toContain(ada.workspaceId);
  for (const id of running) {
    await until(`run ${id} is dead`, async () => (await stateOf(ada.workspaceId, id)) === 'killed');
  }
  for (const id of queued) {
    await until(`run ${id} is off`, async () => (await stateOf(ada.workspaceId, id)) === 'cancelled');
  }
  await stream;

  expect((await bob.browser('POST', workspace('/restore'))).status).toBe(404);
  expect((await carl.browser('POST', workspace('/restore'))).status).toBe(404);
  expect((await ada.browser('POST', workspace('/restore'))).data).toMatchObject({ id: ada.workspaceId });
  expect((await carl.browser('GET', workspace(''))).status).toBe(200);
  expect((await inOwn(ada)('GET', `/api/v1/runs/${running[0] ?? ''}`)).data).toMatchObject({ state: 'killed' });
  expect((await ada.browser('POST', workspace('/restore'))).error?.code).toBe('PRECONDITION');
  expect((await ada.browser('POST', workspace('/purge'), { confirm: 'default' })).error?.code).toBe('PRECONDITION');
  expect((await ada.browser('DELETE', workspace(''))).status).toBe(200);

  const before = await rowsOf(bob.workspaceId);
  expect((await carl.browser('POST', workspace('/purge'), { confirm: 'default' })).status).toBe(404);
  expect((await ada.browser('POST', workspace('/purge'), { confirm: 'other' })).error?.code).toBe('INVALID');
  const purged = await ada.browser('POST', workspace('/purge'), { confirm: 'default' });
  expect(purged.status, purged.text).toBe(200);
  await until('the queues are dropped', async () => (await jobsOf(ada.workspaceId)) === 0);
  await until('no row is left', async () => Object.keys(await rowsOf(ada.workspaceId)).length === 0);
  const files = await Promise.all(
    ['runs', 'work'].map((folder) => readdir(join(fixture.dir, folder)).catch(() => [] as string[])),
  );
  for (const id of [...running, ...queued]) expect(files.flat()).not.toContain(id);
  expect((await ada.browser('POST', workspace('/restore'))).status).toBe(404);

  await until('bob’s run is up', async () => (await stateOf(bob.workspaceId, theirs)) === 'running');
  expect(files.flat()).toContain(theirs);
  const after = await rowsOf(bob.workspaceId);
  for (const [table, count] of Object.entries(before)) expect(after[table] ?? 0, table).toBeGreaterThanOrEqual(count);
  const log = await admin.query(
    `SELECT 1 FROM organization_audit_log WHERE action = 'workspace.purge' AND resource_id = $1`,
    [ada.workspaceId],
  );
  expect(log.rowCount).toBe(1);
  await inOwn(bob)('POST', `/api/v1/runs/${theirs}/kill`, { now: true });
});

test('TEN-20: keys of a deleted workspace are refused at once, and its time over it goes by itself', async () => {
  const made = await fixture.api('POST', '/api/v1/workspaces', { name: 'Short', slug: 'short' });
  const { id } = made.data['workspace'] as { id: string };
  const own = callerFor(() => fixture.spoke.url, made.data['apiKey'] as string);
  expect((await own('DELETE', `/api/v1/workspaces/${id}`)).status).toBe(200);
  expect((await own('GET', '/api/v1/runs')).status).toBe(401);
  const restored = await fixture.api('POST', `/api/v1/workspaces/${id}/restore`);
  expect(restored.status, restored.text).toBe(200);
  expect((await own('GET', '/api/v1/runs')).status).toBe(200);
  expect((await own('DELETE', `/api/v1/workspaces/${id}`)).status).toBe(200);
  await admin.query(`UPDATE workspaces SET purge_after = now() - interval '1 second' WHERE id = $1`, [id]);
  const logger = createLogger({ name: 'test', level: 'silent' });
  await sweep({ db: fixture.spoke.db, logger, now: Date.now, instanceDir: fixture.dir });
  await until('no row is left', async () => Object.keys(await rowsOf(id)).length === 0);
});
