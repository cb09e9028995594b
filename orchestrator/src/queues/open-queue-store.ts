import { JobQueueStore } from './job-queue-store.ts';
import { defaultTimings } from './job-rules.ts';
import type { OpenLink } from './driver.ts';
import { postgresLink } from './postgres/postgres-link.ts';
import type { ConnectOptions, QueueStore, QueueStoreDeps } from './queue-types.ts';
import { redisLink } from './redis/redis-link.ts';

/**
 * Opens the queue store. One that is merely away does not make this fail: adding answers UNAVAILABLE and health is red until
 * it is there.
 * @throws PermanentFault where the store refuses (wrong password, schema not migrated)
 */
export async function openQueueStore(options: ConnectOptions, deps: QueueStoreDeps): Promise<QueueStore> {
  const store = new JobQueueStore({
    driver: options.driver,
    open: linkOf(options),
    logger: deps.logger,
    timings: { ...defaultTimings, ...deps.timings },
    failpoint: deps.failpoint ?? (() => undefined),
  });
  await store.start();
  return store;
}

function linkOf(options: ConnectOptions): OpenLink {
  switch (options.driver) {
    case 'postgres':
      return postgresLink(options.databaseUrl);
    case 'redis':
      return redisLink({ redisUrl: options.redisUrl, instanceId: options.instanceId });
  }
}
