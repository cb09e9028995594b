import { isTerminalRun, type RunState } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSignInLink } from '../people/setup.ts';
import { openBrowser, signUp, type Browser } from '../testing/browser.ts';
import { openFixture, type Fixture } from '../testing/fixture.ts';
import { until } from '../testing/until.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture({
    hub: false,
    config: { orchestrator: 'embedded', allowOpenFilesystem: true, concurrency: 4 },
  });
});
afterAll(() => fixture.close());

const endless = { agent: 'embedded', task: { steps: [{ do: 'run', argv: ['/bin/sleep', '600'] }] } };

async function startOne(browser: Browser): Promise<string> {
  const spawned = await browser('POST', '/api/v1/runs', endless);
  expect(spawned.status, spawned.text).toBe(202);
  const id = String(spawned.data['runId']);
  await until('it runs', async () => (await stateOf(browser, id)) === 'running');
  return id;
}
const stateOf = async (browser: Browser, id: string): Promise<RunState> =>
  (await browser('GET', `/api/v1/runs/${id}`)).data['state'] as RunState;
const untilKilled = (browser: Browser, id: string): Promise<unknown> =>
  until('it is killed', async () => (await stateOf(browser, id)) === 'killed');

/** A person with a workspace of their own. */
async function newOwner(name: string): Promise<Browser> {
  return (await signUp(fixture, `${name}@stop.test`)).browser;
}

test('OPS-05: a workspace’s runs end at once, none starts until the lock is lifted, and others go on', async () => {
  const [ada, bob] = [await newOwner('ada'), await newOwner('bob')];
  const [mine, theirs] = [await startOne(ada), await startOne(bob)];
  const waiting = await ada('POST', '/api/v1/runs', { ...endless, notBefore: Date.now() + 600_000 });
  const stopped = await ada('POST', '/api/v1/kill-all', { now: true });
  expect(stopped.status, stopped.text).toBe(202);
  expect(stopped.data['lockedAt']).toEqual(expect.any(Number));
  await untilKilled(ada, mine);
  const queued = String(waiting.data['runId']);
  await until('what waited ends', async () => (await stateOf(ada, queued)) === 'cancelled');
  expect(await stateOf(bob, theirs)).toBe('running');
  const refused = await ada('POST', '/api/v1/runs', endless);
  expect([refused.status, refused.error?.code]).toEqual([423, 'LOCKED']);
  expect((await ada('DELETE', '/api/v1/lock')).status).toBe(200);
  expect((await ada('DELETE', '/api/v1/lock')).error?.code).toBe('PRECONDITION');
  const again = await startOne(ada);
  expect((await ada('POST', '/api/v1/kill-all', { now: true, lock: false })).data['lockedAt']).toBeNull();
  await untilKilled(ada, again);
  expect((await ada('POST', '/api/v1/runs', endless)).status).toBe(202);
  await ada('POST', '/api/v1/kill-all', { now: true });
});

test('OPS-05: who runs the instance ends every run of every workspace, and locks them', async () => {
  const [eve, kim] = [await newOwner('eve'), await newOwner('kim')];
  const runs = [await startOne(eve), await startOne(kim)] as const;
  const { name } = (await eve('GET', '/api/v1/instance')).data;
  const wish = { now: true, confirm: String(name) };
  expect((await eve('POST', '/api/v1/instance/kill-all', wish)).status).toBe(404);
  const link = await createSignInLink(fixture.spoke.db, {
    userId: fixture.own.ownerId,
    publicUrl: '',
    now: Date.now(),
  });
  const admin = openBrowser(() => fixture.spoke.url);
  await admin('POST', '/api/v1/auth/link', { token: link.split('#')[1] });
  await admin('POST', `/api/v1/workspaces/${fixture.own.workspaceId}/switch`);
  expect((await admin('POST', '/api/v1/instance/kill-all', { ...wish, confirm: 'other' })).error?.code).toBe('INVALID');
  expect(isTerminalRun(await stateOf(eve, runs[0]))).toBe(false);
  const stopped = await admin('POST', '/api/v1/instance/kill-all', wish);
  expect(stopped.status, stopped.text).toBe(202);
  await untilKilled(eve, runs[0]);
  await untilKilled(kim, runs[1]);
  for (const browser of [eve, kim, admin]) {
    expect((await browser('POST', '/api/v1/runs', endless)).error?.code).toBe('LOCKED');
  }
});
