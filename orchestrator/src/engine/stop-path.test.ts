import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { terminalStates } from '../testing/terminal-states.ts';
import { openEngineWorld, type EngineWorld } from '../testing/engine-world.ts';
import { findNappers } from '../testing/supervised-trial.ts';
import { PrivateRedis, redisMissing } from '../testing/queues/private-redis.ts';

let world: EngineWorld;
beforeEach(async () => {
  world = await openEngineWorld();
});
afterEach(() => world.close());

/** How long a status or kill command took from its booking to its end. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

test('a kill of every descendant is `killed` only with nobody left', async () => {
  await world.start();
  const { runId } = await world.spawn('nasty');
  await world.untilState(runId, 'running');
  await world.control(runId, { verb: 'agent.kill' });
  const run = await world.untilEnded(runId);
  expect(findNappers(world.nap)).toEqual([]);
  expect(run).toMatchObject({ state: 'killed', killReport: { survivors: 0 } });
  const states = (await world.events(runId)).filter(({ type }) => type === 'state').map(({ data }) => data['state']);
  expect(states).toEqual(['preparing', 'starting', 'running', 'stopping', 'killed']);
});

test('PRC-17: a kill of a queued run cancels it, and nothing of it ever starts', async () => {
  await world.start({ config: { concurrency: 1 } });
  const { runId: busy } = await world.spawn('sleeper');
  await world.untilState(busy, 'running');
  const { runId, commandId } = await world.spawn('once');
  const kill = await world.control(runId, { verb: 'agent.kill' });
  expect(await world.untilEnded(runId)).toMatchObject({ state: 'cancelled', code: 'CANCELLED_BEFORE_START' });
  expect(await world.untilCommandEnded(commandId)).toMatchObject({ state: 'cancelled' });
  expect(await world.untilCommandEnded(kill)).toMatchObject({ state: 'succeeded', result: { state: 'cancelled' } });
  await world.control(busy, { verb: 'agent.kill', now: true });
  await world.untilEnded(busy);
  expect(await world.countStarts(runId)).toBe(0);
});

test('PRC-17: kills that race the start leave one end each and no process', async () => {
  await world.start({ config: { concurrency: 4 } });
  const seeded = await Promise.all(
    Array.from({ length: 12 }, async (_, index) => {
      const spawned = await world.spawn('nasty');
      // Spread over the start: queued, preparing, starting, running.
      const deadline = performance.now() + index * 20;
      while (performance.now() < deadline) await new Promise((resolve) => setImmediate(resolve));
      const kill = await world.control(spawned.runId, { verb: 'agent.kill', now: index % 2 === 0 });
      return { ...spawned, kill };
    }),
  );
  for (const { runId, kill } of seeded) {
    const run = await world.untilEnded(runId);
    expect(['cancelled', 'killed']).toContain(run.state);
    expect((await world.untilCommandEnded(kill)).state).toBe('succeeded');
    expect((await world.events(runId)).filter(({ type }) => type === 'result')).toHaveLength(1);
  }
  expect(findNappers(world.nap)).toEqual([]);
});

test('PRC-17: a kill after the exit fails with ALREADY_TERMINAL and leaves the run as it was', async () => {
  await world.start();
  const { runId } = await world.spawn('echo');
  const ended = await world.untilEnded(runId);
  const kill = await world.control(runId, { verb: 'agent.kill' });
  expect(await world.untilCommandEnded(kill)).toMatchObject({ state: 'failed', code: 'ALREADY_TERMINAL' });
  const after = await world.run(runId);
  expect({ ...after, desired: 'run', stop: null }).toEqual(ended);
});

test('a stop that nobody was told of is found by the sweep', async () => {
  await world.start();
  const { runId } = await world.spawn('sleeper');
  await world.untilState(runId, 'running');
  const { workspaceId } = world.workspace;
  await world.db.withSystemTenant(workspaceId, (tx) =>
    tx.run.updateMany({ where: { workspaceId, id: runId }, data: { desired: 'stop', stop: { now: true } } }),
  );
  expect((await world.untilEnded(runId)).state).toBe('killed');
});

test('kill-all ends what was told to stop and is answered when nothing of it is left', async () => {
  await world.start();
  const runs = [await world.spawn('sleeper'), await world.spawn('nasty')];
  for (const { runId } of runs) await world.untilState(runId, 'running');
  const { workspaceId } = world.workspace;
  await world.db.withSystemTenant(workspaceId, (tx) =>
    tx.run.updateMany({ where: { workspaceId }, data: { desired: 'stop', stop: { now: true } } }),
  );
  const command = await world.control(runs[0]?.runId ?? '', { verb: 'agent.kill_all', now: true });
  expect((await world.untilCommandEnded(command)).state).toBe('succeeded');
  for (const { runId } of runs) expect((await world.run(runId)).state).toBe('killed');
  expect(findNappers(world.nap)).toEqual([]);
});

test('a full run lane with 200 spawns behind it delays neither kill nor status', async () => {
  await world.start({ config: { concurrency: 2 } });
  const busy = [await world.spawn('sleeper'), await world.spawn('sleeper')];
  for (const { runId } of busy) await world.untilState(runId, 'running');
  const [first, second] = busy.map(({ runId }) => runId);
  const calmMs = await timed(async () =>
    world.untilCommandEnded(await world.control(first ?? '', { verb: 'agent.status' })),
  );
  const waiting = await Promise.all(Array.from({ length: 200 }, () => world.spawn('sleeper')));
  const statusMs = await timed(async () =>
    world.untilCommandEnded(await world.control(first ?? '', { verb: 'agent.status' })),
  );
  const killMs = await timed(async () => {
    await world.control(second ?? '', { verb: 'agent.kill', now: true });
    await world.untilEnded(second ?? '');
  });
  // Each way has a second path within 1 s; behind the lane it would wait for ever.
  expect(statusMs).toBeLessThan(Math.max(2_000, 5 * calmMs));
  expect(killMs).toBeLessThan(Math.max(2_000, 5 * calmMs));
  for (const { runId } of [...waiting, ...busy]) await world.control(runId, { verb: 'agent.kill', now: true });
  await world.untilCount(202, terminalStates);
  expect(findNappers(world.nap)).toEqual([]);
}, 90_000);

const missing = redisMissing();
if (missing !== undefined) test.skip(missing);

describe.runIf(missing === undefined)('with the queue store stopped', () => {
  let redis: PrivateRedis;
  beforeAll(async () => {
    redis = await PrivateRedis.open();
  });
  afterAll(() => redis.close());

  test.each(['SIGKILL', 'SIGSTOP'] as const)('QUE-09: kill and status still work (%s)', async (how) => {
    const { instanceId } = world;
    await world.start({ connect: { driver: 'redis', redisUrl: redis.url, instanceId } });
    const { runId } = await world.spawn('stubborn');
    await world.untilState(runId, 'running');
    if (how === 'SIGKILL') await redis.stop('SIGKILL');
    else await redis.freeze();
    try {
      const statusMs = await timed(async () => {
        const status = await world.control(runId, { verb: 'agent.status' });
        expect(await world.untilCommandEnded(status)).toMatchObject({
          state: 'succeeded',
          result: { state: 'running' },
        });
      });
      const killMs = await timed(async () => {
        const kill = await world.control(runId, { verb: 'agent.kill', now: true });
        expect(await world.untilCommandEnded(kill)).toMatchObject({ state: 'succeeded', result: { state: 'killed' } });
      });
      // The store's own deadline is 1.2 s; twice that and a sweep.
      expect(statusMs).toBeLessThan(4_400);
      expect(killMs).toBeLessThan(4_400);
    } finally {
      if (how === 'SIGKILL') await redis.start();
      else await redis.thaw();
    }
  });

  test('spawns that were accepted meanwhile run once it is back', async () => {
    const { instanceId } = world;
    await world.start({ connect: { driver: 'redis', redisUrl: redis.url, instanceId } });
    await redis.stop('SIGKILL');
    const seeded = await Promise.all(Array.from({ length: 10 }, () => world.spawn('once')));
    await redis.start();
    for (const { runId } of seeded) {
      expect((await world.untilEnded(runId)).state).toBe('succeeded');
      expect(await world.countStarts(runId)).toBe(1);
    }
  });
});
