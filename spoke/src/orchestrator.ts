import type { Sealer } from '@wheelhouse/identity';
import {
  instanceProvidersOf,
  migrateQueueStore,
  openConfiguredQueue,
  refuseUnsafeRedis,
  startOrchestrator,
  type Orchestrator,
} from '@wheelhouse/orchestrator';
import type { InstanceId, spokeApi } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import type { Failpoints, Logger } from '@wheelhouse/server';
import type { SpokeConfig } from './config.ts';
import { agentMeans } from './models/means.ts';

export interface SpokeOrchestrator {
  /** The queue store as this process sees it; null where this process claims no work. */
  queue(): spokeApi.InstanceView['queue'];
  close(): Promise<void>;
}

export interface OrchestratorDeps {
  readonly db: SpokeDb;
  readonly instanceId: InstanceId;
  readonly logger: Logger;
  readonly failpoints: Failpoints;
  readonly sealer: Pick<Sealer, 'open'>;
}

/**
 * Starts the orchestrator inside this process, or nothing where another process does that work. The queue store need
 * not be there: work waits in the outbox until it is.
 * @throws WheelhouseError CONTAINMENT_REQUIRED where a demanded containment cannot be proved; PRECONDITION in production
 * where Redis could lose what is queued
 */
export async function openSpokeOrchestrator(config: SpokeConfig, deps: OrchestratorDeps): Promise<SpokeOrchestrator> {
  if (config.orchestrator === 'none') return { queue: () => null, close: () => Promise.resolve() };
  const { databaseUrl, databaseOwnerUrl, redisUrl, concurrency, containment, allowOpenFilesystem, agentPath } = config;
  const { db, instanceId, logger, failpoints, sealer } = deps;
  if (config.isProduction === true && redisUrl !== undefined) await refuseUnsafeRedis(redisUrl);
  if (redisUrl === undefined && databaseOwnerUrl !== undefined) await migrateQueueStore({ ownerUrl: databaseOwnerUrl });
  const driver = redisUrl === undefined ? 'postgres' : 'redis';
  const orchestrator = await startOrchestrator({
    db,
    instanceId,
    logger,
    dataDir: config.instanceDir,
    openQueue: () => openConfiguredQueue({ databaseUrl, redisUrl, instanceId }, logger),
    config: { concurrency, containment, allowOpenFilesystem, ...(agentPath === undefined ? {} : { agentPath }) },
    ...agentMeans({ db, sealer, instance: config.providers ?? instanceProvidersOf({}) }),
    failpoint: (name) => failpoints.hit(name),
  });
  return { queue: () => queueView(orchestrator, driver), close: () => orchestrator.close() };
}

function queueView(orchestrator: Orchestrator, driver: string): spokeApi.InstanceView['queue'] {
  const health = orchestrator.queueHealth();
  if (health === null) return { driver, ok: false, reason: 'the queue store is away', waiting: 0 };
  const { ok, waiting, reason } = health;
  return { driver: health.driver, ok, waiting, ...(reason === undefined ? {} : { reason }) };
}
