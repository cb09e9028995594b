import { afterAll, beforeAll, expect, test } from 'vitest';
import type { spokeApi } from '@wheelhouse/protocol';
import { signUp, type Browser } from '../testing/browser.ts';
import { openFixture, type Answer, type Fixture } from '../testing/fixture.ts';
import { until } from '../testing/until.ts';

let fixture: Fixture;
let clock = Date.now();
let ada: Browser;
beforeAll(async () => {
  fixture = await openFixture({ hub: false, deps: { now: () => clock } });
  ({ browser: ada } = await signUp(fixture, 'ada@clock.test'));
});
afterAll(() => fixture.close());

const add = (more: object = {}): Promise<Answer> =>
  ada('POST', '/api/v1/schedules', {
    name: `s${clock}`,
    cron: '* * * * *',
    spawn: { agent: 'embedded', ...task },
    ...more,
  });
const task = { task: { steps: [{ do: 'run', argv: ['/bin/true'] }] } };

async function read(id: string): Promise<spokeApi.ScheduleView> {
  return (await ada('GET', `/api/v1/schedules/${id}`)).data as unknown as spokeApi.ScheduleView;
}

/** Lets the clock come to the schedule's next time, and waits until that was taken up. */
async function pass(id: string): Promise<spokeApi.ScheduleView> {
  const { nextAt } = await read(id);
  clock = Math.max(clock, (nextAt ?? 0) + 1);
  await until('its time is taken up', async () => (await read(id)).lastAt === nextAt);
  return read(id);
}

const runsOf = async (): Promise<spokeApi.RunRecord[]> =>
  (await ada('GET', '/api/v1/runs?limit=100')).data as unknown as spokeApi.RunRecord[];

test('a schedule spawns at its times, as who made it, and each time once', async () => {
  const made = await add({ overlap: 'allow' });
  expect(made.status, made.text).toBe(201);
  const id = String(made.data['id']);
  const first = await pass(id);
  const second = await pass(id);
  expect([first.lastCode, second.lastCode]).toEqual([null, null]);
  expect(second.lastRun).not.toBe(first.lastRun);
  const runs = await runsOf();
  expect(new Set(runs.map((run) => run.id))).toEqual(new Set([first.lastRun, second.lastRun]));
  expect(runs).toHaveLength(2);
  const me = (await ada('GET', '/api/v1/me')).data;
  expect(runs.map(({ createdBy }) => createdBy)).toEqual([me['id'], me['id']]);
  expect((await ada('DELETE', `/api/v1/schedules/${id}`)).status).toBe(200);
  expect(await runsOf()).toHaveLength(2);
});

test('while the run before is open the next time is skipped, and says so', async () => {
  const id = String((await add({ overlap: 'skip' })).data['id']);
  const first = await pass(id);
  const second = await pass(id);
  expect(second).toMatchObject({ lastCode: 'CONFLICT', lastRun: first.lastRun });
  await ada('DELETE', `/api/v1/schedules/${id}`);
});

test('off, it spawns nothing; on again, it goes on from now', async () => {
  const id = String((await add()).data['id']);
  const path = `/api/v1/schedules/${id}`;
  expect((await ada('PATCH', path, { enabled: false })).data).toMatchObject({ enabled: false, nextAt: null });
  clock += 600_000;
  const { data } = await ada('PATCH', path, { enabled: true });
  expect(data['nextAt']).toBeGreaterThan(clock);
  expect(data['lastAt']).toBeNull();
  await ada('DELETE', path);
});

test('an agent that is gone, or rights that are, make no run and are told', async () => {
  const id = String((await add({ spawn: { agent: 'nobody' } })).data['id']);
  expect(await pass(id)).toMatchObject({ lastCode: 'AGENT_UNKNOWN', lastRun: null });
  await ada('DELETE', `/api/v1/schedules/${id}`);
});

test('a pattern that is none is refused, a name is there once, and others see nothing of it', async () => {
  expect((await add({ cron: '61 * * * *' })).error?.code).toBe('INVALID');
  expect((await add({ timeZone: 'Mars/Olympus' })).error?.code).toBe('INVALID');
  const made = await add({ name: 'once' });
  expect((await add({ name: 'once' })).error?.code).toBe('CONFLICT');
  const { browser: bob } = await signUp(fixture, 'bob@clock.test');
  const path = `/api/v1/schedules/${String(made.data['id'])}`;
  expect((await bob('GET', path)).status).toBe(404);
  expect((await bob('PATCH', path, { enabled: false })).status).toBe(404);
  expect((await bob('DELETE', path)).status).toBe(404);
});
