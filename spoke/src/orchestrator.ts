import type { InstanceId, spokeApi } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import type { Failpoints, Logger } from '@wheelhouse/server';
import type { SpokeConfig } from './config.ts';

export interface SpokeOrchestrator {
  /** The queue store as this process sees it; null where it is not open. */
  queue(): spokeApi.InstanceView['queue'];
  close(): Promise<void>;
}

export interface OrchestratorDeps {
  readonly db: SpokeDb;
  readonly instanceId: InstanceId;
  readonly logger: Logger;
  readonly failpoints: Failpoints;
}

/** Starts the orchestrator inside this process, or nothing where another process does that work. */
export async function openSpokeOrchestrator(config: SpokeConfig, deps: OrchestratorDeps): Promise<SpokeOrchestrator> {
  deps.logger.info({ event: 'orchestrator', kind: config.orchestrator }, 'no orchestrator in this process');
  return { queue: () => null, close: () => Promise.resolve() };
}
