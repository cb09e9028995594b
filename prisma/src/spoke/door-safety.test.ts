import { newId } from '@wheelhouse/protocol';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createAgent,
  createTestDatabase,
  createWorkspace,
  dropTestDatabase,
  waitFor,
  type TestDatabase,
  type TestWorkspace,
} from '../testing/index.ts';
import type { SpokeTx } from './contexts.ts';
import { openSpokeDb, type SpokeDb } from './open-spoke-db.ts';

let database: TestDatabase;
let admin: pg.Client;
let db: SpokeDb;
let workspaces: TestWorkspace[];

beforeAll(async () => {
  database = await createTestDatabase('spoke');
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  db = await openSpokeDb({ databaseUrl: database.databaseUrl, maxConnections: 4 });
  workspaces = [];
  for (let index = 0; index < 6; index++) {
    const workspace = await createWorkspace(db);
    await createAgent(db, workspace, { name: `of-${index}` });
    workspaces.push(workspace);
  }
});
afterAll(async () => {
  await db.close();
  await admin.end();
  await dropTestDatabase(database);
});

function workspaceAt(index: number): TestWorkspace {
  const workspace = workspaces[index % workspaces.length];
  if (workspace === undefined) throw new Error('no such workspace');
  return workspace;
}

/** The workspaces that every kind of read shows. */
async function seenBy(tx: SpokeTx, { workspaceId }: TestWorkspace): Promise<string[]> {
  const [agents, settings, one, raw] = await Promise.all([
    tx.agent.findMany(),
    tx.workspaceSettings.findMany(),
    tx.workspace.findUnique({ where: { id: workspaceId } }),
    tx.$queryRaw<{ workspace_id: string }[]>`SELECT workspace_id FROM workspace_members`,
  ]);
  return [
    ...agents.map((row) => row.workspaceId),
    ...settings.map((row) => row.workspaceId),
    one?.id ?? 'missing',
    ...raw.map((row) => row.workspace_id),
  ];
}

test('TEN-12: 600 requests with 4 parallel reads each, on 4 connections, see only their own', async () => {
  const answers = await Promise.all(
    Array.from({ length: 600 }, async (_, index) => {
      const workspace = workspaceAt(index);
      const seen = await db.withTenant(workspace.context, (tx) => seenBy(tx, workspace));
      return { own: workspace.workspaceId, seen };
    }),
  );
  for (const { own, seen } of answers) expect(seen).toEqual([own, own, own, own]);
});

test('a read that was built under one lease and awaited under another is refused', async () => {
  const single = await openSpokeDb({ databaseUrl: database.databaseUrl, maxConnections: 1 });
  try {
    let kept: SpokeTx['agent'] | undefined;
    let built: PromiseLike<unknown[]> | undefined;
    await single.withTenant(workspaceAt(0).context, async (tx) => {
      kept = tx.agent;
      built = tx.agent.findMany();
      await tx.agent.count();
    });
    // Outside of any door, and while the only slot serves somebody else.
    await expect(Promise.resolve(built)).rejects.toThrow(/outside its database door/);
    let go = (): void => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const other = single.withTenant(workspaceAt(1).context, async (tx) => {
      await tx.agent.count();
      await gate;
      return tx.agent.findMany();
    });
    await waitFor(
      async () =>
        (
          await admin.query(
            `SELECT 1 FROM pg_stat_activity
      WHERE datname = $1 AND state = 'idle in transaction'`,
            [database.name],
          )
        ).rows.length === 1,
    );
    await expect(kept?.findMany()).rejects.toThrow(/outside its database door/);
    go();
    expect((await other).map((row) => row.name)).toEqual(['of-1']);
  } finally {
    await single.close();
  }
});

test('a failed statement that the callback swallowed still undoes the transaction, and says so', async () => {
  const { workspaceId, context } = workspaceAt(0);
  const attempt = db.withTenant(context, async (tx) => {
    await tx.agent.create({ data: { workspaceId, id: newId(Date.now()), name: 'swallowed', runtime: 'process' } });
    await tx.$executeRaw`SELECT 1 / 0`.catch(() => undefined);
  });
  await expect(attempt).rejects.toThrow(/the whole transaction was rolled back/);
  expect(await db.withTenant(context, (tx) => tx.agent.count({ where: { name: 'swallowed' } }))).toBe(0);
});

