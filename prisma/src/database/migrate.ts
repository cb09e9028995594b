import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { decideMigrations, type AppliedMigration } from './decide-migrations.ts';
import { readMigrations, type MigrationFile, type MigrationTarget } from './migration-files.ts';

export interface MigrateOptions {
  /** Connection of the role that owns the schema. */
  readonly ownerUrl: string;
  readonly target: MigrationTarget;
  /** Where migrations are read from; only tests pass their own. */
  readonly migrations?: readonly MigrationFile[];
}

export interface MigrateResult {
  /** Names applied by this call, in order. */
  readonly applied: readonly string[];
}

/** Prisma's own lock, so that its engine and this runner exclude each other. */
const prismaAdvisoryLock = 72707369;
const lockWaitMs = 60_000;

/**
 * Brings a database to the newest migration. Keeps Prisma's bookkeeping table, so `prisma migrate deploy` and this
 * runner may follow each other on one database. Runners that start together queue up behind one lock.
 * A migration that failed, now or earlier, stops everything until somebody resolved it (`prisma migrate resolve`).
 * @throws Error naming the migration and what to do
 */
export async function migrate(options: MigrateOptions): Promise<MigrateResult> {
  const files = options.migrations ?? (await readMigrations(options.target));
  const client = new pg.Client({ connectionString: options.ownerUrl });
  client.on('error', () => undefined); // A lost connection also rejects the query that is running.
  await client.connect();
  try {
    await client.query(`SET statement_timeout = ${lockWaitMs}`);
    await client.query(`SELECT pg_advisory_lock(${prismaAdvisoryLock})`);
    await client.query('SET statement_timeout = 0');
    return { applied: await applyPending(client, files) };
  } finally {
    await client.end(); // Also gives the lock back.
  }
}

async function applyPending(client: pg.Client, files: readonly MigrationFile[]): Promise<string[]> {
  await ensureBookkeeping(client);
  const decision = decideMigrations(files, await readApplied(client));
  if (decision.kind === 'refuse') throw new Error(decision.reason);
  for (const file of decision.pending) await apply(client, file);
  return decision.pending.map((file) => file.name);
}

async function ensureBookkeeping(client: pg.Client): Promise<void> {
  // Prisma's definition, letter by letter: its engine reads this table by position.
  await client.query(`CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
  )`);
}

async function readApplied(client: pg.Client): Promise<AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>(`
    SELECT migration_name AS name, checksum, logs, finished_at IS NOT NULL AS finished
    FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`);
  return rows;
}

async function apply(client: pg.Client, file: MigrationFile): Promise<void> {
  const id = randomUUID();
  await client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)', [
    id,
    file.checksum,
    file.name,
  ]);
  try {
    // One simple query: PostgreSQL runs the whole file in one implicit transaction.
    await client.query(file.sql);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await client.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, reason]);
    throw new Error(`migration ${file.name} failed: ${reason}`, { cause: error });
  }
  await client.query('UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1', [id]);
}
