import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { PrivateRedis, redisMissing } from '../../testing/queues/private-redis.ts';
import { quietLogger } from '../../testing/queues/quiet-logger.ts';
import { soon } from '../../testing/queues/suite-stage.ts';
import { openQueueStore, type QueueStore } from '../index.ts';
import { findRedisFault, refuseUnsafeRedis } from './redis-safety.ts';

test('a server that answers less than asked is not called unsafe', () => {
  expect(findRedisFault('')).toBeNull();
  expect(
    findRedisFault('maxmemory:0\r\nused_memory:900\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\n'),
  ).toBeNull();
});

const missing = redisMissing();

describe.skipIf(missing !== undefined)(`a Redis that is not fit for queues${missing ? `: ${missing}` : ''}`, () => {
  let server: PrivateRedis;
  let admin: Redis;
  let store: QueueStore | undefined;
  beforeAll(async () => {
    server = await PrivateRedis.open();
    admin = new Redis(server.url);
  });
  afterAll(async () => {
    admin.disconnect();
    await server.close();
  });

  async function health(): Promise<{ ok: boolean; reason?: string }> {
    store ??= await openQueueStore(
      { driver: 'redis', redisUrl: server.url, instanceId: randomUUID() },
      { logger: quietLogger, timings: { sweepMs: 50 } },
    );
    return store.health();
  }

  const unfit = [
    { setting: 'maxmemory-policy', bad: 'allkeys-lru', good: 'noeviction', says: /allkeys-lru.*noeviction/ },
    { setting: 'appendonly', bad: 'no', good: 'yes', says: /append-only.*appendonly yes/ },
  ] as const;

  test.for(unfit)(
    'QUE-07: with $setting $bad production does not start, and elsewhere health is red until it is mended',
    async ({ setting, bad, good, says }) => {
      await refuseUnsafeRedis(server.url);
      await admin.config('SET', setting, bad);
      await expect(refuseUnsafeRedis(server.url)).rejects.toMatchObject({ code: 'PRECONDITION', message: says });
      await vi.waitFor(async () => expect((await health()).reason).toMatch(says), soon);
      await admin.config('SET', setting, good);
      await vi.waitFor(async () => expect(await health()).toMatchObject({ ok: true }), soon);
      await store?.close();
      store = undefined;
    },
  );

  test('QUE-07: a Redis that is away does not keep production from starting', async () => {
    await refuseUnsafeRedis('redis://127.0.0.1:1/0');
  });

  test('QUE-08: a full Redis refuses work at once and says so, keeps what it has, and goes on once there is room', async () => {
    const queues = await openQueueStore(
      { driver: 'redis', redisUrl: server.url, instanceId: randomUUID() },
      { logger: quietLogger, timings: { sweepMs: 50 } },
    );
    const workspaceId = randomUUID();
    const add = (): Promise<void> => queues.add({ commandId: randomUUID(), workspaceId, lane: 'run' });
    try {
      await vi.waitFor(add, soon);
      await admin.config('SET', 'maxmemory', '1mb');
      const startedAt = performance.now();
      await expect(add()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      expect(performance.now() - startedAt).toBeLessThan(1_000);
      await vi.waitFor(() => expect(queues.health()).toMatchObject({ ok: false, reason: /full/ }), soon);
      await admin.config('SET', 'maxmemory', '0');
      await vi.waitFor(() => expect(queues.health().ok).toBe(true), soon);
      await add();
      const done: string[] = [];
      queues.openClaimPool({ lane: 'run', slots: 1, handle: async (job) => void done.push(job.commandId) }).start();
      await vi.waitFor(() => expect(done).toHaveLength(2), soon);
    } finally {
      await admin.config('SET', 'maxmemory', '0');
      await queues.close();
    }
  });
});
