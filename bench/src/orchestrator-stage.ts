import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateQueueStore, openConfiguredQueue, startOrchestrator, type Orchestrator } from '@wheelhouse/orchestrator';
import { prepareDatabase } from '@wheelhouse/prisma';
import { startEmbeddedPostgres } from '@wheelhouse/prisma/embedded';
import { openSpokeDb, provisionWorkspace, type SpokeDb } from '@wheelhouse/prisma/spoke';
import { newId, type InstanceId, type OrganizationId, type PrincipalId, type WorkspaceId } from '@wheelhouse/protocol';

export interface StageOptions {
  readonly concurrency: number;
  readonly redisUrl?: string | undefined;
  /** Absent = the best that the machine proves. */
  readonly containment?: 'namespace' | 'cgroup' | 'tree';
}

/** A PostgreSQL server, a spoke's database and one workspace, for benches of the orchestrator. */
export interface OrchestratorStage {
  readonly db: SpokeDb;
  readonly databaseUrl: string;
  /** Superuser, on the same database. */
  readonly adminUrl: string;
  readonly instanceId: InstanceId;
  readonly workspaceId: WorkspaceId;
  start(options: StageOptions): Promise<Orchestrator>;
  close(): Promise<void>;
}

const quiet = { debug: () => undefined, info: () => undefined, warn: console.error, error: console.error };

async function provision(db: SpokeDb): Promise<WorkspaceId> {
  const id = <Id extends string>(): Id => newId(Date.now()) as Id;
  const workspaceId = id<WorkspaceId>();
  await provisionWorkspace(db, {
    organization: { id: id<OrganizationId>(), name: 'bench', slug: 'bench' },
    workspace: { id: workspaceId, name: 'bench', slug: 'bench' },
    owner: { id: id<PrincipalId>(), email: 'bench@example.test', name: 'bench' },
    systemPrincipalId: id<PrincipalId>(),
  });
  return workspaceId;
}

/** @param agents argv by name, for the workspace's catalogue */
export async function openOrchestratorStage(
  agents: Readonly<Record<string, readonly string[]>>,
): Promise<OrchestratorStage> {
  const folder = await mkdtemp(join(tmpdir(), 'wheelhouse-bench-'));
  await chmod(folder, 0o711); // As root the server runs as another user, who has to pass.
  const server = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') });
  const { databaseUrl, databaseOwnerUrl } = await prepareDatabase({
    adminUrl: server.adminUrl,
    database: 'bench',
    target: 'spoke',
  });
  await migrateQueueStore({ ownerUrl: databaseOwnerUrl });
  const db = await openSpokeDb({ databaseUrl });
  const workspaceId = await provision(db);
  await db.withSystemTenant(workspaceId, (tx) =>
    tx.agent.createMany({
      data: Object.entries(agents).map(([name, argv]) => ({
        workspaceId,
        id: newId(Date.now()),
        name,
        runtime: 'process',
        config: { argv: [...argv] },
      })),
    }),
  );
  const instanceId = newId(Date.now()) as InstanceId;
  const open: Orchestrator[] = [];
  return {
    db,
    databaseUrl,
    instanceId,
    workspaceId,
    adminUrl: server.adminUrl.replace(/\/postgres$/, '/bench'),
    async start({ concurrency, redisUrl, containment }) {
      const orchestrator = await startOrchestrator({
        db,
        instanceId,
        logger: quiet,
        dataDir: join(folder, 'instance'),
        openQueue: () => openConfiguredQueue({ databaseUrl, redisUrl, instanceId }, quiet),
        config: { concurrency, containment: containment ?? 'auto', allowOpenFilesystem: true },
      });
      open.push(orchestrator);
      return orchestrator;
    },
    async close() {
      for (const orchestrator of open) await orchestrator.close();
      await db.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** p50, p90, p99 and the largest, to a tenth. */
export function percentiles(samples: readonly number[]): Record<'p50' | 'p90' | 'p99' | 'max', number> {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number): number => {
    const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
    return Math.round(value * 10) / 10;
  };
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}
