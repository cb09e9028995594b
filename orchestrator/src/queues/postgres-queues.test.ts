import { openPostgresStore } from '../testing/queues/postgres-store.ts';
import { registerQueueSuite } from '../testing/queues/queue-suite.ts';

registerQueueSuite({
  name: 'PostgreSQL',
  outages: [
    { seconds: 3, how: 'SIGKILL' },
    { seconds: 12, how: 'SIGKILL' },
  ],
  open: openPostgresStore,
});
