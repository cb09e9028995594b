import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, createWorkspace, dropTestDatabase, type TestDatabase } from '../testing/index.ts';
import { fillWorkspace, instanceLevelModels } from '../testing/model-rows.ts';
import { readSchema, type SchemaField, type SchemaModel } from '../testing/read-schema.ts';
import { openSpokeDb } from './open-spoke-db.ts';

/* TEN-14: what the policies cost, by plan for every tenant table and by time for the six that are asked most. */

const hotTables = ['runs', 'run_events', 'attempts', 'commands', 'receipts', 'audit_log'];
const hot = { tenants: 200, rowsEach: 1_000 };
const cold = { tenants: 200, rowsEach: 25 };
/** The goal is 1.3 to 1.4 and measured in `bench/`; this finds what costs a multiple, on a noisy machine too. */
const ratioAtMost = 5;
const rounds = 40;

const tables = (await readSchema('spoke')).filter(
  ({ name, key }) => !instanceLevelModels.includes(name) && key[0] === 'workspaceId',
);
const questions = ['list', 'count'] as const;
type Question = (typeof questions)[number];

let database: TestDatabase;
/** Past every policy. */
let admin: pg.Client;
/** As the servers are, in one transaction of one workspace. */
let app: pg.Client;
let workspaceId: string;

beforeAll(async () => {
  database = await createTestDatabase('spoke');
  const db = await openSpokeDb({ databaseUrl: database.databaseUrl });
  const workspace = await createWorkspace(db);
  const models = (await readSchema('spoke')).filter(({ name }) => !instanceLevelModels.includes(name));
  await fillWorkspace(db, models, workspace);
  await db.close();
  workspaceId = workspace.workspaceId;
  admin = new pg.Client({ connectionString: database.adminUrl });
  app = new pg.Client({ connectionString: database.databaseUrl });
  await Promise.all([admin.connect(), app.connect()]);
  await multiply();
  await app.query('BEGIN');
  await app.query(`SELECT set_config('app.workspace_id', $1, true), set_config('app.actor_id', $2, true)`, [
    workspaceId,
    workspace.userId,
  ]);
}, 180_000);
afterAll(async () => {
  await Promise.all([admin.end(), app.end()]);
  await dropTestDatabase(database);
});

/** Every table gets the rows of many tenants, each a copy of the one row that the workspace has. */
async function multiply(): Promise<void> {
  // References and triggers are not asked: the copies' parents are not there.
  await admin.query(`SET session_replication_role = replica`);
  await admin.query(`CREATE TABLE tenants AS SELECT n, CASE n WHEN 1 THEN '${workspaceId}'::uuid
    ELSE gen_random_uuid() END AS id FROM generate_series(1, ${cold.tenants * cold.rowsEach}) AS n`);
  for (const model of tables) {
    const { tenants, rowsEach } = sizeOf(model);
    const columns = model.fields.map(({ column }) => `"${column}"`).join();
    const values = model.fields.map((field) => copyOf(model, field)).join();
    await admin.query(`INSERT INTO ${model.table} (${columns}) SELECT ${values} FROM
      (SELECT * FROM ${model.table} WHERE workspace_id = '${workspaceId}') AS r,
      tenants, generate_series(1, ${rowsEach}) AS copy WHERE tenants.n <= ${tenants} ON CONFLICT DO NOTHING`);
  }
  await admin.query('SET session_replication_role = DEFAULT');
  await admin.query('VACUUM ANALYZE');
}

function sizeOf({ table, key }: SchemaModel): { readonly tenants: number; readonly rowsEach: number } {
  if (hotTables.includes(table)) return hot;
  return key.length === 1 ? { tenants: cold.tenants * cold.rowsEach, rowsEach: 1 } : cold;
}

function copyOf(model: SchemaModel, field: SchemaField): string {
  if (field.name === 'workspaceId') return 'tenants.id';
  const isUnique = [model.key, ...model.uniques].some((names) => names.includes(field.name));
  const isForeign = model.relations.some(({ fields }) => fields.includes(field.name));
  // Ids that refer to nothing in the schema may be part of an index that is unique.
  const isFreeId = field.uuid && !field.optional && !isForeign;
  if (!isUnique && !isFreeId) return `r."${field.column}"`;
  if (field.uuid) return 'gen_random_uuid()';
  return field.type === 'String' ? `r."${field.column}" || '-' || copy` : `r."${field.column}" + copy`;
}

function sqlOf({ table, key, fields }: SchemaModel, question: Question): string {
  const where = `FROM ${table} WHERE workspace_id = '${workspaceId}'`;
  if (question === 'count') return `SELECT count(*)::int ${where}`;
  const order = key.map((name) => fields.find((field) => field.name === name)?.column).join();
  return `SELECT * ${where} ORDER BY ${order} LIMIT 50`;
}

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}

async function plansOn(model: SchemaModel, question: Question): Promise<Plan[]> {
  const { rows } = await app.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
    `EXPLAIN (VERBOSE, FORMAT JSON) ${sqlOf(model, question)}`,
  );
  const flat = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(flat)];
  const root = rows[0]?.['QUERY PLAN'][0]?.Plan;
  return root === undefined ? [] : flat(root).filter((plan) => plan['Relation Name'] === model.table);
}

/** Calls of functions in the conditions of a scan: each would be made for each row. */
function callsIn(plan: Plan): string[] {
  const conditions = Object.entries(plan).filter(([name]) => /Filter|Cond/.test(name));
  return conditions.flatMap(([, text]) => String(text).match(/\b\w+\(/g) ?? []);
}

test.each(tables.map((model) => [model.table, model] as const))(
  'TEN-14: %s is listed and counted by an index, with no function called for a row',
  async (_table, model) => {
    const { rows } = await admin.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${model.table}`);
    expect(rows[0]?.count).toBeGreaterThanOrEqual(cold.tenants * cold.rowsEach);
    for (const question of questions) {
      const scans = await plansOn(model, question);
      expect(scans.length, question).toBeGreaterThan(0);
      for (const scan of scans) {
        expect(scan['Node Type'], question).toMatch(/^(Index|Index Only|Bitmap Heap) Scan$/);
        expect(callsIn(scan), question).toEqual([]);
      }
    }
  },
);

async function timed(client: pg.Client, sql: string): Promise<number> {
  const startedAt = performance.now();
  await client.query(sql);
  return performance.now() - startedAt;
}

test.each(hotTables)(
  'TEN-14: of 200,000 rows in %s a tenant’s are found nearly as fast as without policies',
  async (name) => {
    const model = tables.find(({ table }) => table === name);
    if (model === undefined) throw new Error(`there is no table ${name}`);
    for (const question of questions) {
      const sql = sqlOf(model, question);
      const [own, all] = [await app.query(sql), await admin.query(sql)];
      expect(own.rows).toEqual(all.rows);
      expect(question === 'list' ? own.rows.length : (own.rows[0] as { count: number }).count).toBeGreaterThanOrEqual(
        50,
      );
      // The best of each: whatever else runs on the machine only ever adds to a time.
      const times = { policies: [] as number[], none: [] as number[] };
      for (let round = 0; round < rounds; round += 1) {
        times.policies.push(await timed(app, sql));
        times.none.push(await timed(admin, sql));
      }
      expect(Math.min(...times.policies) / Math.min(...times.none), question).toBeLessThan(ratioAtMost);
    }
  },
);
