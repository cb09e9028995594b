import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate } from './migrate.ts';
import type { MigrationTarget } from './migration-files.ts';

export interface DatabasePasswords {
  readonly app: string;
  readonly owner: string;
}

export interface PrepareDatabaseOptions {
  /** A superuser's connection to any database of the server. */
  readonly adminUrl: string;
  /** Name to create: lower-case letters, digits and `_`, at most 50. */
  readonly database: string;
  readonly target: MigrationTarget;
  /** Passwords of an earlier call, to keep its URLs valid. Absent = new random ones replace the old. */
  readonly passwords?: DatabasePasswords;
}

export interface PreparedDatabase {
  /** For the runtime: may read and write rows, owns nothing. */
  readonly databaseUrl: string;
  /** For migrations. */
  readonly databaseOwnerUrl: string;
  readonly passwords: DatabasePasswords;
}

/** Serialises preparation on one server: PostgreSQL refuses concurrent changes of one role. */
const prepareLock = 72707370;

/**
 * Creates what is missing and migrates: the group roles `wheelhouse_owner` and `wheelhouse_app`, the database, a login
 * of its own in each group (`<database>_owner`, `<database>_app`), the queue's schema. Safe to call at every start.
 * Only these logins may connect to the database, so one instance's password opens no other instance's data.
 */
export async function prepareDatabase(options: PrepareDatabaseOptions): Promise<PreparedDatabase> {
  const { adminUrl, database, target } = options;
  if (!/^[a-z][a-z0-9_]{0,49}$/.test(database)) throw new Error(`not a usable database name: ${database}`);
  const passwords = options.passwords ?? { app: newPassword(), owner: newPassword() };
  await asAdmin(adminUrl, async (admin) => {
    await admin.query(`SELECT pg_advisory_lock(${prepareLock})`);
    await ensureGroupRoles(admin);
    await ensureLogin(admin, { name: `${database}_app`, group: 'wheelhouse_app', password: passwords.app });
    await ensureLogin(admin, { name: `${database}_owner`, group: 'wheelhouse_owner', password: passwords.owner });
    await ensureDatabase(admin, database);
    await allowConnect(admin, database, [`${database}_app`, `${database}_owner`]);
    await asAdmin(urlFor(adminUrl, { database }), ensureSchemas);
  });
  const databaseOwnerUrl = urlFor(adminUrl, { database, user: `${database}_owner`, password: passwords.owner });
  await migrate({ ownerUrl: databaseOwnerUrl, target });
  return {
    databaseUrl: urlFor(adminUrl, { database, user: `${database}_app`, password: passwords.app }),
    databaseOwnerUrl,
    passwords,
  };
}

/** The same server under another database or login. */
export function urlFor(url: string, change: { database?: string; user?: string; password?: string }): string {
  const result = new URL(url);
  if (change.database !== undefined) result.pathname = `/${change.database}`;
  if (change.user !== undefined) result.username = encodeURIComponent(change.user);
  if (change.password !== undefined) result.password = encodeURIComponent(change.password);
  return result.href;
}

export function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

/** Runs `work` on one connection and closes it. */
export async function asAdmin<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // A lost connection also rejects the query that is running.
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The groups that policies and grants name. Nobody logs in as them. */
export async function ensureGroupRoles(admin: pg.Client): Promise<void> {
  for (const name of ['wheelhouse_owner', 'wheelhouse_app']) {
    const { rowCount } = await admin.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
    if (rowCount === 0)
      await admin.query(`CREATE ROLE ${name} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB`);
  }
}

export async function ensureLogin(
  admin: pg.Client,
  login: { name: string; group: 'wheelhouse_owner' | 'wheelhouse_app'; password: string },
): Promise<void> {
  const role = pg.escapeIdentifier(login.name);
  const { rowCount } = await admin.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [login.name]);
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
  await admin.query(
    `${verb} ROLE ${role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB PASSWORD ${pg.escapeLiteral(login.password)}`,
  );
  await admin.query(`GRANT ${login.group} TO ${role}`);
  // What an owner login makes belongs to the group, so any later owner login can alter it.
  if (login.group === 'wheelhouse_owner') await admin.query(`ALTER ROLE ${role} SET role = ${login.group}`);
}

async function ensureDatabase(admin: pg.Client, database: string): Promise<void> {
  const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
  if (rowCount === 0) await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`);
}

/** Takes everybody's rights on a database (also making temporary tables) and lets `logins` connect. */
export async function allowConnect(admin: pg.Client, database: string, logins: readonly string[]): Promise<void> {
  const name = pg.escapeIdentifier(database);
  await admin.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
  await admin.query(
    `GRANT CONNECT ON DATABASE ${name} TO ${logins.map((login) => pg.escapeIdentifier(login)).join(', ')}`,
  );
}

/** Schemas and default rights inside a database. The queue's own migrations run later, as the owner. */
export async function ensureSchemas(admin: pg.Client): Promise<void> {
  await admin.query(`
    ALTER SCHEMA public OWNER TO wheelhouse_owner;
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    CREATE SCHEMA IF NOT EXISTS bullmq AUTHORIZATION wheelhouse_owner;
    GRANT USAGE ON SCHEMA bullmq TO wheelhouse_app;
    ALTER DEFAULT PRIVILEGES FOR ROLE wheelhouse_owner IN SCHEMA bullmq
      GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO wheelhouse_app;
    ALTER DEFAULT PRIVILEGES FOR ROLE wheelhouse_owner IN SCHEMA bullmq GRANT USAGE ON SEQUENCES TO wheelhouse_app;
    ALTER DEFAULT PRIVILEGES FOR ROLE wheelhouse_owner IN SCHEMA bullmq GRANT EXECUTE ON FUNCTIONS TO wheelhouse_app;
  `);
}
