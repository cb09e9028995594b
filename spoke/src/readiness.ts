import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import type { ReadinessReport } from '@wheelhouse/server';
import type { SpokeOrchestrator } from './orchestrator.ts';

const databaseTimeoutMs = 1_000;

/** The store answers and the queue makes progress. The link is no part of it: a spoke works without its hub. */
export async function readinessOf(db: SpokeDb, orchestrator: SpokeOrchestrator): Promise<ReadinessReport> {
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
  const checks = {
    database: { ok: database },
    ...(queue === null
      ? {}
      : { queue: { ok: queue.ok, ...(queue.reason === undefined ? {} : { detail: queue.reason }) } }),
  };
  return { ok: database && (queue?.ok ?? true), checks };
}
