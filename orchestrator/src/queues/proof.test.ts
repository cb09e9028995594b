import { afterEach, describe, expect, test } from 'vitest';
import { openPostgresStore } from '../testing/queues/postgres-store.ts';
import { redisMissing } from '../testing/queues/private-redis.ts';
import { measureIdle, proveDurability, proveFairness } from '../testing/queues/proof-run.ts';
import { openRedisStore } from '../testing/queues/redis-store.ts';

/** The queue backends in a size that fits a test run; bench/src/queue-proof.ts runs the full one. */
describe('proof of the queue backends', () => {
  const opened: { close(): Promise<void> }[] = [];

  afterEach(async () => {
    for (const thing of opened.splice(0).toReversed()) await thing.close();
  });

  async function open<T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> {
    const store = await opening;
    opened.push(store);
    return store;
  }

  test('PostgreSQL: fair behind a backlog, nothing lost and nothing twice over kills, cheap when idle', async () => {
    const store = await open(openPostgresStore());
    const fairness = await proveFairness(store, { workspaces: 200, noisyJobs: 3_000 });
    expect(fairness.noisyLeft).toBeGreaterThan(0);
    expect(fairness.claimedP99Ms).toBeLessThan(300);
    // The ledger lies on the server that is killed, as in the product.
    const durability = await proveDurability(store, { workspaces: 200, jobs: 600, kills: 2, ledger: store.ledger });
    expect(durability).toMatchObject({ lost: 0, effectsTwice: 0 });
    const idle = await measureIdle(store, { workspaces: 1_000, seconds: 4 });
    expect(idle.connections).toBeLessThanOrEqual(3);
    expect(idle.rssMiB).toBeLessThan(256);
    expect(idle.cpuPercent).toBeLessThan(4);
  }, 90_000);

  test.skipIf(redisMissing() !== undefined)(
    'Redis: fair behind a backlog, nothing lost and nothing twice over kills, cheap when idle',
    async () => {
      const store = await open(openRedisStore());
      // Only for its ledger.
      const { ledger } = await open(openPostgresStore());
      const fairness = await proveFairness(store, { workspaces: 200, noisyJobs: 6_000 });
      expect(fairness.noisyLeft).toBeGreaterThan(0);
      expect(fairness.claimedP99Ms).toBeLessThan(100);
      const durability = await proveDurability(store, { workspaces: 200, jobs: 600, kills: 2, ledger });
      expect(durability).toMatchObject({ lost: 0, effectsTwice: 0 });
      const idle = await measureIdle(store, { workspaces: 1_000, seconds: 4 });
      expect(idle.connections).toBeLessThanOrEqual(3);
      expect(idle.rssMiB).toBeLessThan(256);
      expect(idle.cpuPercent).toBeLessThan(4);
    },
    90_000,
  );
});
