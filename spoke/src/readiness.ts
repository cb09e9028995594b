import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import type { ReadinessReport } from '@wheelhouse/server';
import type { SpokeOrchestrator } from './orchestrator.ts';
import type { Publisher } from './publisher/publisher.ts';

const databaseTimeoutMs = 1_000;
/** It looks every 2 s; a long backlog is worked off in rounds, each of which takes less. */
const publisherStalledAfterMs = 30_000;

export interface ReadinessDeps {
  readonly db: SpokeDb;
  readonly orchestrator: SpokeOrchestrator;
  readonly publisher: Pick<Publisher, 'idleForMs'>;
}

/**
 * The store answers, the queue makes progress and what is owed is signed. The link is no part of it: a spoke works
 * without its hub.
 */
export async function readinessOf({ db, orchestrator, publisher }: ReadinessDeps): Promise<ReadinessReport> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), databaseTimeoutMs);
  });
  const answers = db.ping().then(
    () => true,
    () => false,
  );
  const database = await Promise.race([answers, late]).finally(() => clearTimeout(timer));
  const queue = orchestrator.queue();
  const signs = publisher.idleForMs < publisherStalledAfterMs;
  const checks = {
    database: { ok: database },
    publisher: signs ? { ok: true } : { ok: false, detail: 'receipts and events are not signed' },
    ...(queue === null
      ? {}
      : { queue: { ok: queue.ok, ...(queue.reason === undefined ? {} : { detail: queue.reason }) } }),
  };
  return { ok: database && signs && (queue?.ok ?? true), checks };
}
