import { setTimeout as delay } from 'node:timers/promises';
import { PrivateRedis, redisMissing } from '@wheelhouse/orchestrator/testing';
import { WheelhouseError } from '@wheelhouse/protocol';
import type { CommandTaken } from '@wheelhouse/protocol/api/spoke';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { World } from './world.ts';

const missing = redisMissing();
const clients = 16;
/** From a client's answer to its next request. */
const paceMs = 700;
/** So long whatever was killed stays away. */
const awayMs = 1_000;

let redis: PrivateRedis;
let world: World;

interface Traffic {
  readonly taken: CommandTaken[];
  /** Requests that got no 2xx. */
  failures: number;
}

/** Issues one command after the other before, during and after the outage. A failed one is left as it is. */
async function client(traffic: Traffic, outage: { readonly isOver: boolean }): Promise<void> {
  for (;;) {
    const isLast = outage.isOver;
    try {
      traffic.taken.push(await world.spawn('brief'));
      if (isLast) return;
    } catch (error) {
      if (!(error instanceof WheelhouseError)) throw error;
      traffic.failures += 1;
    }
    await delay(paceMs);
  }
}

async function issueThrough(suffer: () => Promise<void>): Promise<Traffic> {
  const traffic: Traffic = { taken: [], failures: 0 };
  const outage = { isOver: false };
  const issuing = Array.from({ length: clients }, async (_, index) => {
    await delay((index * paceMs) / clients);
    await client(traffic, outage);
  });
  const suffering = delay(paceMs).then(suffer);
  void suffering.finally(() => (outage.isOver = true)).catch(() => undefined);
  await Promise.all([suffering, ...issuing]);
  return traffic;
}

const outages: readonly [what: string, suffer: () => Promise<void>][] = [
  [
    'Redis',
    async () => {
      await redis.stop('SIGKILL');
      await delay(awayMs);
      await redis.start();
    },
  ],
  [
    'the hub',
    async () => {
      await world.stack.hubProcess.kill();
      await delay(awayMs);
      await world.restartHub();
    },
  ],
  [
    'PostgreSQL',
    async () => {
      await world.postgres.kill();
      await delay(awayMs);
      await world.postgres.start();
    },
  ],
];

describe.skipIf(missing !== undefined)(`queues on Redis${missing === undefined ? '' : ` (${missing})`}`, () => {
  beforeAll(async () => {
    redis = await PrivateRedis.open();
    world = await World.open({ redisUrl: redis.url });
  }, 180_000);
  afterAll(async () => {
    await world.close();
    await redis.close();
  });

  test.each(outages)(
    `QUE-04: what ${clients} clients were told is taken is done once, though %s is killed meanwhile`,
    { timeout: 300_000 },
    async (what, suffer) => {
      const earlier = await world.settled([]);
      const { taken, failures } = await issueThrough(suffer);
      // A spoke takes commands without the hub and without its queue store, and none without its database.
      expect(failures > 0, `${failures} failures`).toBe(what === 'PostgreSQL');
      const { spokes } = await world.settled(taken, earlier);
      const south = spokes.find((book) => book.name === 'south');
      for (const { commandId, runId } of taken) {
        const ended = south?.commands.find((command) => command.id === commandId);
        expect(ended, JSON.stringify(await world.findOnNorth(runId))).toMatchObject({ state: 'succeeded' });
      }
    },
  );
});
