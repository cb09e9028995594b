import { isTerminalRun, type RunState, type WorkspaceId } from '@wheelhouse/protocol';
import type { QueueJob } from '../queues/index.ts';
import { engineLimits } from './config.ts';
import type { EngineDeps } from './deps.ts';
import { readLimits } from './limit-watch.ts';
import { endCommand, finishRun, lockRun, moveRun, type RunRow } from './run-store.ts';

export type ClaimVerdict =
  | { readonly kind: 'claimed'; readonly run: RunRow; readonly attempt: number }
  /** Ended, someone else's, or not there: this job has nothing to do. */
  | { readonly kind: 'nothing' };

/**
 * Claims the run of a spawn job for this orchestrator, by compare-and-set: however often the job is delivered, one
 * claim wins. A run that shall stop, waited too long, or was delivered too often without starting, ends here.
 */
export function claimRun(deps: EngineDeps, job: QueueJob): Promise<ClaimVerdict> {
  const workspaceId = job.workspaceId as WorkspaceId;
  return deps.db.withSystemTenant(workspaceId, async (tx) => {
    const key = { workspaceId, id: job.commandId };
    // The job carries keys only; what it may do is what this workspace's own rows say (a foreign key finds nothing).
    const command = await tx.command.findUnique({
      where: { workspaceId_id: key },
      select: { agt: true, verb: true, deliveries: true },
    });
    if (command === null || command.agt === null || command.verb !== 'agent.spawn') return { kind: 'nothing' };
    const run = await lockRun(tx, { workspaceId, runId: command.agt });
    const now = deps.now();
    if (run === null || run.commandId !== job.commandId || run.state !== 'queued') {
      if (run === null || isTerminalRun(run.state as RunState))
        await endCommand(tx, key, { state: 'failed', code: 'INTERNAL' }, now);
      return { kind: 'nothing' };
    }
    await tx.command.update({ where: { workspaceId_id: key }, data: { deliveries: { increment: 1 } } });
    if (run.desired === 'stop') {
      await finishRun(tx, run, { to: 'cancelled', code: 'CANCELLED_BEFORE_START' }, now);
      return { kind: 'nothing' };
    }
    const { queueMs } = readLimits(run.limits);
    if (queueMs !== undefined && now - (run.queuedAt ?? run.createdAt).getTime() > queueMs) {
      await finishRun(tx, run, { to: 'timed_out', code: 'LIMIT_QUEUE_TIME' }, now);
      return { kind: 'nothing' };
    }
    if (command.deliveries >= engineLimits.deliveriesAtMost) {
      await finishRun(
        tx,
        run,
        { to: 'failed', code: 'START_FAILED', message: `taken up ${command.deliveries} times and never started` },
        now,
      );
      return { kind: 'nothing' };
    }
    const attempt = run.attempt + 1;
    const data = { orchestratorId: deps.orchestratorId, attempt, gen: { increment: 1 } };
    if (!(await moveRun(tx, run, { to: 'preparing', data }, now))) return { kind: 'nothing' };
    await tx.attempt.create({
      data: { workspaceId, runId: run.id, number: attempt, orchestratorId: deps.orchestratorId, state: 'preparing' },
    });
    await tx.outbox.deleteMany({ where: { workspaceId, refId: job.commandId, kind: 'queue.run' } });
    return { kind: 'claimed', run: { ...run, attempt }, attempt };
  });
}