test('an operation of several statements that fails half-way undoes the transaction, even where it was swallowed', async () => {
  const { workspaceId, context, userId } = workspaceAt(0);
  const id = newId(Date.now());
  const attempt = db.withTenant(context, async (tx) => {
    await tx.team
      .create({
        data: {
          workspaceId,
          id,
          name: 'half',
          members: { create: [{ userId }, { userId: newId(Date.now()) }] },
        },
      })
      .catch(() => undefined);
  });
  await expect(attempt).rejects.toThrow(/the whole transaction was rolled back/);
  expect(await db.withTenant(context, (tx) => tx.team.count({ where: { id } }))).toBe(0);
});

test('a nested write that succeeds is committed whole', async () => {
  const { workspaceId, context, userId } = workspaceAt(1);
  const id = newId(Date.now());
  await db.withTenant(context, (tx) =>
    tx.team.create({ data: { workspaceId, id, name: 'whole', members: { create: [{ userId }] } } }),
  );
  const team = await db.withTenant(context, (tx) => tx.team.findFirst({ where: { id }, include: { members: true } }));
  expect(team?.members.map((member) => member.userId)).toEqual([userId]);
});

test('a row that was not found spoils nothing: the callback may go on', async () => {
  const { workspaceId, context } = workspaceAt(2);
  const id = newId(Date.now());
  await db.withTenant(context, async (tx) => {
    const missing = { workspaceId_id: { workspaceId, id: newId(Date.now()) } };
    await expect(tx.agent.update({ where: missing, data: { name: 'x' } })).rejects.toMatchObject({ code: 'P2025' });
    await expect(tx.agent.delete({ where: missing })).rejects.toMatchObject({ code: 'P2025' });
    await tx.agent.create({ data: { workspaceId, id, name: 'after', runtime: 'process' } });
  });
  expect(await db.withTenant(context, (tx) => tx.agent.count({ where: { id } }))).toBe(1);
});

test('a connection that is cut inside a transaction fails only that one', async () => {
  const { workspaceId, context } = workspaceAt(3);
  const attempt = db.withTenant(context, async (tx) => {
    await tx.agent.create({ data: { workspaceId, id: newId(Date.now()), name: 'cut', runtime: 'process' } });
    const [{ pid } = { pid: 0 }] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
    await admin.query('SELECT pg_terminate_backend($1)', [pid]);
    await tx.agent.count();
  });
  await expect(attempt).rejects.toThrow(/terminat|closed|connection/i);
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, index) => db.withTenant(workspaceAt(index).context, (tx) => tx.agent.findMany())),
  );
  answers.forEach((rows, index) => expect(rows[0]?.workspaceId).toBe(workspaceAt(index).workspaceId));
  expect(await db.withTenant(context, (tx) => tx.agent.count({ where: { name: 'cut' } }))).toBe(0);
});

test('what one door committed the next one sees, however quickly it follows', async () => {
  const { workspaceId, context } = workspaceAt(4);
  for (let index = 0; index < 100; index++) {
    await db.withTenant(context, (tx) => tx.agent.count());
    const id = newId(Date.now());
    await db.withTenant(context, (tx) =>
      tx.agent.create({ data: { workspaceId, id, name: `quick-${index}`, runtime: 'process' } }),
    );
    expect(await db.withTenant(context, (tx) => tx.agent.count({ where: { id } }))).toBe(1);
  }
});

test('a writing SELECT is waited for', async () => {
  const { context } = workspaceAt(5);
  for (let index = 0; index < 50; index++) {
    const value = await db.withTenant(context, async (tx) => {
      const [row] = await tx.$queryRaw<{ id: bigint }[]>`
        INSERT INTO security_events (kind) VALUES ('probe') RETURNING id`;
      return row?.id;
    });
    const { rowCount } = await admin.query('SELECT 1 FROM security_events WHERE id = $1', [value]);
    expect(rowCount).toBe(1);
  }
});

test('no connection is left in a transaction', async () => {
  await waitFor(async () => {
    const { rows } = await admin.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = $1 AND state LIKE 'idle in transaction%'`,
      [database.name],
    );
    return rows.length === 0;
  });
});

test('when no connection is to be had in time the caller is told UNAVAILABLE', async () => {
  const closed = await openSpokeDb({ databaseUrl: database.databaseUrl, maxConnections: 1 });
  await closed.close();
  await expect(closed.withInstance('health', (tx) => tx.peer.count())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});
