import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { openOperations, type Logger, type Operations } from '@wheelhouse/server';
import type { SpokeConfig } from '../config.ts';
import { spokeVersion } from '../version.ts';
import { observeSpokeDb } from './observe-db.ts';
import { openSpokeMetrics, type SpokeMetricsDeps } from './spoke-metrics.ts';
import { watchWork, type WorkWatch } from './watch-work.ts';

/** How one spoke is watched. */
export interface SpokeWatch {
  readonly operations: Operations;
  /** The store, measured. */
  readonly db: SpokeDb;
  readonly work: WorkWatch;
  /** What gauges ask of parts that are opened later; until then they say "nothing". */
  readonly gauged: { -readonly [K in 'isLinked' | 'queued']: SpokeMetricsDeps[K] };
}

export async function openWatch(config: SpokeConfig, store: SpokeDb, logger: Logger): Promise<SpokeWatch> {
  const name = { service: 'wheelhouse-spoke', version: spokeVersion, logger };
  const operations = await openOperations(config.operations ?? {}, name);
  const db = observeSpokeDb(store, operations.metrics);
  const gauged: SpokeWatch['gauged'] = { isLinked: () => false, queued: () => null };
  const metrics = openSpokeMetrics(operations.metrics, {
    db,
    isLinked: () => gauged.isLinked(),
    queued: () => gauged.queued(),
  });
  return { operations, db, gauged, work: watchWork(metrics, operations.tracing) };
}
