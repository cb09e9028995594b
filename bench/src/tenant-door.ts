// What the tenant door costs: 1,000,000 rows in 1,000 workspaces, primary key and list of 50, each way in turn so that a
// noisy machine is noisy for all. Prints a table and one line of JSON. Options: --rows=N --rounds=N --workspaces=N
// --organizations=N
import { mkdtemp, chmod, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepareDatabase } from '@wheelhouse/prisma';
import { startEmbeddedPostgres } from '@wheelhouse/prisma/embedded';
import { openSpokeDb, type SpokeDb, type TenantContext } from '@wheelhouse/prisma/spoke';
import { openUnprotectedClient } from '@wheelhouse/prisma/testing/unprotected-client';
import type { WorkspaceId } from '@wheelhouse/protocol';
import pg from 'pg';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '60' },
    workspaces: { type: 'string', default: '1000' },
    organizations: { type: 'string', default: '1' },
  },
});
const workspaceCount = Number(options.workspaces);
const organizationCount = Number(options.organizations);
const perRound = 20;

/** One row to ask for. */
interface Target {
  readonly workspaceId: WorkspaceId;
  readonly id: string;
  readonly context: TenantContext;
}

type Ask = (target: Target) => Promise<number>;

/** One way of asking: for one row, and for 50. Both answer with the number of rows. */
interface Way {
  readonly name: string;
  readonly comparedWith?: string;
  readonly one: Ask;
  readonly list: Ask;
}

const oneSql = 'SELECT * FROM agents WHERE workspace_id = $1 AND id = $2';
const listSql = 'SELECT * FROM agents WHERE workspace_id = $1 ORDER BY id LIMIT 50';

async function seed(admin: pg.Client, rows: number): Promise<void> {
  const perWorkspace = Math.ceil(rows / workspaceCount);
  await admin.query(`
    INSERT INTO organizations (id, name, slug)
      SELECT gen_random_uuid(), 'bench', 'bench-' || n FROM generate_series(0, ${organizationCount - 1}) AS n;
    INSERT INTO workspace_directory (workspace_id, organization_id, system_principal_id)
      SELECT gen_random_uuid(), o.id, gen_random_uuid() FROM generate_series(1, ${workspaceCount}) AS n
      JOIN organizations o ON o.slug = 'bench-' || n % ${organizationCount};
    INSERT INTO workspace_principals (workspace_id, principal_id, kind, organization_id)
      SELECT workspace_id, system_principal_id, 'system', organization_id FROM workspace_directory;
    INSERT INTO workspaces (id, organization_id, name, slug)
      SELECT workspace_id, organization_id, 'bench', workspace_id::text FROM workspace_directory`);
  // In the order of a real table: workspaces write in turn.
  await admin.query(`
    INSERT INTO agents (workspace_id, id, name, runtime)
      SELECT d.workspace_id, gen_random_uuid(), 'agent-' || n, 'process'
      FROM generate_series(1, ${perWorkspace}) AS n, workspace_directory d`);
  await admin.query('VACUUM ANALYZE');
}

async function pickTargets(admin: pg.Client, count: number): Promise<Target[]> {
  const { rows } = await admin.query<{ workspaceId: WorkspaceId; id: string; actor: string }>(
    `SELECT a.workspace_id AS "workspaceId", a.id, d.system_principal_id AS actor
     FROM (SELECT * FROM agents TABLESAMPLE SYSTEM (5) ORDER BY random() LIMIT $1) a
     JOIN workspace_directory d USING (workspace_id)`,
    [count],
  );
  return rows.map(({ workspaceId, id, actor }) => ({
    workspaceId,
    id,
    context: { workspaceId, actor: { kind: 'system', id: actor } },
  }));
}

function pgWay(admin: pg.Client): Way {
  return {
    name: 'pg, no policies',
    one: async ({ workspaceId, id }) => (await admin.query(oneSql, [workspaceId, id])).rows.length,
    list: async ({ workspaceId }) => (await admin.query(listSql, [workspaceId])).rows.length,
  };
}

function pgInTransactionWay(app: pg.Client): Way {
  const inTenant = async ({ context }: Target, sql: string, values: string[]): Promise<number> => {
    await app.query('BEGIN');
    await app.query(`SELECT set_config('app.workspace_id', $1, true), set_config('app.actor_id', $2, true)`, [
      context.workspaceId,
      context.actor.id,
    ]);
    const { rows } = await app.query(sql, values);
    await app.query('COMMIT');
    return rows.length;
  };
  return {
    name: 'pg, transaction by hand',
    comparedWith: 'pg, no policies',
    one: (target) => inTenant(target, oneSql, [target.workspaceId, target.id]),
    list: (target) => inTenant(target, listSql, [target.workspaceId]),
  };
}

function prismaWay(adminUrl: string): Way & { close(): Promise<void> } {
  const client = openUnprotectedClient(adminUrl, 4);
  return {
    name: 'Prisma, no policies',
    one: async ({ workspaceId, id }) =>
      (await client.agent.findUnique({ where: { workspaceId_id: { workspaceId, id } } })) === null ? 0 : 1,
    list: async ({ workspaceId }) =>
      (await client.agent.findMany({ where: { workspaceId }, orderBy: { id: 'asc' }, take: 50 })).length,
    close: () => client.$disconnect(),
  };
}

