import { Redis } from 'ioredis';
import { Client } from 'pg';
import { createAgent, waitFor } from '@wheelhouse/prisma/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openQueueStore, type ConnectOptions } from '../queues/index.ts';
import { openEngineWorld, type EngineWorld } from '../testing/engine-world.ts';
import { PrivateRedis, redisMissing } from '../testing/queues/private-redis.ts';
import { quietLogger } from '../testing/queues/quiet-logger.ts';
import { fastTimings } from '../testing/queues/suite-store.ts';
import { terminalStates } from '../testing/terminal-states.ts';
import { engineLimits } from './config.ts';

interface LosableStore {
  connect(world: EngineWorld): ConnectOptions;
  /** Every job is gone, as after FLUSHALL. */
  wipe(world: EngineWorld): Promise<void>;
}

let world: EngineWorld;
beforeEach(async () => {
  world = await openEngineWorld();
});
afterEach(() => world.close());

async function asOwner(current: EngineWorld, sql: string): Promise<void> {
  const client = new Client({ connectionString: current.database.databaseOwnerUrl });
  await client.connect();
  await client.query(sql);
  await client.end();
}

/** Puts a job for this command into the store, whatever the outbox thinks. */
async function addJob(
  connect: ConnectOptions,
  job: { readonly workspaceId: string; readonly commandId: string },
): Promise<void> {
  const store = await openQueueStore(connect, { logger: quietLogger });
  await waitFor(() => store.health().ok);
  await store.add({ ...job, lane: 'run' });
  await store.close();
}

/** The real starts of each run, counted by what its agents wrote, must be one. */
async function expectEachOnce(seeded: readonly { readonly runId: string }[]): Promise<void> {
  const counts = await Promise.all(seeded.map(({ runId }) => world.countStarts(runId)));
  expect(counts.filter((count) => count !== 1)).toEqual([]);
}

function registerLoss(store: LosableStore): void {
  test('QUE-03: the queue store loses everything with 200 commands in flight; 200 finish, none runs twice', async () => {
    const total = 200;
    await world.start({ connect: store.connect(world), config: { concurrency: 4 } });
    const seeded = await Promise.all(Array.from({ length: total }, () => world.spawn('once')));
    await world.untilCount(5, terminalStates);
    await store.wipe(world);
    await world.untilCount(total / 4, terminalStates, 120_000);
    await store.wipe(world);
    await world.untilCount(total, ['succeeded'], 120_000);
    await expectEachOnce(seeded);
    const commands = await Promise.all(seeded.map(({ commandId }) => world.command(commandId)));
    expect(commands.filter(({ state }) => state !== 'succeeded')).toEqual([]);
  }, 300_000);

  test('QUE-04: an orchestrator killed in the middle loses no accepted command and starts none twice', async () => {
    const connect = store.connect(world);
    const order = { connect, timings: fastTimings, config: { concurrency: 4 } };
    const first = await world.startProcess(order);
    const seeded = await Promise.all(Array.from({ length: 40 }, () => world.spawn('once')));
    await world.untilCount(8, terminalStates);
    await first.kill();
    const second = await world.startProcess(order);
    await world.untilCount(20, terminalStates, 60_000);
    await second.kill();
    await world.startProcess(order);
    await world.untilCount(40, terminalStates, 60_000);
    for (const { runId, commandId } of seeded) {
      const run = await world.run(runId);
      // What was on its way when the process died says so; everything else ran.
      if (run.state === 'failed') expect(run.code).toBe('ORCHESTRATOR_LOST');
      else expect(run.state).toBe('succeeded');
      expect((await world.command(commandId)).state).toBe(run.state);
      expect(await world.countStarts(runId)).toBeLessThanOrEqual(1);
      expect(run.attempt).toBe(1);
    }
  }, 200_000);

  test('QUE-05: a worker that is blocked for longer than its lock shares its job; the agent starts once', async () => {
    const connect = store.connect(world);
    const timings = { lockDurationMs: 2_000, stalledIntervalMs: 1_000 };
    const failpoint = { name: 'orchestrator.claim.counted', action: 'block', blockMs: 9_000 } as const;
    const first = await world.startProcess({ connect, timings, failpoint, config: { concurrency: 1 } });
    const { runId } = await world.spawn('once');
    // The first one has taken the job up and stands still.
    await waitFor(async () => (await world.runs()).length === 1 && (await deliveriesOf(runId)) > 0, 20_000);
    const second = await world.start({ connect, timings });
    expect(await world.untilEnded(runId)).toMatchObject({ state: 'succeeded', orchestratorId: second.id });
    // The blocked one goes on and takes up the next: by then it has found the first one taken.
    await second.close();
    const { runId: next } = await world.spawn('once');
    expect(await world.untilEnded(next)).toMatchObject({ state: 'succeeded', orchestratorId: first.orchestratorId });
    expect(await deliveriesOf(runId)).toBe(2);
    expect(await world.countStarts(runId)).toBe(1);
    expect((await world.run(runId)).attempt).toBe(1);
  }, 60_000);

  test('a job that comes again while its run is held, or after its end, changes nothing', async () => {
    await world.start({ connect: store.connect(world), config: { concurrency: 2 } });
    const { workspaceId } = world.workspace;
    const { runId, commandId } = await world.spawn('sleeper');
    const running = await world.untilState(runId, 'running');
    await addJob(store.connect(world), { workspaceId, commandId });
    // The lane is in order: what is spawned now ends after the doubled job was looked at.
    const { runId: next } = await world.spawn('once');
    expect((await world.untilEnded(next)).state).toBe('succeeded');
    expect(await world.run(runId)).toMatchObject({ state: 'running', attempt: 1, version: running.version });
    await world.control(runId, { verb: 'agent.kill', now: true });
    const ended = await world.untilEnded(runId);
    await addJob(store.connect(world), { workspaceId, commandId });
    const { runId: last } = await world.spawn('once');
    await world.untilEnded(last);
    expect(await world.run(runId)).toEqual(ended);
  });

  test('TEN-15: a job that names another workspace than its command gets nothing done there', async () => {
    await world.start({ connect: store.connect(world) });
    const { workspaceId } = world.workspace;
    const { commandId, runId } = await world.spawn('once');
    await world.untilEnded(runId);
    const unknown = '0197a000-0000-7000-8000-00000000dead';
    await addJob(store.connect(world), { workspaceId: unknown, commandId });
    await addJob(store.connect(world), { workspaceId, commandId: unknown });
    const { runId: next } = await world.spawn('once');
    expect((await world.untilEnded(next)).state).toBe('succeeded');
    expect(await world.countStarts(runId)).toBe(1);
    expect(await world.runs()).toHaveLength(2);
  });
}

