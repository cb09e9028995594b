import { afterEach, describe, expect, test } from 'vitest';
import { openPostgresStore } from '../testing/queues/postgres-store.ts';
import { redisMissing } from '../testing/queues/private-redis.ts';
import { measureIdle, proveDurability, proveFairness } from '../testing/queues/proof-run.ts';
import { openRedisStore } from '../testing/queues/redis-store.ts';
import type { SuiteStore } from '../testing/queues/suite-store.ts';

const drivers: readonly ProofDriver[] = [
  { name: 'PostgreSQL', open: openPostgresStore, noisyJobs: 3_000, goalP99Ms: 150, skip: false },
  { name: 'Redis', open: openRedisStore, noisyJobs: 6_000, goalP99Ms: 50, skip: redisMissing() !== undefined },
];

interface ProofDriver {
  readonly name: string;
  readonly open: () => Promise<SuiteStore>;
  readonly noisyJobs: number;
  readonly goalP99Ms: number;
  readonly skip: boolean;
}

/** The queue backends in a size that fits a test run; bench/src/queue-proof.ts runs the full one. */
describe.each(drivers)('proof of $name as a queue backend', ({ open, noisyJobs, goalP99Ms, skip }) => {
  const opened: { close(): Promise<void> }[] = [];

  afterEach(async () => {
    for (const thing of opened.splice(0).toReversed()) await thing.close();
  });

  async function opening<T extends { close(): Promise<void> }>(store: Promise<T>): Promise<T> {
    const thing = await store;
    opened.push(thing);
    return thing;
  }

  // Tried again, because other work on the machine's disk is in the worst of two hundred waits.
  test.skipIf(skip)('fairness: 99 quiet workspaces behind a backlog', { retry: 2, timeout: 30_000 }, async () => {
    // Jobs that take a moment, so that the backlog outlasts the quiet ones on a quick machine too.
    const fairness = await proveFairness(await opening(open()), { workspaces: 200, noisyJobs, noisyJobMs: 3 });
    expect(fairness.noisyLeft).toBeGreaterThan(0);
    expect(fairness.claimedP99Ms).toBeLessThan(2 * goalP99Ms);
  });

  test.skipIf(skip)(
    'nothing lost and nothing twice over kills of a worker and of the store',
    { timeout: 90_000 },
    async () => {
      const store = await opening(open());
      // On PostgreSQL the ledger lies on the server that is killed, as in the product.
      const ledger = store.ledger ?? (await opening(openPostgresStore())).ledger;
      const durability = await proveDurability(store, { workspaces: 200, jobs: 600, kills: 2, ledger });
      expect(durability).toMatchObject({ lost: 0, effectsTwice: 0 });
    },
  );

  test.skipIf(skip)('a thousand idle workspaces cost next to nothing', { timeout: 60_000 }, async () => {
    const idle = await measureIdle(await opening(open()), { workspaces: 1_000, seconds: 4 });
    expect(idle.connections).toBeLessThanOrEqual(3);
    expect(idle.rssMiB).toBeLessThan(256);
    expect(idle.cpuPercent).toBeLessThan(4);
  });
});
