import { newId, type WorkspaceId } from '@wheelhouse/protocol';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  createAgent,
  createTestDatabase,
  createWorkspace,
  dropTestDatabase,
  type TestDatabase,
  type TestWorkspace,
} from '../testing/index.ts';
import { waitFor } from '../testing/wait-for.ts';
import type { InstanceReason, SpokeTx } from './contexts.ts';
import { openSpokeDb, type SpokeDb } from './open-spoke-db.ts';

let database: TestDatabase;
let db: SpokeDb;
const opened: SpokeDb[] = [];

async function open(maxConnections?: number): Promise<SpokeDb> {
  const result = await openSpokeDb({ databaseUrl: database.databaseUrl, ...(maxConnections && { maxConnections }) });
  opened.push(result);
  return result;
}

beforeAll(async () => {
  database = await createTestDatabase('spoke');
  db = await openSpokeDb({ databaseUrl: database.databaseUrl });
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});
afterAll(async () => {
  await db.close();
  await dropTestDatabase(database);
});

/** Rejects when the client has gone, which may have been before. */
function once(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(new Error('aborted'));
    signal.addEventListener('abort', () => reject(new Error('aborted')));
  });
}

/** Names of the agents that a workspace's owner sees. */
async function agentNames(on: SpokeDb, workspace: TestWorkspace): Promise<string[]> {
  const rows = await on.withTenant(workspace.context, (tx) => tx.agent.findMany({ orderBy: { name: 'asc' } }));
  return rows.map((row) => row.name);
}

function settingsOf(
  tx: SpokeTx,
): Promise<{ workspace: string | null; actor: string | null; organization: string | null }[]> {
  return tx.$queryRaw`SELECT current_setting('app.workspace_id', true) AS workspace,
    current_setting('app.actor_id', true) AS actor, current_setting('app.organization_id', true) AS organization`;
}

describe('TEN-05: one connection, many tenants', () => {
  test('200 interleaved requests with errors, timeouts and aborts see only their own, and leave no setting', async () => {
    const single = await open(1);
    const [a, b] = [await createWorkspace(single), await createWorkspace(single)];
    await createAgent(single, a, { name: 'of-a' });
    await createAgent(single, b, { name: 'of-b' });

    const seen: string[] = [];
    const request = async (index: number): Promise<void> => {
      const [workspace, name] = index % 2 === 0 ? [a, 'of-a'] : [b, 'of-b'];
      const kind = index % 10;
      const aborted = AbortSignal.timeout(1);
      const attempt = single.withTenant(
        workspace.context,
        async (tx) => {
          const rows = await tx.agent.findMany();
          seen.push(rows.map((row) => row.name).join() === name ? 'own' : `foreign: ${JSON.stringify(rows)}`);
          if (kind === 3) throw new Error('the handler failed');
          if (kind === 4) await tx.$executeRaw`SELECT 1 / 0`;
          if (kind === 6) await tx.$executeRaw`SELECT pg_sleep(0.3)`;
          if (kind === 7) await once(aborted);
        },
        kind === 6 ? { timeoutMs: 30 } : undefined,
      );
      await attempt.catch(() => undefined);
    };
    const lanes = Array.from({ length: 8 }, async (_, lane) => {
      for (let index = lane; index < 200; index += 8) {
        await request(index);
        const [settings] = await single.withInstance('health', settingsOf);
        expect([settings?.workspace || '', settings?.actor || '', settings?.organization || '']).toEqual(['', '', '']);
      }
    });
    await Promise.all(lanes);
    expect(seen.length).toBe(200);
    expect(new Set(seen)).toEqual(new Set(['own']));
  });
});

test('TEN-06: after a committed transaction the same connection, without a tenant, sees nothing and fails on nothing', async () => {
  const single = await open(1);
  const workspace = await createWorkspace(single);
  await createAgent(single, workspace, { name: 'one' });
  expect(await agentNames(single, workspace)).toEqual(['one']);
  const [settings] = await single.withInstance('health', settingsOf);
  expect(settings?.workspace).toBe('');
  expect(await single.withInstance('health', (tx) => tx.agent.findMany())).toEqual([]);
  expect(await single.withInstance('health', (tx) => tx.user.findMany())).toEqual([]);
  expect(await single.withInstance('health', (tx) => tx.organization.findMany())).toEqual([]);
});

