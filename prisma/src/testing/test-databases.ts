import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { migrate } from '../database/migrate.ts';
import { readMigrations, type MigrationTarget } from '../database/migration-files.ts';
import { allowConnect, asAdmin, ensureSchemas, urlFor } from '../database/prepare-database.ts';
import { testLogins, waitForTestServer, type TestServer } from './test-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** File that says, once the server runs, how to reach it. */
    readonly testServerFile: string;
  }
}

export interface TestDatabase {
  readonly name: string;
  /** Runtime role. */
  readonly databaseUrl: string;
  /** Owner role. */
  readonly databaseOwnerUrl: string;
  /** Superuser, for looking behind the policies. */
  readonly adminUrl: string;
}

export interface CreateTestDatabaseOptions {
  /** More set-up, run once per test run and name, as the owner, on a template of its own: the queue's migrations. */
  readonly extend?: { readonly name: string; readonly run: (databaseOwnerUrl: string) => Promise<void> };
}

/** Serialises the making of templates among the test files of a run. */
const templateLock = 72707371;

/** Creates a migrated, empty database (0.2 s). Drop it in `afterAll`. */
export async function createTestDatabase(
  target: MigrationTarget,
  options: CreateTestDatabaseOptions = {},
): Promise<TestDatabase> {
  const server = await waitForTestServer(inject('testServerFile'));
  const name = `wh_test_${target}_${randomBytes(6).toString('hex')}`;
  await asAdmin(server.adminUrl, async (admin) => {
    const template = await ensureTemplate(admin, server, { target, ...options });
    await createFrom(admin, name, template);
  });
  return describe(server, name);
}

/** Drops the database; sessions that are still open are ended. */
export async function dropTestDatabase(database: TestDatabase): Promise<void> {
  await asAdmin(urlFor(database.adminUrl, { database: 'postgres' }), (admin) =>
    admin.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(database.name)} WITH (FORCE)`),
  );
}

function describe(server: TestServer, database: string): TestDatabase {
  const login = (kind: 'app' | 'owner'): string =>
    urlFor(server.adminUrl, { database, user: testLogins[kind], password: server.passwords[kind] });
  return {
    name: database,
    databaseUrl: login('app'),
    databaseOwnerUrl: login('owner'),
    adminUrl: urlFor(server.adminUrl, { database }),
  };
}

async function createFrom(admin: pg.Client, name: string, template: string): Promise<void> {
  await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE ${pg.escapeIdentifier(template)}`);
  await allowConnect(admin, name, [testLogins.app, testLogins.owner]);
}

interface TemplateOptions extends CreateTestDatabaseOptions {
  readonly target: MigrationTarget;
}

/** Makes the template unless this run, or an earlier one with the same migrations, has made it. */
async function ensureTemplate(admin: pg.Client, server: TestServer, options: TemplateOptions): Promise<string> {
  const { target, extend } = options;
  const base = await templateName(target);
  await admin.query('SELECT pg_advisory_lock($1)', [templateLock]);
  try {
    await makeTemplate(admin, base, 'template1', async (name) => {
      await asAdmin(urlFor(server.adminUrl, { database: name }), ensureSchemas);
      await migrate({ ownerUrl: describe(server, name).databaseOwnerUrl, target });
    });
    if (extend === undefined) return base;
    const extended = `${base}_${extend.name}`;
    await makeTemplate(admin, extended, base, (name) => extend.run(describe(server, name).databaseOwnerUrl));
    return extended;
  } finally {
    await admin.query('SELECT pg_advisory_unlock($1)', [templateLock]);
  }
}

async function makeTemplate(
  admin: pg.Client,
  name: string,
  from: string,
  fill: (database: string) => Promise<void>,
): Promise<void> {
  const { rows } = await admin.query<{ done: boolean }>(
    'SELECT datistemplate AS done FROM pg_database WHERE datname = $1',
    [name],
  );
  if (rows[0]?.done === true) return;
  const identifier = pg.escapeIdentifier(name);
  if (rows.length > 0) await admin.query(`DROP DATABASE ${identifier} WITH (FORCE)`); // Cut off half-way.
  await createFrom(admin, name, from);
  await fill(name);
  await admin.query(`ALTER DATABASE ${identifier} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`);
}

/** Carries the migrations' hash: on a server that outlives the run an old template must not serve new migrations. */
async function templateName(target: MigrationTarget): Promise<string> {
  const hash = createHash('sha256');
  for (const file of await readMigrations(target)) hash.update(file.name).update(file.sql);
  return `wh_template_${target}_${hash.digest('hex').slice(0, 10)}`;
}
