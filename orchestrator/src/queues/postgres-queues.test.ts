import { Client } from 'pg';
import { PrivatePostgres } from '../testing/queues/private-postgres.ts';
import { registerQueueSuite } from '../testing/queues/queue-suite.ts';
import type { SuiteStore } from '../testing/queues/suite-stage.ts';

registerQueueSuite({
  name: 'PostgreSQL',
  outages: [
    { seconds: 3, how: 'SIGKILL' },
    { seconds: 12, how: 'SIGKILL' },
  ],
  open: openPostgresStore,
});

async function openPostgresStore(): Promise<SuiteStore> {
  const server = await PrivatePostgres.open();
  const { databaseUrl, databaseOwnerUrl } = await server.createDatabase('queues');
  const asOwner = async (sql: string, values: string[] = []): Promise<void> => {
    const client = new Client({ connectionString: databaseOwnerUrl });
    await client.connect();
    await client.query(sql, values);
    await client.end();
  };
  return {
    connect: { driver: 'postgres', databaseUrl, instanceId: '0197a000-0000-7000-8000-000000000001' },
    stop: () => server.kill(),
    start: () => server.start(),
    freeze: () => server.freeze(),
    thaw: () => server.thaw(),
    wipe: () => asOwner('TRUNCATE bullmq.job, bullmq.event, bullmq.meta CASCADE'),
    pause: (queue) => asOwner(`INSERT INTO bullmq.meta (queue, field, value) VALUES ($1, 'paused', '1')`, [queue]),
    close: () => server.close(),
  };
}