describe('TEN-12: transactions are not mixed up', () => {
  test('50 concurrent entries for 5 tenants with one frozen options object see only their own', async () => {
    const workspaces = await Promise.all(Array.from({ length: 5 }, () => createWorkspace(db)));
    for (const [index, workspace] of workspaces.entries()) await createAgent(db, workspace, { name: `of-${index}` });
    const options = Object.freeze({ timeoutMs: 20_000 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => {
        const workspace = workspaces[index % 5];
        if (workspace === undefined) throw new Error('unreachable');
        return db.withTenant(
          workspace.context,
          async (tx) => {
            // Same-tick reads are what Prisma batches: across requests that would be a leak.
            const [agents, settings, one] = await Promise.all([
              tx.agent.findMany(),
              tx.workspaceSettings.findMany(),
              tx.workspace.findUnique({ where: { id: workspace.workspaceId } }),
            ]);
            await expect(db.withTenant(workspace.context, async () => 1, options)).rejects.toThrow(/inside another/);
            return { own: workspace.workspaceId, agents, settings, one, index };
          },
          options,
        );
      }),
    );
    for (const { own, agents, settings, one, index } of answers) {
      expect(agents.map((row) => row.name)).toEqual([`of-${index % 5}`]);
      expect(settings.map((row) => row.workspaceId)).toEqual([own]);
      expect(one?.id).toBe(own);
    }
    expect(options).toEqual({ timeoutMs: 20_000 });
  });

  test('prisma/orm #30367: a reused options object does not carry one transaction into the next', async () => {
    const [a, b] = [await createWorkspace(db), await createWorkspace(db)];
    const options = { timeoutMs: 5_000 };
    await db.withTenant(
      a.context,
      async (tx) => {
        expect('$transaction' in tx && (() => (tx as { $transaction?: unknown }).$transaction)).toThrow(
          /not available/,
        );
        await tx.agent.create({
          data: { workspaceId: a.workspaceId, id: newId(Date.now()), name: 'a', runtime: 'process' },
        });
      },
      options,
    );
    expect(options).toEqual({ timeoutMs: 5_000 });
    const found = await db.withTenant(b.context, (tx) => tx.agent.findMany(), options);
    expect(found).toEqual([]);
  });

  test('a door inside a door throws, in every combination, and the outer one goes on', async () => {
    const workspace = await createWorkspace(db);
    const count = await db.withTenant(workspace.context, async (tx) => {
      await expect(db.withTenant(workspace.context, async () => 1)).rejects.toThrow(/inside another/);
      await expect(db.withSystemTenant(workspace.workspaceId, async () => 1)).rejects.toThrow(/inside another/);
      await expect(db.withInstance('health', async () => 1)).rejects.toThrow(/inside another/);
      return tx.workspace.count();
    });
    expect(count).toBe(1);
    await db.withInstance('health', async () => {
      await expect(db.withTenant(workspace.context, async () => 1)).rejects.toThrow(/inside another/);
    });
  });

  test('work that outlives its door may open one of its own', async () => {
    const workspace = await createWorkspace(db);
    let start = (): void => undefined;
    const started = new Promise<void>((resolve) => (start = resolve));
    let later: Promise<number> | undefined;
    await db.withTenant(workspace.context, async () => {
      later = started.then(() => db.withTenant(workspace.context, (tx) => tx.workspace.count()));
    });
    start();
    expect(await later).toBe(1);
  });
});

describe('TEN-13: all or nothing', () => {
  test('a throw after the second write leaves neither', async () => {
    const workspace = await createWorkspace(db);
    const { workspaceId } = workspace;
    const attempt = db.withTenant(workspace.context, async (tx) => {
      await tx.agent.create({ data: { workspaceId, id: newId(Date.now()), name: 'first', runtime: 'process' } });
      await tx.outbox.create({ data: { workspaceId, kind: 'receipt', refId: workspaceId } });
      throw new Error('after the second write');
    });
    await expect(attempt).rejects.toThrow('after the second write');
    expect(await agentNames(db, workspace)).toEqual([]);
    const left = await db.withInstance('outbox', (tx) => tx.outbox.count({ where: { workspaceId } }));
    expect(left).toBe(0);
  });

  test('a transaction that runs into its timeout leaves nothing', async () => {
    const workspace = await createWorkspace(db);
    const { workspaceId } = workspace;
    const attempt = db.withTenant(
      workspace.context,
      async (tx) => {
        await tx.agent.create({ data: { workspaceId, id: newId(Date.now()), name: 'late', runtime: 'process' } });
        await tx.$executeRaw`SELECT pg_sleep(0.5)`;
        await tx.agent.count();
      },
      { timeoutMs: 100 },
    );
    await expect(attempt).rejects.toThrow(/took longer than 100 ms|statement timeout/);
    expect(await agentNames(db, workspace)).toEqual([]);
  });
});

