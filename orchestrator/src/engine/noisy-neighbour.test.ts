import { createAgent, createWorkspace } from '@wheelhouse/prisma/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConnectOptions } from '../queues/index.ts';
import { openEngineWorld, type EngineWorld } from '../testing/engine-world.ts';
import { PrivateRedis, redisMissing } from '../testing/queues/private-redis.ts';
import { seedSpawn, seedSpawns } from '../testing/seed-commands.ts';
import { terminalStates } from '../testing/terminal-states.ts';

const backlog = 5_000;
const concurrency = 2;
/** Starts of the other's that may come before it: what the slots were about to take; measured 2 to 5. */
const fairShare = 12;

let world: EngineWorld;
beforeEach(async () => {
  world = await openEngineWorld();
});
afterEach(() => world.close());

async function startedBetween(from: Date, to: Date): Promise<number> {
  return world.db.withSystemTenant(world.workspace.workspaceId, (tx) =>
    tx.run.count({ where: { workspaceId: world.workspace.workspaceId, startedAt: { gt: from, lt: to } } }),
  );
}

async function expectFairShare(connect: ConnectOptions): Promise<void> {
  const { db, workspace, instanceId } = world;
  await seedSpawns(
    db,
    { workspaceId: workspace.workspaceId, instanceId },
    { spawn: { agent: 'echo' }, count: backlog },
  );
  const quiet = await createWorkspace(db);
  await createAgent(db, quiet, { name: 'echo', argv: ['/bin/echo', 'mine'] });
  await world.start({ connect, config: { concurrency } });
  await world.untilCount(3, terminalStates, 60_000);
  const { workspaceId } = quiet;
  const { runId: id } = await seedSpawn(db, { workspaceId, instanceId }, { agent: 'echo' });
  const read = () =>
    db.withSystemTenant(workspaceId, (tx) =>
      tx.run.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id } } }),
    );
  await expect.poll(async () => (await read()).state, { timeout: 60_000 }).toBe('succeeded');
  const { queuedAt, startedAt } = await read();
  if (queuedAt === null || startedAt === null) throw new Error('it never started');
  expect(await startedBetween(queuedAt, startedAt)).toBeLessThanOrEqual(fairShare);
  // The backlog was there all the while, or this proves nothing.
  expect((await world.runs()).filter(({ state }) => state === 'queued').length).toBeGreaterThan(backlog / 2);
}

const title = `TEN-19: behind a backlog of ${backlog} spawns in another workspace, one spawn starts in its turn`;

test(`on PostgreSQL: ${title}`, { timeout: 180_000 }, async () => {
  const { database, instanceId } = world;
  await expectFairShare({ driver: 'postgres', databaseUrl: database.databaseUrl, instanceId });
});

const missing = redisMissing();
describe.skipIf(missing !== undefined)(`on Redis${missing === undefined ? '' : ` (${missing})`}`, () => {
  test(title, { timeout: 180_000 }, async () => {
    const redis = await PrivateRedis.open();
    try {
      await expectFairShare({ driver: 'redis', redisUrl: redis.url, instanceId: world.instanceId });
    } finally {
      await redis.close();
    }
  });
});
