import type { WorkspaceId } from '@wheelhouse/protocol';
import { ActiveRun, type ActiveRuns } from './active-run.ts';
import { engineLimits } from './config.ts';
import type { EngineDeps } from './deps.ts';
import { startPoll, type Poll } from './poll.ts';
import { RunBook } from './run-book.ts';
import type { RunKey } from './run-store.ts';

async function listOwn(deps: EngineDeps): Promise<RunKey[]> {
  const rows = await deps.db.withInstance('sweep', (tx) =>
    tx.openRun.findMany({
      where: { orchestratorId: deps.orchestratorId, instanceId: deps.instanceId },
      select: { workspaceId: true, runId: true },
    }),
  );
  return rows.map((row) => ({ workspaceId: row.workspaceId as WorkspaceId, runId: row.runId }));
}

/** Queued again where nothing was started, else failed. */
async function giveUp(deps: EngineDeps, key: RunKey): Promise<void> {
  const attempt = await deps.db.withSystemTenant(key.workspaceId, async (tx) => {
    const where = { workspaceId_id: { workspaceId: key.workspaceId, id: key.runId } };
    return (await tx.run.findUnique({ where, select: { attempt: true } }))?.attempt ?? 0;
  });
  deps.logger.error({ event: 'run.unheld', runId: key.runId }, 'a run is booked as ours and nobody here holds it');
  const book = new RunBook(deps, new ActiveRun(key, attempt));
  await book.requeue();
  await book.end({ to: 'failed', code: 'ORCHESTRATOR_LOST', message: 'its orchestrator lost sight of it' });
}

/**
 * Finds open runs that are booked as this orchestrator's though it does not hold them: a claim was stored, but the
 * connection broke before the store could say so. Found twice in a row, because a claim may just be under way.
 */
export function startUnheldWatch(deps: EngineDeps, runs: ActiveRuns): Poll {
  let suspects: ReadonlySet<string> = new Set();
  const work = async (): Promise<void> => {
    const unheld = (await listOwn(deps)).filter(({ runId }) => runs.find(runId) === undefined);
    for (const key of unheld) if (suspects.has(key.runId)) await giveUp(deps, key);
    suspects = new Set(unheld.map(({ runId }) => runId));
  };
  return startPoll('unheld-watch', engineLimits.unheldWatchMs, work, deps.logger);
}
