import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFixture, type Answer, type Fixture } from '../testing/fixture.ts';
import { newPerson, noSignInLimits, type TestPerson } from '../testing/people.ts';
import { until } from '../testing/until.ts';

let fixture: Fixture;
let admin: pg.Client;
let ada: TestPerson;
let bob: TestPerson;

beforeAll(async () => {
  fixture = await openFixture({
    hub: false,
    config: { orchestrator: 'embedded', concurrency: 1 },
    deps: { people: { limits: noSignInLimits } },
  });
  admin = new pg.Client({ connectionString: fixture.database.adminUrl });
  await admin.connect();
  [ada, bob] = [await newPerson(fixture, 'ada.owner'), await newPerson(fixture, 'bob')];
  for (const person of [ada, bob]) {
    for (const [name, argv] of [
      ['sleep', ['sleep', '600']],
      ['mark', ['echo', person.email]],
    ] as const) {
      const made = await inOwn(person)('POST', '/api/v1/agents', { name, runtime: 'process', config: { argv } });
      expect(made.status).toBe(201);
    }
  }
});
afterAll(async () => {
  await admin.end();
  await fixture.close();
});

type Call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;

function inOwn(person: TestPerson): Call {
  return (method, path, body, headers) =>
    person.browser(method, path, body, { 'x-workspace-id': person.workspaceId, ...headers });
}

async function spawn(person: TestPerson, body: object, headers?: Record<string, string>): Promise<string> {
  const answer = await inOwn(person)('POST', '/api/v1/runs', body, headers);
  expect([200, 202], answer.text).toContain(answer.status);
  return answer.data['runId'] as string;
}

async function reached(person: TestPerson, id: string, state: string, timeoutMs?: number): Promise<void> {
  await until(
    `run ${id} is ${state}`,
    async () => (await inOwn(person)('GET', `/api/v1/runs/${id}`)).data['state'] === state,
    timeoutMs,
  );
}

test('TEN-15: a job whose payload was turned to another workspace does nothing there, and its run is not lost', async () => {
  const busy = await spawn(ada, { agent: 'sleep' });
  await reached(ada, busy, 'running');
  const waiting = await spawn(ada, { agent: 'mark' });
  const names = async (): Promise<number> => {
    const found = await admin.query(`SELECT 1 FROM bullmq.job WHERE data::text LIKE $1`, [`%${ada.workspaceId}%`]);
    return found.rowCount ?? 0;
  };
  await until('the job is queued', async () => (await names()) > 0);
  const turned = await admin.query(
    `UPDATE bullmq.job SET data = replace(data::text, $1, $2)::jsonb WHERE data::text LIKE '%' || $1 || '%'`,
    [ada.workspaceId, bob.workspaceId],
  );
  expect(turned.rowCount).toBe(1);
  await inOwn(ada)('POST', `/api/v1/runs/${busy}/kill`, { now: true });
  // Whether by its queue or, after the lease of its outbox row, anew: it is carried out once, where it belongs.
  await reached(ada, waiting, 'succeeded', 25_000);
  const log = await inOwn(ada)('GET', `/api/v1/runs/${waiting}/logs`);
  expect(log.text.trim()).toBe(ada.email);
  const attempts = await admin.query<{ workspace_id: string }>('SELECT workspace_id FROM attempts WHERE run_id = $1', [
    waiting,
  ]);
  expect(attempts.rows).toEqual([{ workspace_id: ada.workspaceId }]);
  expect((await inOwn(bob)('GET', '/api/v1/runs')).data).toEqual([]);
  const theirs = await admin.query('SELECT 1 FROM commands WHERE workspace_id = $1', [bob.workspaceId]);
  expect(theirs.rowCount).toBe(0);
});

test('TEN-18: the same idempotency keys and names in two workspaces share nothing', async () => {
  const busy = await spawn(ada, { agent: 'sleep' });
  await reached(ada, busy, 'running');
  const key = { 'idempotency-key': 'the-same' };
  const [first, second] = [await spawn(ada, { agent: 'mark' }, key), await spawn(bob, { agent: 'mark' }, key)];
  expect(first).not.toBe(second);
  expect(await spawn(ada, { agent: 'mark' }, key)).toBe(first);
  expect(await spawn(bob, { agent: 'mark' }, key)).toBe(second);
  const teams = await Promise.all(
    [ada, bob].map((person) => inOwn(person)('POST', '/api/v1/teams', { name: 'Core' }, { 'idempotency-key': 'team' })),
  );
  expect(teams.map(({ status }) => status)).toEqual([201, 201]);
  expect(teams[0]?.data['id']).not.toBe(teams[1]?.data['id']);
  // One queue a workspace, its jobs named after its commands.
  await until('both are queued', async () => {
    const found = await admin.query<{ data: { workspaceId: string } }>('SELECT data FROM bullmq.job');
    const owners = new Set(found.rows.map(({ data }) => data.workspaceId));
    return owners.has(ada.workspaceId) && owners.has(bob.workspaceId);
  });
  await inOwn(ada)('POST', `/api/v1/runs/${busy}/kill`, { now: true });
  await reached(ada, first, 'succeeded');
  await reached(bob, second, 'succeeded');
  const logs = await Promise.all([
    inOwn(ada)('GET', `/api/v1/runs/${first}/logs`),
    inOwn(bob)('GET', `/api/v1/runs/${second}/logs`),
  ]);
  expect(logs.map(({ text }) => text.trim())).toEqual([ada.email, bob.email]);
});
