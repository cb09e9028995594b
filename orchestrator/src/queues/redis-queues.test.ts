import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { test } from 'vitest';
import { PrivateRedis, redisMissing } from '../testing/queues/private-redis.ts';
import { registerQueueSuite } from '../testing/queues/queue-suite.ts';
import type { SuiteStore } from '../testing/queues/suite-stage.ts';

const instanceId = '0197a000-0000-7000-8000-000000000001';
const missing = redisMissing();

if (missing === undefined) {
  registerQueueSuite({
    name: 'Redis',
    outages: [
      { seconds: 3, how: 'SIGKILL' },
      { seconds: 12, how: 'SIGTERM' },
      { seconds: 25, how: 'SIGKILL' },
    ],
    open: openRedisStore,
  });
} else {
  test.skip(missing);
}

async function openRedisStore(): Promise<SuiteStore> {
  const server = await PrivateRedis.open();
  const withClient = async (use: (client: Redis) => Promise<unknown>): Promise<void> => {
    const client = new Redis(server.url);
    await use(client);
    client.disconnect();
  };
  return {
    connect: { driver: 'redis', redisUrl: server.url, instanceId },
    stop: (how) => server.stop(how),
    start: () => server.start(),
    freeze: () => server.freeze(),
    thaw: () => server.thaw(),
    wipe: () => withClient((client) => client.flushall()),
    pause: (queue) => withClient((connection) => new Queue(queue, { connection, prefix: `wh:${instanceId}` }).pause()),
    close: () => server.close(),
  };
}
