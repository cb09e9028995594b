import { until } from '@wheelhouse/cli';
import { PrivateRedis, redisMissing } from '@wheelhouse/orchestrator/testing';
import type { CommandTaken } from '@wheelhouse/protocol/api/spoke';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { History } from './history.ts';
import { World } from './world.ts';

const missing = redisMissing();
/** Of north at one time. */
const slots = 10;
const inFlight = 200;
/** Of the API's answers, and of the kill of a willing agent on another instance. */
const answerTimeoutMs = 2_000;
const killBoundMs = 2_000;
/** Twice that, where nothing quiet is compared with. */
const killTimeoutMs = 2 * killBoundMs;
/** Kills that are timed. */
const kills = 3;
const startTimeoutMs = 60_000;

let redis: PrivateRedis;
let world: World;

async function answered<T>(what: Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const answer = await what;
  expect(performance.now() - startedAt).toBeLessThan(answerTimeoutMs);
  return answer;
}

async function northHas(state: string, count: number): Promise<boolean> {
  const { spokes } = await world.history();
  const runs = spokes.find((book) => book.name === 'north')?.runs.filter((run) => run.state === state);
  return runs?.length === count;
}

/** Kills one after the other. @returns the longest time until south knew of an end */
async function slowestOf(runs: readonly CommandTaken[]): Promise<number> {
  let slowestMs = 0;
  for (const run of runs) {
    const startedAt = performance.now();
    await killed([run], startTimeoutMs);
    slowestMs = Math.max(slowestMs, performance.now() - startedAt);
  }
  return slowestMs;
}

async function killed(runs: readonly CommandTaken[], timeoutMs: number): Promise<void> {
  await Promise.all(runs.map(({ runId }) => world.south.api.post(`/runs/${runId}/kill`, { now: true })));
  await until('south sees the end of what it killed', timeoutMs, async () => {
    const states = await Promise.all(runs.map(({ runId }) => world.runOnSouth(runId)));
    return states.every(({ state }) => state === 'killed');
  });
}

describe.skipIf(missing !== undefined)(`queues on Redis${missing === undefined ? '' : ` (${missing})`}`, () => {
  beforeAll(async () => {
    redis = await PrivateRedis.open();
    world = await World.open({ redisUrl: redis.url });
  }, 180_000);
  afterAll(async () => {
    await world.close();
    await redis.close();
  });

  test('QUE-09: with Redis frozen, south still kills and asks about a run on north', { timeout: 120_000 }, async () => {
    const [asked, doomed] = await world.running(2);
    if (asked === undefined || doomed === undefined) throw new Error('nothing runs');
    let late: CommandTaken;
    await redis.freeze();
    try {
      const status = await answered(world.south.api.post<CommandTaken>(`/runs/${asked.runId}/status`, {}));
      await until('north’s signed status', killTimeoutMs, async () => {
        const { state, result } = await answered(world.command(status.commandId));
        return state === 'succeeded' && result?.state === 'running';
      });
      await killed([doomed], killTimeoutMs);
      late = await answered(world.spawn('brief'));
      const { runId } = late;
      await until('north takes a spawn', killTimeoutMs, async () => (await world.findOnNorth(runId)) !== null);
      expect((await world.findOnNorth(runId))?.state).toBe('queued');
    } finally {
      await redis.thaw();
    }
    await killed([asked], killTimeoutMs);
    await world.settled([asked, doomed, late]);
  });

  describe(`with every slot of north held and ${inFlight} more commands of south waiting there`, () => {
    let earlier: History;
    let quietMs: number;
    let holders: CommandTaken[];
    let waiting: CommandTaken[];
    beforeAll(async () => {
      earlier = await world.settled([]);
      quietMs = await slowestOf(await world.running(kills));
      holders = await world.running(slots);
      // Whoever is killed leaves its slot to the next of these, so that none of the others gets one.
      for (let spare = 0; spare < kills; spare += 1) holders.push(await world.spawn('lasting'));
      waiting = await Promise.all(Array.from({ length: inFlight }, () => world.spawn('brief')));
      await until('north has accepted them all', startTimeoutMs, () => northHas('queued', kills + inFlight));
    }, 180_000);

    test('I10: a kill of south’s is as quick as on an idle north', { timeout: 60_000 }, async () => {
      const boundMs = Math.max(killBoundMs, 5 * quietMs);
      expect(await slowestOf(holders.splice(0, kills)), `${quietMs} ms when idle`).toBeLessThan(boundMs);
    });

    test('QUE-05: all of Redis is lost, and every command is done once', { timeout: 300_000 }, async () => {
      await until('every slot is held again', startTimeoutMs, () => northHas('running', slots));
      expect(await northHas('queued', inFlight), 'nothing was done yet').toBe(true);
      const client = new Redis(redis.url);
      expect(await client.dbsize(), 'jobs lie in Redis').toBeGreaterThan(inFlight);
      await client.flushall();
      client.disconnect();
      await killed(holders, startTimeoutMs);
      const { spokes } = await world.settled(waiting, earlier);
      const south = spokes.find((book) => book.name === 'south');
      for (const { commandId } of waiting) {
        expect(south?.commands.find((command) => command.id === commandId)).toMatchObject({ state: 'succeeded' });
      }
    });
  });
});