async function deliveriesOf(runId: string): Promise<number> {
  const { commandId } = await world.run(runId);
  return commandId === null ? 0 : (await world.command(commandId)).deliveries;
}

/** Everything that clients send to Redis from now on, told at the end. */
async function watchWrites(url: string): Promise<() => Promise<string>> {
  const client = new Redis(url);
  const monitor = await client.monitor();
  const seen: string[] = [];
  monitor.on('monitor', (_time: string, words: readonly string[]) => seen.push(words.join(' ')));
  return async () => {
    await client.ping();
    monitor.disconnect();
    client.disconnect();
    return seen.join('\n');
  };
}

/** Its first attempt cannot be booked: every delivery throws. */
async function poison(runId: string): Promise<void> {
  const { workspaceId } = world.workspace;
  const attempt = { workspaceId, runId, number: 1, orchestratorId: world.instanceId, state: 'failed' };
  await world.db.withSystemTenant(workspaceId, (tx) => tx.attempt.create({ data: attempt }));
}

describe('on PostgreSQL', () => {
  registerLoss({
    connect: ({ database, instanceId }) => ({ driver: 'postgres', databaseUrl: database.databaseUrl, instanceId }),
    wipe: (current) => asOwner(current, 'TRUNCATE bullmq.job, bullmq.event, bullmq.meta CASCADE'),
  });
});

const missing = redisMissing();
if (missing !== undefined) test.skip(missing);
else {
  describe('on Redis', () => {
    let redis: PrivateRedis;
    beforeAll(async () => {
      redis = await PrivateRedis.open();
    });
    afterAll(() => redis.close());
    registerLoss({
      connect: ({ instanceId }) => ({ driver: 'redis', redisUrl: redis.url, instanceId }),
      async wipe() {
        const client = new Redis(redis.url);
        await client.flushall();
        client.disconnect();
      },
    });

    test('QUE-08: while Redis is full spawns wait in the ledger, and run once when there is room', async () => {
      const client = new Redis(redis.url);
      const connect = { driver: 'redis', redisUrl: redis.url, instanceId: world.instanceId } as const;
      const engine = await world.start({ connect });
      try {
        await world.untilEnded((await world.spawn('once')).runId);
        await client.config('SET', 'maxmemory', '1mb');
        await waitFor(() => engine.queueHealth()?.ok === false);
        const seeded = await Promise.all(Array.from({ length: 10 }, () => world.spawn('once')));
        // Kills need no queue store.
        const [first] = seeded;
        await world.control(first?.runId ?? '', { verb: 'agent.kill', now: true });
        expect(await world.untilEnded(first?.runId ?? '')).toMatchObject({ code: 'CANCELLED_BEFORE_START' });
        expect((await world.runs()).filter(({ state }) => state === 'queued')).toHaveLength(9);
        await client.config('SET', 'maxmemory', '0');
        await world.untilCount(10, ['succeeded'], 30_000);
        await expectEachOnce(seeded.slice(1));
        await waitFor(() => engine.queueHealth()?.ok === true);
      } finally {
        await client.config('SET', 'maxmemory', '0');
        client.disconnect();
      }
    }, 90_000);

    test('QUE-15: no key of Redis holds a prompt, a secret or anything else of a run but its ids', async () => {
      const canaries = ['canary-of-a-prompt', 'canary-of-a-secret', 'canary-of-an-argument'];
      const connect = { driver: 'redis', redisUrl: redis.url, instanceId: world.instanceId } as const;
      const openSecrets = () => Promise.resolve({ KEY: 'canary-of-a-secret' });
      await createAgent(world.db, world.workspace, {
        name: 'keyed',
        argv: ['/bin/sh', '-c', 'echo "$KEY"; cat'],
        execution: { secrets: { KEY: 'key' } },
      });
      const monitored = await watchWrites(redis.url);
      await world.start({ connect, openSecrets });
      const seeded = await Promise.all(
        Array.from({ length: 20 }, () =>
          world.spawn('keyed', {
            prompt: 'canary-of-a-prompt',
            args: ['canary-of-an-argument'],
            limits: { wallMs: 60_000 },
          }),
        ),
      );
      const { runId } = await world.spawn('sleeper', { prompt: 'canary-of-a-prompt' });
      await world.untilState(runId, 'running');
      await world.control(runId, { verb: 'agent.input', text: 'canary-of-a-prompt' });
      await world.control(runId, { verb: 'agent.kill', reason: 'canary-of-a-prompt' });
      for (const { runId: each } of [...seeded, { runId }]) await world.untilEnded(each);
      const written = await monitored();
      expect(written).toContain(seeded[0]?.commandId);
      for (const canary of canaries) expect(written).not.toContain(canary);
    }, 90_000);
  });
}

