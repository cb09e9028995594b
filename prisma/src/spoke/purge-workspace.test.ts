import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createTestDatabase,
  createWorkspace,
  dropTestDatabase,
  type TestDatabase,
  type TestWorkspace,
} from '../testing/index.ts';
import { fillWorkspace, instanceLevelModels } from '../testing/model-rows.ts';
import { readSchema } from '../testing/read-schema.ts';
import { openSpokeDb, type SpokeDb } from './open-spoke-db.ts';

const models = (await readSchema('spoke')).filter((model) => !instanceLevelModels.includes(model.name));

let database: TestDatabase;
let db: SpokeDb;
let admin: pg.Client;
let mine: TestWorkspace;
let theirs: TestWorkspace;

beforeAll(async () => {
  database = await createTestDatabase('spoke');
  db = await openSpokeDb({ databaseUrl: database.databaseUrl });
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await db.close();
  await dropTestDatabase(database);
});
beforeEach(async () => {
  [mine, theirs] = [await createWorkspace(db), await createWorkspace(db)];
  for (const workspace of [mine, theirs]) {
    await fillWorkspace(db, models, workspace);
    await db.withTenant(workspace.context, (tx) =>
      tx.run.updateMany({ where: { workspaceId: workspace.workspaceId }, data: { state: 'succeeded' } }),
    );
  }
});

/** Rows of a workspace by table, as the superuser sees them. */
async function rowsOf({ workspaceId }: TestWorkspace): Promise<Record<string, number>> {
  const { rows: tables } = await admin.query<{ name: string; tenant: string }>(`
    SELECT c.relname AS name, a.attname AS tenant FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT a.attisdropped
      AND (a.attname = 'workspace_id' OR (c.relname = 'workspaces' AND a.attname = 'id')
        OR (a.attname = 'chain' AND c.relname LIKE 'audit%'))`);
  const counts: Record<string, number> = {};
  for (const { name, tenant } of tables) {
    const { rows } = await admin.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${pg.escapeIdentifier(name)} WHERE ${pg.escapeIdentifier(tenant)} = $1`,
      [workspaceId],
    );
    if ((rows[0]?.count ?? 0) > 0) counts[name] = rows[0]?.count ?? 0;
  }
  return counts;
}

const markDeleted = (workspace: TestWorkspace, purgeAfter: Date): Promise<void> =>
  db.withSystemTenant(workspace.workspaceId, async (tx) => {
    const where = { id: workspace.workspaceId };
    await tx.workspace.update({ where, data: { deletedAt: new Date(), purgeAfter } });
    await tx.workspaceDirectory.update({
      where: { workspaceId: workspace.workspaceId },
      data: { deletedAt: new Date() },
    });
  });
const past = (): Date => new Date(Date.now() - 1000);

const purge = (workspace: TestWorkspace): Promise<unknown> =>
  db.withInstance('retention', (tx) => tx.$queryRaw`SELECT wheelhouse_purge_workspace(${workspace.workspaceId}::uuid)`);

test('TEN-20: a purge takes every row of the workspace, audit log and chain too, and no other workspace’s', async () => {
  const before = await rowsOf(theirs);
  expect(Object.keys(before).length).toBeGreaterThan(25);
  await markDeleted(mine, past());
  await purge(mine);
  // What tells the queue store to let go is all that is left.
  expect(await rowsOf(mine)).toEqual({ outbox: 1 });
  expect(await rowsOf(theirs)).toEqual(before);
});

test('TEN-20: a workspace that is in use, can still be restored, or has runs that have not ended is not purged', async () => {
  const before = await rowsOf(mine);
  await expect(purge(mine)).rejects.toThrow(/not deleted/);
  await markDeleted(mine, new Date(Date.now() + 60_000));
  await expect(purge(mine)).rejects.toThrow(/can still be restored/);
  await markDeleted(mine, past());
  await db.withSystemTenant(mine.workspaceId, (tx) =>
    tx.run.updateMany({ where: { workspaceId: mine.workspaceId }, data: { state: 'running' } }),
  );
  await expect(purge(mine)).rejects.toThrow(/have not ended/);
  expect(await rowsOf(mine)).toEqual({ ...before, open_runs: expect.any(Number) as number });
});

test('TEN-20: outside the function neither role removes an audit row, nor does the owner see any row', async () => {
  await markDeleted(mine, past());
  await expect(
    db.withSystemTenant(mine.workspaceId, (tx) => tx.auditLog.deleteMany({ where: { workspaceId: mine.workspaceId } })),
  ).rejects.toThrow(/permission denied/);
  const owner = new pg.Client({ connectionString: database.databaseOwnerUrl });
  await owner.connect();
  try {
    const { rowCount } = await owner.query('DELETE FROM audit_log');
    expect(rowCount).toBe(0);
    // Not even by naming a workspace that is in use.
    await owner.query('BEGIN');
    await owner.query(`SELECT set_config('app.purging', $1, true)`, [theirs.workspaceId]);
    expect((await owner.query('DELETE FROM audit_log')).rowCount).toBe(0);
    expect((await owner.query('SELECT 1 FROM runs')).rowCount).toBe(0);
    await owner.query('ROLLBACK');
  } finally {
    await owner.end();
  }
});

test('a link offset of the workspace stays taken, so that the hub is owed no gap', async () => {
  const row = { workspaceId: mine.workspaceId, kind: 'receipt', refId: mine.userId, target: mine.userId };
  await db.withInstance('link', async (tx) => {
    await tx.linkOutbox.create({ data: { ...row, messageId: mine.workspaceId, linkOffset: 7n } });
    await tx.linkOutbox.create({ data: { ...row, messageId: mine.organizationId } });
  });
  await markDeleted(mine, past());
  await purge(mine);
  const left = await db.withInstance('link', (tx) => tx.linkOutbox.findMany({ where: { refId: mine.userId } }));
  expect(left).toMatchObject([{ workspaceId: null, linkOffset: 7n }]);
});

test('who runs an organization sees its workspaces without being in them, and nobody else does', async () => {
  const second = await createWorkspace(db, { besides: theirs });
  await db.withTenant(mine.context, (tx) =>
    tx.organizationMember.create({
      data: { organizationId: mine.organizationId, userId: theirs.userId, role: 'auditor', joinedAt: new Date() },
    }),
  );
  const seen = async (): Promise<string[]> =>
    (await db.withUser(theirs.userId, (tx) => tx.workspace.findMany())).map(({ id }) => id);
  expect(new Set(await seen())).toEqual(new Set([theirs.workspaceId, second.workspaceId]));
  const context = { organizationId: mine.organizationId, actor: { kind: 'user', id: mine.userId } } as const;
  await db.withOrganization(context, (tx) =>
    tx.organizationMember.updateMany({ where: { userId: theirs.userId }, data: { role: 'admin' } }),
  );
  expect(await seen()).toContain(mine.workspaceId);
  const inside = { workspaceId: mine.workspaceId, actor: { kind: 'user', id: theirs.userId } } as const;
  expect(await db.withTenant(inside, (tx) => tx.workspace.findMany())).toEqual([]);
});
