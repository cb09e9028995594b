import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { PrivateRedis } from './private-redis.ts';
import type { SuiteStore } from './suite-store.ts';

const instanceId = '0197a000-0000-7000-8000-000000000001';

/** Queues in a private Redis. */
export async function openRedisStore(): Promise<SuiteStore> {
  const server = await PrivateRedis.open();
  const withClient = async <T>(use: (client: Redis) => Promise<T>): Promise<T> => {
    const client = new Redis(server.url);
    try {
      return await use(client);
    } finally {
      client.disconnect();
    }
  };
  return {
    connect: { driver: 'redis', redisUrl: server.url, instanceId },
    stop: (how) => server.stop(how),
    start: () => server.start(),
    setDurable: (isDurable) => server.setFsync(isDurable ? 'always' : 'everysec'),
    freeze: () => server.freeze(),
    thaw: () => server.thaw(),
    wipe: () => withClient(async (client) => void (await client.flushall())),
    pause: (queue) => withClient((connection) => new Queue(queue, { connection, prefix: `wh:${instanceId}` }).pause()),
    cut: () =>
      withClient(async (client) => {
        for (const type of ['normal', 'pubsub']) await client.call('CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes');
      }),
    connections: () =>
      withClient(async (client) => {
        const list = await client.client('LIST');
        // Without the one that asks.
        return String(list).trim().split('\n').length - 1;
      }),
    close: () => server.close(),
  };
}
