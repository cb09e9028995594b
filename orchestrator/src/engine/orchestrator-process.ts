import { join } from 'node:path';
import { loadIdentity } from '@wheelhouse/protocol/keyfile';
import { openSpokeDb, type SpokeDb } from '@wheelhouse/prisma/spoke';
import { openQueueStore, refuseUnsafeRedis, type QueueStore } from '../queues/index.ts';
import type { OrchestratorConfig } from './config.ts';
import type { EngineLogger } from './deps.ts';
import { startOrchestrator, type Orchestrator, type OrchestratorDeps } from './orchestrator.ts';

export interface QueueSettings {
  readonly databaseUrl: string;
  readonly redisUrl?: string | undefined;
  readonly instanceId: string;
}

/** Redis where a URL names it, else PostgreSQL. */
export function openConfiguredQueue(settings: QueueSettings, logger: EngineLogger): Promise<QueueStore> {
  const { databaseUrl, redisUrl, instanceId } = settings;
  return redisUrl === undefined
    ? openQueueStore({ driver: 'postgres', databaseUrl, instanceId }, { logger })
    : openQueueStore({ driver: 'redis', redisUrl, instanceId }, { logger });
}

export interface ProcessDeps {
  readonly logger: EngineLogger;
  readonly failpoint?: { hit(name: string): Promise<void> };
  /** What its agents get of their workspaces' secrets. */
  means?(db: SpokeDb, dataDir: string): Promise<Pick<OrchestratorDeps, 'providers' | 'openSecrets'>>;
}

/** An orchestrator as a process of its own, beside a spoke that runs none. It reads the instance's id, never its keys' use. */
export async function runOrchestratorProcess(config: OrchestratorConfig, deps: ProcessDeps): Promise<Orchestrator> {
  const dataDir = join(config.WH_DATA_DIR, config.WH_INSTANCE_NAME);
  const { instanceId } = await loadIdentity(join(dataDir, 'identity.json'));
  const { logger, failpoint } = deps;
  if (config.NODE_ENV === 'production' && config.REDIS_URL !== undefined) await refuseUnsafeRedis(config.REDIS_URL);
  const db = await openSpokeDb({
    databaseUrl: config.DATABASE_URL,
    maxConnections: 10,
    onError: (error) => logger.warn({ err: error }, 'a database connection broke'),
  });
  const queue = { databaseUrl: config.DATABASE_URL, redisUrl: config.REDIS_URL, instanceId };
  try {
    const orchestrator = await startOrchestrator({
      db,
      instanceId,
      dataDir,
      logger,
      openQueue: () => openConfiguredQueue(queue, logger),
      config: {
        concurrency: config.WH_CONCURRENCY,
        containment: config.WH_CONTAINMENT,
        allowOpenFilesystem: config.WH_ALLOW_OPEN_FILESYSTEM,
        ...(config.WH_AGENT_PATH === undefined ? {} : { agentPath: config.WH_AGENT_PATH }),
      },
      ...(await deps.means?.(db, dataDir)),
      ...(failpoint === undefined ? {} : { failpoint: (name: string) => failpoint.hit(name) }),
    });
    const close = async (): Promise<void> => {
      await orchestrator.close();
      await db.close();
    };
    return { ...orchestrator, close };
  } catch (error) {
    await db.close();
    throw error;
  }
}
