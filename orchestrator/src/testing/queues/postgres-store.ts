import { Client } from 'pg';
import { PrivatePostgres } from './private-postgres.ts';
import type { SuiteStore } from './suite-store.ts';

/** Queues in a database of a private server, as the runtime role; `ledger` is a second database beside them. */
export async function openPostgresStore(): Promise<
  SuiteStore & { readonly ledger: { readonly databaseUrl: string; readonly databaseOwnerUrl: string } }
> {
  const server = await PrivatePostgres.open();
  const { databaseUrl, databaseOwnerUrl } = await server.createDatabase('queues');
  const asUser = async (url: string, sql: string, values: string[] = []): Promise<{ count?: number }[]> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<{ count?: number }>(sql, values);
    await client.end();
    return rows;
  };
  const asOwner = async (sql: string, values: string[] = []): Promise<void> => {
    await asUser(databaseOwnerUrl, sql, values);
  };
  const named = `application_name LIKE 'wheelhouse queue%'`;
  return {
    connect: { driver: 'postgres', databaseUrl, instanceId: '0197a000-0000-7000-8000-000000000001' },
    ledger: await server.createDatabase('same_server_ledger'),
    stop: () => server.kill(),
    start: () => server.start(),
    setDurable: async () => undefined,
    freeze: () => server.freeze(),
    thaw: () => server.thaw(),
    wipe: () => asOwner('TRUNCATE bullmq.job, bullmq.event, bullmq.meta CASCADE'),
    pause: (queue) => asOwner(`INSERT INTO bullmq.meta (queue, field, value) VALUES ($1, 'paused', '1')`, [queue]),
    cut: async () => {
      await asUser(server.adminUrl, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${named}`);
    },
    connections: async () => {
      const rows = await asUser(server.adminUrl, `SELECT count(*)::int AS count FROM pg_stat_activity WHERE ${named}`);
      return rows[0]?.count ?? 0;
    },
    close: () => server.close(),
  };
}