test('QUE-12: a spawn that throws at every delivery is tried ever later, then ends with the error; others go on', async () => {
  const taken: number[] = [];
  const failpoint = async (name: string): Promise<void> => {
    if (name === 'orchestrator.claim.counted') taken.push(performance.now());
  };
  const { runId, commandId } = await world.spawn('once');
  await poison(runId);
  await world.start({ failpoint });
  await waitFor(() => taken.length === 3);
  const { runId: other } = await world.spawn('once');
  expect((await world.untilEnded(other)).state).toBe('succeeded');
  const run = await world.untilEnded(runId);
  expect(run).toMatchObject({ state: 'failed', code: 'START_FAILED', message: /5 times.*P2002/ });
  expect(await world.untilCommandEnded(commandId)).toMatchObject({ state: 'failed', code: 'START_FAILED' });
  expect(await world.countStarts(runId)).toBe(0);
  // The other's is among them: the first gaps and the last are the poison's own.
  const gaps = taken.slice(1).map((at, index) => at - (taken[index] ?? at));
  expect(gaps[1]).toBeGreaterThan(1.5 * (gaps[0] ?? 0));
  expect(gaps.at(-1)).toBeGreaterThan(3 * (gaps[1] ?? 0));
  expect(taken).toHaveLength(engineLimits.deliveriesAtMost + 2);
}, 60_000);

test('QUE-06: a spawn that kills every process that takes it up ends as failed, with the reason', async () => {
  const timings = { lockDurationMs: 1_000, stalledIntervalMs: 500 };
  const failpoint = { name: 'orchestrator.claim.counted', action: 'kill' } as const;
  const { runId, commandId } = await world.spawn('once');
  for (let crash = 1; crash <= engineLimits.deliveriesAtMost; crash += 1) {
    const engine = await world.startProcess({ timings, failpoint });
    await engine.exited;
    expect((await world.command(commandId)).deliveries).toBe(crash);
    expect((await world.run(runId)).state).toBe('queued');
  }
  await world.start({ timings });
  const run = await world.untilEnded(runId);
  expect(run).toMatchObject({ state: 'failed', code: 'START_FAILED' });
  expect(run.message).toContain(`${engineLimits.deliveriesAtMost} times`);
  expect(await world.untilCommandEnded(commandId)).toMatchObject({ state: 'failed', code: 'START_FAILED' });
  expect(await world.countStarts(runId)).toBe(0);
}, 120_000);

test('QUE-06: a spawn whose process was killed three times before it could start runs at the fourth', async () => {
  const timings = { lockDurationMs: 1_000, stalledIntervalMs: 500 };
  const failpoint = { name: 'orchestrator.claim.counted', action: 'kill' } as const;
  const { runId } = await world.spawn('once');
  for (let crash = 0; crash < 3; crash += 1) await (await world.startProcess({ timings, failpoint })).exited;
  await world.start({ timings });
  expect((await world.untilEnded(runId)).state).toBe('succeeded');
  expect(await world.countStarts(runId)).toBe(1);
}, 120_000);

test('a queued run that lost its outbox row too is found and run', async () => {
  const { runId, commandId } = await world.spawn('once');
  const { workspaceId } = world.workspace;
  await world.db.withInstance('outbox', (tx) => tx.outbox.deleteMany({ where: { refId: commandId } }));
  const before = new Date(Date.now() - engineLimits.unqueuedAfterMs - 1_000);
  await world.db.withSystemTenant(workspaceId, (tx) =>
    tx.run.updateMany({ where: { workspaceId, id: runId }, data: { queuedAt: before } }),
  );
  await world.start();
  expect((await world.untilEnded(runId)).state).toBe('succeeded');
});
