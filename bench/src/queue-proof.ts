/**
 * The queue backends at full size: 1,000 queues, 10,000 noisy jobs against 99 quiet workspaces, ten kills of a worker and of the
 * store, 10,000 idle workspaces. Prints one JSON line per figure; ends with 1 where a job was lost or had its effect twice.
 *
 *     pnpm exec tsx --conditions=@wheelhouse/source bench/src/queue-proof.ts [postgres|redis]
 */
import {
  measureIdle,
  openPostgresStore,
  openRedisStore,
  proveDurability,
  proveFairness,
  redisMissing,
} from '@wheelhouse/orchestrator/testing';

const only = process.argv[2];
let isSound = true;

if (only !== 'redis') await prove('postgres');
if (only !== 'postgres') {
  const missing = redisMissing();
  if (missing === undefined) await prove('redis');
  else console.log(JSON.stringify({ skipped: missing }));
}
process.exitCode = isSound ? 0 : 1;

async function prove(driver: 'postgres' | 'redis'): Promise<void> {
  const postgres = await openPostgresStore();
  const store = driver === 'postgres' ? postgres : await openRedisStore();
  try {
    const fairness = await proveFairness(store, { workspaces: 1_000, noisyJobs: 10_000 });
    print(driver, 'fairness', fairness);
    const durability = await proveDurability(store, {
      workspaces: 1_000,
      jobs: 5_000,
      kills: 10,
      ledger: postgres.ledger,
    });
    print(driver, 'durability', durability);
    print(driver, 'idle', await measureIdle(store, { workspaces: 10_000, seconds: 20 }));
    if (durability.lost > 0 || durability.effectsTwice > 0) isSound = false;
  } finally {
    if (store !== postgres) await store.close();
    await postgres.close();
  }
}

function print(driver: string, figure: string, values: object): void {
  console.log(JSON.stringify({ driver, figure, ...values }));
}
