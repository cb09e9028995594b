import { isTerminalRun, type RunState } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import type { ActiveRuns } from './active-run.ts';
import type { EngineDeps } from './deps.ts';
import { finishRun } from './finish-run.ts';
import { findRun, lockRun, type RunKey, type RunMove, type RunRow } from './run-store.ts';
import type { StoredStop } from './run-tree.ts';

/** How the owner of a run hears that something shall happen to it. */
export function channelOf(orchestratorId: string): string {
  return `orchestrator_${orchestratorId}`;
}

/**
 * Follows a run's row that says `stop`: the ladder starts at once where the run is held here, a run that nobody holds is
 * cancelled; its owner, where that is another orchestrator, hears and sweeps for itself. Idempotent.
 */
export async function stopRun(deps: EngineDeps, runs: ActiveRuns, key: RunKey): Promise<void> {
  // A held run is looked up without its lock: whoever writes its events must not delay the first signal.
  if (runs.find(key.runId) !== undefined) {
    const row = await deps.db.withSystemTenant(key.workspaceId, (tx) => findRun(tx, key));
    if (row?.orchestratorId === deps.orchestratorId) return stopHeld(runs, row);
  }
  const row = await deps.db.withSystemTenant(key.workspaceId, async (tx) => {
    const locked = await lockRun(tx, key);
    if (locked === null || locked.desired !== 'stop' || locked.instanceId !== deps.instanceId) return null;
    return (await cancelUnowned(deps, tx, locked)) ? null : locked;
  });
  if (row?.orchestratorId === deps.orchestratorId) stopHeld(runs, row);
}

/** Ends a locked run that waits in its queue. @returns false where somebody holds it or it has ended */
export async function cancelUnowned(deps: EngineDeps, tx: SpokeTx, run: RunRow): Promise<boolean> {
  if (run.orchestratorId !== null || isTerminalRun(run.state as RunState)) return false;
  const events = await finishRun(tx, run, cancelOf(run), deps.now());
  return events.length > 0;
}

/** How a run ends that shall stop and was never started. Pure. */
export function cancelOf({ stop }: Pick<RunRow, 'stop'>): RunMove {
  const { code, reason } = (stop ?? {}) as StoredStop;
  if (code === undefined) return { to: 'cancelled', code: 'CANCELLED_BEFORE_START' };
  return { to: 'cancelled', code, ...(reason === undefined ? {} : { message: reason }) };
}

/** Passes the stop that the run's row carries on to the run that this process holds. */
function stopHeld(runs: ActiveRuns, run: Pick<RunRow, 'id' | 'desired' | 'stop'>): void {
  if (run.desired !== 'stop') return;
  const stop = (run.stop ?? {}) as StoredStop;
  const reason = stop.reason === undefined ? {} : { reason: stop.reason };
  const kind = stop.code === 'PARENT_ENDED' ? 'parent' : 'kill';
  runs.stop(run.id, { cause: { kind, ...reason }, now: stop.now === true });
}
