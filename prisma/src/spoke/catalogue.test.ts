import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  findIndexesWithoutTenant,
  findPlainForeignKeys,
  findUnprotectedTables,
  findWaysAround,
  unprotectedTables,
} from '../testing/catalogue.ts';
import { createTestDatabase, createWorkspace, dropTestDatabase, type TestDatabase } from '../testing/index.ts';
import { instanceLevelModels } from '../testing/model-rows.ts';
import { readSchema } from '../testing/read-schema.ts';
import { openSpokeDb } from './open-spoke-db.ts';

let database: TestDatabase;
let owner: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase('spoke');
  owner = new pg.Client({ connectionString: database.databaseOwnerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await dropTestDatabase(database);
});

/** Makes something in the database, looks, and takes it back. */
async function withChange<T>(sql: string, look: () => Promise<T>): Promise<T> {
  await owner.query('BEGIN');
  try {
    await owner.query(sql);
    return await look();
  } finally {
    await owner.query('ROLLBACK');
  }
}

describe('TEN-01: every table is protected or on the explicit list', () => {
  test('no table is without forced row-level security and a policy with USING and CHECK for the runtime role', async () => {
    expect(await findUnprotectedTables(owner)).toEqual([]);
  });

  test.each([
    ['a bare table', 'CREATE TABLE bare (id uuid)'],
    [
      'a table that only enables it',
      'CREATE TABLE bare (workspace_id uuid); ALTER TABLE bare ENABLE ROW LEVEL SECURITY',
    ],
    [
      'a forced table without a policy',
      'CREATE TABLE bare (workspace_id uuid); ALTER TABLE bare ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY',
    ],
    [
      'a policy without CHECK',
      'CREATE TABLE bare (workspace_id uuid); ALTER TABLE bare ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; CREATE POLICY p ON bare TO wheelhouse_app USING (true)',
    ],
    [
      'a policy for everybody',
      'CREATE TABLE bare (workspace_id uuid); ALTER TABLE bare ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; CREATE POLICY p ON bare USING (true) WITH CHECK (true)',
    ],
  ])('%s is found', async (_name, sql) => {
    expect(await withChange(sql, () => findUnprotectedTables(owner))).toEqual(['bare']);
  });

  test('a protected table that loses FORCE is found', async () => {
    const found = await withChange('ALTER TABLE runs NO FORCE ROW LEVEL SECURITY', () => findUnprotectedTables(owner));
    expect(found).toEqual(['runs']);
  });

  test('the list names only tables that exist, and the same ones as the tests over every model', async () => {
    const { rows } = await owner.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')`,
    );
    const tables = new Set(rows.map((row) => row.name));
    expect(Object.keys(unprotectedTables).filter((name) => !tables.has(name))).toEqual([]);
    const models = await readSchema('spoke');
    const instanceLevel = models
      .filter((model) => instanceLevelModels.includes(model.name))
      .map((model) => model.table);
    expect(instanceLevel.sort()).toEqual(
      Object.keys(unprotectedTables)
        .filter((name) => name !== '_prisma_migrations')
        .sort(),
    );
  });

  test('OPS-02: the runtime role may neither truncate nor alter anything, nor rewrite the audit logs', async () => {
    const { rows } = await owner.query<{ name: string }>(`
      SELECT c.relname || ' ' || privilege AS name FROM pg_class c,
        unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER']) AS privilege
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
        AND has_table_privilege('wheelhouse_app', c.oid, privilege)
      UNION ALL SELECT log || ' ' || privilege FROM unnest(ARRAY['UPDATE', 'DELETE']) AS privilege,
        unnest(ARRAY['audit_log', 'organization_audit_log', 'instance_audit_log', 'audit_links', 'audit_checkpoints']) AS log
      WHERE has_table_privilege('wheelhouse_app', log, privilege)
      UNION ALL SELECT 'create in public' WHERE has_schema_privilege('wheelhouse_app', 'public', 'CREATE')
      UNION ALL SELECT 'migrations' WHERE has_table_privilege('wheelhouse_app', '_prisma_migrations', 'SELECT, UPDATE')`);
    expect(rows).toEqual([]);
  });
});

describe('TEN-08: references in the catalogue', () => {
  test('every reference between tenant tables carries the tenant on both sides', async () => {
    expect(await findPlainForeignKeys(owner)).toEqual([]);
  });

  test('a plain reference is found', async () => {
    const sql = `ALTER TABLE agents ADD CONSTRAINT agents_id_unique UNIQUE (id);
      ALTER TABLE runs ADD CONSTRAINT plain FOREIGN KEY (id) REFERENCES agents (id)`;
    expect(await withChange(sql, () => findPlainForeignKeys(owner))).toEqual(['plain']);
  });

  test('every index of a tenant table begins with the tenant', async () => {
    expect(await findIndexesWithoutTenant(owner)).toEqual([]);
    const found = await withChange('CREATE INDEX stray ON runs (state)', () => findIndexesWithoutTenant(owner));
    expect(found).toEqual(['stray']);
  });
});

describe('TEN-10: nothing leads around the policies', () => {
  test('no view, materialised view or function does', async () => {
    expect(await findWaysAround(owner)).toEqual([]);
  });

  test.each([
    ['a view with its owner’s rights', 'CREATE VIEW around AS SELECT * FROM runs', 'view around'],
    [
      'a materialised view',
      'CREATE MATERIALIZED VIEW around AS SELECT * FROM runs; GRANT SELECT ON around TO wheelhouse_app',
      'materialised view around',
    ],
    [
      'a function without search_path',
      `CREATE FUNCTION around() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'; REVOKE ALL ON FUNCTION around() FROM PUBLIC`,
      'function around',
    ],
    [
      'a function that everybody may call',
      `CREATE FUNCTION around() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'SELECT 1'`,
      'function around',
    ],
  ])('%s is found', async (_name, sql, found) => {
    expect(await withChange(sql, () => findWaysAround(owner))).toEqual([found]);
  });

  test('a temporary table that shadows the principals changes no answer', async () => {
    const db = await openSpokeDb({ databaseUrl: database.databaseUrl });
    const workspace = await createWorkspace(db);
    await db.close();
    const admin = new pg.Client({ connectionString: database.adminUrl });
    await admin.connect();
    await admin.query(`GRANT TEMPORARY ON DATABASE ${database.name} TO wheelhouse_app`);
    await admin.end();
    const app = new pg.Client({ connectionString: database.databaseUrl });
    await app.connect();
    try {
      await app.query(`BEGIN; CREATE TEMPORARY TABLE workspace_principals (workspace_id uuid, principal_id uuid)`);
      const stranger = workspace.organizationId;
      await app.query('INSERT INTO pg_temp.workspace_principals VALUES ($1, $2)', [workspace.workspaceId, stranger]);
      await app.query(`SELECT set_config('app.workspace_id', $1, true), set_config('app.actor_id', $2, true)`, [
        workspace.workspaceId,
        stranger,
      ]);
      const { rows } = await app.query(
        `SELECT wheelhouse_is_principal() AS principal, (SELECT count(*)::int FROM workspaces) AS seen`,
      );
      expect(rows).toEqual([{ principal: false, seen: 0 }]);
    } finally {
      await app.end();
    }
  });
});