function doorWay(db: SpokeDb): Way {
  return {
    name: 'Prisma in the door',
    comparedWith: 'Prisma, no policies',
    one: ({ workspaceId, id, context }) =>
      db.withTenant(context, async (tx) =>
        (await tx.agent.findUnique({ where: { workspaceId_id: { workspaceId, id } } })) === null ? 0 : 1,
      ),
    list: ({ workspaceId, context }) =>
      db.withTenant(
        context,
        async (tx) => (await tx.agent.findMany({ where: { workspaceId }, orderBy: { id: 'asc' }, take: 50 })).length,
      ),
  };
}

function rawInDoorWay(db: SpokeDb): Way {
  return {
    name: 'SQL in the door',
    comparedWith: 'pg, no policies',
    one: ({ workspaceId, id, context }) =>
      db.withTenant(context, async (tx) => {
        const rows = await tx.$queryRaw<unknown[]>`
          SELECT * FROM agents WHERE workspace_id = ${workspaceId}::uuid AND id = ${id}::uuid`;
        return rows.length;
      }),
    list: ({ workspaceId, context }) =>
      db.withTenant(context, async (tx) => {
        const rows = await tx.$queryRaw<unknown[]>`
          SELECT * FROM agents WHERE workspace_id = ${workspaceId}::uuid ORDER BY id LIMIT 50`;
        return rows.length;
      }),
  };
}

type Question = 'one' | 'list';
const questions: readonly Question[] = ['one', 'list'];

/** Durations in milliseconds, by way and question. */
async function measure(
  ways: readonly Way[],
  targets: readonly Target[],
  rounds: number,
): Promise<Map<string, number[]>> {
  const taken = new Map<string, number[]>();
  let next = 0;
  for (let round = -2; round < rounds; round++) {
    for (const way of ways) {
      for (const question of questions) {
        for (let index = 0; index < perRound; index++) {
          const target = targets[next++ % targets.length];
          if (target === undefined) throw new Error('no rows to ask for');
          const before = performance.now();
          const found = await way[question](target);
          const ms = performance.now() - before;
          if (found !== (question === 'one' ? 1 : 50)) throw new Error(`${way.name} found ${found} rows`);
          const key = `${way.name} ${question}`;
          if (round >= 0) taken.set(key, [...(taken.get(key) ?? []), ms]); // Two rounds to warm up.
        }
      }
    }
  }
  return taken;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function report(ways: readonly Way[], taken: Map<string, number[]>): void {
  const of = (name: string, question: Question): number => median(taken.get(`${name} ${question}`) ?? []);
  const results = ways.map((way) => {
    const base = way.comparedWith ?? way.name;
    const cell = (question: Question) => ({
      ms: Number(of(way.name, question).toFixed(3)),
      addedMs: Number((of(way.name, question) - of('pg, no policies', question)).toFixed(3)),
      ratio: Number((of(way.name, question) / of(base, question)).toFixed(2)),
    });
    return { way: way.name, comparedWith: base, primaryKey: cell('one'), listOf50: cell('list') };
  });
  console.log('median ms (ratio)          primary key      list of 50   compared with');
  for (const { way, comparedWith, primaryKey, listOf50 } of results) {
    const cells = [primaryKey, listOf50].map(({ ms, ratio }) => `${ms.toFixed(2)} (${ratio.toFixed(2)}x)`.padStart(14));
    console.log(`${way.padEnd(24)} ${cells.join('  ')}   ${comparedWith}`);
  }
  console.log(
    JSON.stringify({
      bench: 'tenant-door',
      rows: Number(options.rows),
      workspaces: workspaceCount,
      organizations: organizationCount,
      results,
    }),
  );
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'wheelhouse-bench-'));
  await chmod(folder, 0o711); // As root the server runs as another user, who has to pass.
  const settings = { shared_buffers: '512MB', max_wal_size: '4GB' };
  const server = await startEmbeddedPostgres({ dataDir: folder, settings });
  try {
    const { databaseUrl } = await prepareDatabase({ adminUrl: server.adminUrl, database: 'bench', target: 'spoke' });
    const adminUrl = server.adminUrl.replace(/\/postgres$/, '/bench');
    const admin = new pg.Client({ connectionString: adminUrl });
    const app = new pg.Client({ connectionString: databaseUrl });
    await Promise.all([admin.connect(), app.connect()]);
    console.error(`seeding ${options.rows} rows in ${workspaceCount} workspaces of ${organizationCount} organizations`);
    await seed(admin, Number(options.rows));
    const targets = await pickTargets(admin, 5000);
    const db = await openSpokeDb({ databaseUrl });
    const prisma = prismaWay(adminUrl);
    const ways = [pgWay(admin), pgInTransactionWay(app), rawInDoorWay(db), prisma, doorWay(db)];
    report(ways, await measure(ways, targets, Number(options.rounds)));
    await Promise.all([db.close(), prisma.close(), admin.end(), app.end()]);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
