import { type PgQueryable, runMigrations } from 'bullmq';
import { Client } from 'pg';

/** BullMQ's schema; with a pool of our own making it must have this name. */
export const queueSchema = 'bullmq';

const appRole = 'wheelhouse_app';

// The runtime role may not create anything: BullMQ checks the ledger table at start and never migrates by itself.
const grants = `
  GRANT USAGE ON SCHEMA ${queueSchema} TO ${appRole};
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${queueSchema} TO ${appRole};
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${queueSchema} TO ${appRole};
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${queueSchema} TO ${appRole};
`;

/**
 * Brings BullMQ's own tables and functions up to the pinned release and lets the runtime role use them.
 * Safe to run again and from several processes: BullMQ takes an advisory lock, and all of it is one transaction.
 * @param options.ownerUrl the schema's owner; the role `wheelhouse_app` must exist
 */
export async function migrateQueueStore(options: { readonly ownerUrl: string }): Promise<void> {
  // One client, not a pool: the lock and the transaction live in its session.
  const client = new Client({ connectionString: options.ownerUrl });
  await client.connect();
  try {
    await runMigrations(await withoutSchemaCreation(client), queueSchema);
    await client.query(grants);
  } finally {
    await client.end();
  }
}

/**
 * BullMQ begins with CREATE SCHEMA IF NOT EXISTS, for which PostgreSQL wants CREATE on the database even where the schema is
 * there. The owner does not have that right, and needs it only where nobody made the schema before.
 */
async function withoutSchemaCreation(client: PgQueryable): Promise<PgQueryable> {
  const { rows } = await client.query(`SELECT 1 FROM pg_namespace WHERE nspname = '${queueSchema}'`);
  if (rows.length === 0) return client;
  return {
    query: (text, values) => client.query(text.startsWith('CREATE SCHEMA IF NOT EXISTS') ? 'SELECT 1' : text, values),
  };
}
