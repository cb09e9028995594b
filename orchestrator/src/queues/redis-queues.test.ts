import { test } from 'vitest';
import { redisMissing } from '../testing/queues/private-redis.ts';
import { registerQueueSuite } from '../testing/queues/queue-suite.ts';
import { openRedisStore } from '../testing/queues/redis-store.ts';

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
