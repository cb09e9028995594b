import type { WorkspaceId } from '@wheelhouse/protocol';
import type { ActiveRuns } from './active-run.ts';
import { engineLimits } from './config.ts';
import type { EngineDeps } from './deps.ts';
import { startPoll, type Poll } from './poll.ts';
import { stopRun } from './stop-runs.ts';

const sweepRows = 500;
const parallelStops = 8;

/** The third way of the stop path: whatever shall stop and is ours, or nobody's, is found within a second. */
export function startStopSweep(deps: EngineDeps, runs: ActiveRuns): Poll {
  const sweep = async (): Promise<void> => {
    const open = await deps.db.withInstance('sweep', (tx) =>
      tx.openRun.findMany({
        where: {
          desired: 'stop',
          instanceId: deps.instanceId,
          OR: [{ orchestratorId: deps.orchestratorId }, { orchestratorId: null }],
        },
        select: { workspaceId: true, runId: true },
        take: sweepRows,
      }),
    );
    const stop = async (): Promise<void> => {
      for (let next = open.shift(); next !== undefined; next = open.shift()) {
        const { workspaceId, runId } = next;
        // One that cannot be stopped now must not keep the others from it.
        await stopRun(deps, runs, { workspaceId: workspaceId as WorkspaceId, runId }).catch((error: unknown) => {
          deps.logger.warn({ event: 'stop-sweep', runId, err: error }, 'a run could not be stopped yet');
        });
      }
    };
    await Promise.all(Array.from({ length: parallelStops }, stop));
  };
  return startPoll('stop-sweep', engineLimits.stopSweepMs, sweep, deps.logger);
}