describe('the handle', () => {
  test('works only while its door is open', async () => {
    const workspace = await createWorkspace(db);
    let kept: SpokeTx | undefined;
    let model: SpokeTx['agent'] | undefined;
    await db.withTenant(workspace.context, async (tx) => {
      kept = tx;
      model = tx.agent;
      await tx.agent.count();
    });
    expect(() => kept?.agent).toThrow(/after its door had closed/);
    expect(() => kept?.$queryRaw).toThrow(/after its door had closed/);
    await expect(model?.count()).rejects.toThrow(/outside its database door/);
  });

  test.each(['$transaction', '$queryRawUnsafe', '$executeRawUnsafe', '$disconnect', '$extends'])(
    'has no %s',
    async (name) => {
      const workspace = await createWorkspace(db);
      const attempt = db.withTenant(workspace.context, async (tx) => Reflect.get(tx, name) as unknown);
      await expect(attempt).rejects.toThrow(/not available inside a database door/);
    },
  );

  test('a statement that failed spoils its transaction, not the connection', async () => {
    const single = await open(1);
    const workspace = await createWorkspace(single);
    await expect(single.withTenant(workspace.context, (tx) => tx.$executeRaw`SELECT 1 / 0`)).rejects.toThrow(
      /division by zero/,
    );
    expect(await single.withTenant(workspace.context, (tx) => tx.workspace.count())).toBe(1);
  });
});

describe('entering', () => {
  test('a workspace that does not live here is NOT_FOUND for the system', async () => {
    const attempt = db.withSystemTenant(newId(Date.now()) as WorkspaceId, async () => 1);
    await expect(attempt).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('an instance reason that is not on the list is refused', async () => {
    await expect(db.withInstance('because' as InstanceReason, async () => 1)).rejects.toThrow(/not an instance reason/);
  });

  test('instance-level tables are usable inside a tenant', async () => {
    const workspace = await createWorkspace(db);
    const found = await db.withTenant(workspace.context, (tx) =>
      tx.workspaceDirectory.findUnique({ where: { workspaceId: workspace.workspaceId } }),
    );
    expect(found?.systemPrincipalId).toBe(workspace.systemPrincipalId);
  });
});

describe('open_runs', () => {
  test('holds a run from its creation to its end, with what a sweep asks for', async () => {
    const workspace = await createWorkspace(db);
    const { workspaceId, context } = workspace;
    const id = newId(Date.now());
    const key = { workspaceId_id: { workspaceId, id } };
    const orchestratorId = newId(Date.now());
    const open = () => db.withInstance('sweep', (tx) => tx.openRun.findMany({ where: { workspaceId } }));
    await db.withTenant(context, (tx) =>
      tx.run.create({ data: { workspaceId, id, instanceId: id, issuer: id, agentName: 'echo', spec: {} } }),
    );
    expect(await open()).toMatchObject([{ runId: id, state: 'queued', desired: 'run', orchestratorId: null }]);
    await db.withTenant(context, (tx) =>
      tx.run.update({ where: key, data: { state: 'running', orchestratorId, desired: 'stop' } }),
    );
    expect(await open()).toMatchObject([{ runId: id, state: 'running', desired: 'stop', orchestratorId }]);
    await db.withTenant(context, (tx) => tx.run.update({ where: key, data: { state: 'killed' } }));
    expect(await open()).toEqual([]);
  });
});

describe('notifications', () => {
  test('arrive after the commit, and not at all after a rollback', async () => {
    const got: string[] = [];
    const listener = await db.listen('wh_test', (payload) => got.push(payload));
    try {
      const undone = db.withInstance('outbox', async (tx) => {
        await db.notify(tx, 'wh_test', 'undone');
        throw new Error('no');
      });
      await expect(undone).rejects.toThrow('no');
      await db.withInstance('outbox', async (tx) => {
        await db.notify(tx, 'wh_test', 'first');
        await db.notify(tx, 'wh_test', 'second');
        expect(got).toEqual([]);
      });
      await waitFor(() => got.length >= 2);
      expect(got).toEqual(['first', 'second']);
    } finally {
      await listener.close();
    }
  });

  test('go on after the connection was cut, and the gap is announced', async () => {
    const got: string[] = [];
    const listener = await db.listen('wh_cut', (payload) => got.push(payload));
    const admin = new pg.Client({ connectionString: database.adminUrl });
    await admin.connect();
    try {
      await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN "wh_cut"%'`);
      await waitFor(() => got.includes(''));
      await db.withInstance('outbox', (tx) => db.notify(tx, 'wh_cut', 'after'));
      await waitFor(() => got.includes('after'));
    } finally {
      await admin.end();
      await listener.close();
    }
  });
});
