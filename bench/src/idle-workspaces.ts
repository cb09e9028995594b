// What workspaces without work cost an orchestrator: connections, CPU and memory, against the same with one workspace.
// Prints one JSON line each. Usage: idle-workspaces.ts [--workspaces=10000] [--seconds=20] [--redis=redis://…]
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { seedSpawn } from '@wheelhouse/orchestrator/testing';
import type { WorkspaceId } from '@wheelhouse/protocol';
import pg from 'pg';
import { openOrchestratorStage, type OrchestratorStage } from './orchestrator-stage.ts';

const { values: options } = parseArgs({
  options: {
    workspaces: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '20' },
    redis: { type: 'string' },
  },
});
const workspaces = Number(options.workspaces);
const seconds = Number(options.seconds);

async function addWorkspaces(admin: pg.Client): Promise<void> {
  await admin.query(`
    CREATE TEMP TABLE idle AS
      SELECT gen_random_uuid() AS id, o.id AS organization_id, gen_random_uuid() AS principal_id, n
      FROM (SELECT id FROM organizations LIMIT 1) o, generate_series(1, ${workspaces}) AS n;
    INSERT INTO workspace_directory (workspace_id, organization_id, system_principal_id)
      SELECT id, organization_id, principal_id FROM idle;
    INSERT INTO workspaces (id, organization_id, name, slug) SELECT id, organization_id, 'idle', 'idle-' || n FROM idle;
    INSERT INTO workspace_principals (workspace_id, principal_id, kind, organization_id)
      SELECT id, principal_id, 'system', organization_id FROM idle;
    INSERT INTO agents (workspace_id, id, name, runtime, config)
      SELECT id, gen_random_uuid(), 'once', 'process', '{"argv": ["/bin/true"]}' FROM idle`);
}

/** Gives some of the workspaces a run each, so that their queues exist and have been used. */
async function useSome(stage: OrchestratorStage, admin: pg.Client, count: number): Promise<void> {
  const { rows } = await admin.query<{ id: WorkspaceId }>(`SELECT id FROM workspaces WHERE name = 'idle' LIMIT $1`, [
    count,
  ]);
  for (const { id: workspaceId } of rows) await seedSpawn(stage.db, { ...stage, workspaceId }, { agent: 'once' });
  for (;;) {
    const open = await admin.query('SELECT FROM open_runs');
    if (open.rowCount === 0) return;
    await delay(100);
  }
}

async function measure(admin: pg.Client, workspaceCount: number): Promise<void> {
  global.gc?.();
  const before = process.cpuUsage();
  await delay(seconds * 1000);
  const { user, system } = process.cpuUsage(before);
  const { rows } = await admin.query<{ all: number; queue: number }>(`
    SELECT count(*)::int AS all, (count(*) FILTER (WHERE application_name LIKE 'wheelhouse queue%'))::int AS queue
    FROM pg_stat_activity WHERE datname = 'bench' AND pid <> pg_backend_pid()`);
  const figures = {
    queueConnections: rows[0]?.queue,
    databaseConnections: rows[0]?.all,
    cpuPercentOfACore: Math.round((user + system) / seconds / 100) / 100,
    rssMb: Math.round(process.memoryUsage().rss / 1024 / 1024),
  };
  const queue = options.redis === undefined ? 'postgres' : 'redis';
  console.log(JSON.stringify({ bench: 'idle-workspaces', queue, workspaces: workspaceCount, seconds, ...figures }));
}

const stage = await openOrchestratorStage({});
const admin = new pg.Client({ connectionString: stage.adminUrl });
try {
  await admin.connect();
  await stage.start({ concurrency: 4, redisUrl: options.redis });
  await measure(admin, 1);
  await addWorkspaces(admin);
  await useSome(stage, admin, Math.min(100, workspaces));
  await measure(admin, workspaces + 1);
} finally {
  await admin.end();
  await stage.close();
}
