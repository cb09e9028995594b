import { isTerminalRun, type RunState } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import type { QueueJob } from '../queues/index.ts';
import { countDelivery, dropQueueWork, endCommand, noteFault, type CommandRef } from './command-store.ts';
import { engineLimits } from './config.ts';
import type { EngineDeps } from './deps.ts';
import { finishRun } from './finish-run.ts';
import { ifGone } from './gone.ts';
import { readJobKey } from './job-key.ts';
import { readLimits } from './limit-watch.ts';
import { lockRunOf, moveRun, type RunMove, type RunRow, type StoredEvent } from './run-store.ts';
import { isStillAllowed } from './still-allowed.ts';
import { cancelOf } from './stop-runs.ts';
import { readStartFacts, type StartFacts } from './start-facts.ts';

export type ClaimVerdict =
  | {
      readonly kind: 'claimed';
      readonly run: RunRow;
      readonly attempt: number;
      readonly events: readonly StoredEvent[];
      /** Null where the workspace has no such agent. */
      readonly facts: StartFacts | null;
    }
  /** Ended, held by somebody, or not there: this job has nothing to do. */
  | { readonly kind: 'nothing' };

const nothing: ClaimVerdict = { kind: 'nothing' };

/**
 * Claims the run of a spawn job for this orchestrator, by compare-and-set: however often the job is delivered, one
 * claim wins, and a delivery while somebody holds the run changes nothing. A run that shall stop, waited too long, or
 * was delivered too often without starting, ends here.
 */
export async function claimRun(deps: EngineDeps, job: QueueJob): Promise<ClaimVerdict> {
  const key = readJobKey(job, deps.logger);
  if (key === null) return nothing;
  const { workspaceId } = key;
  const command: CommandRef = { workspaceId, id: key.commandId };
  // Counted by itself, so that a delivery that ends this process counts too.
  const deliveries = await deps.db.withSystemTenant(workspaceId, (tx) => countDelivery(tx, command)).catch(ifGone(0));
  if (deliveries === 0) return nothing;
  await deps.failpoint('orchestrator.claim.counted');
  try {
    return await deps.db.withSystemTenant(workspaceId, (tx) => claim(deps, tx, command, deliveries));
  } catch (error) {
    await deps.db.withSystemTenant(workspaceId, (tx) => noteFault(tx, command, error)).catch(() => undefined);
    throw error;
  }
}

async function claim(deps: EngineDeps, tx: SpokeTx, command: CommandRef, deliveries: number): Promise<ClaimVerdict> {
  // The job carries keys only; what it may do is what this workspace's own rows say (a foreign key finds nothing).
  const [spawn, run] = await Promise.all([
    tx.command.findUnique({ where: { workspaceId_id: command }, select: spawnColumns }),
    lockRunOf(tx, command),
  ]);
  if (spawn === null || spawn.verb !== 'agent.spawn' || spawn.direction !== 'in') return nothing;
  const now = deps.now();
  if (run === null || run.commandId !== command.id || isTerminalRun(run.state as RunState)) {
    await endCommand(tx, command, { state: 'failed', code: 'INTERNAL', message: 'its run is not there' }, now);
    return nothing;
  }
  if (run.state !== 'queued' || run.instanceId !== deps.instanceId) {
    await dropQueueWork(tx, command);
    return nothing;
  }
  const end = endBeforeStart(run, { deliveries, fault: spawn.message }, now);
  if (end !== null) {
    await finishRun(tx, run, end, now);
    return nothing;
  }
  const asking = { verb: 'agent.spawn', createdBy: run.createdBy, instanceId: deps.instanceId, now } as const;
  if (!(await isStillAllowed(tx, { ...asking, command: { ...spawn, workspaceId: command.workspaceId } }))) {
    const message = 'whoever asked for it may not have it any more';
    await finishRun(tx, run, { to: 'rejected', code: 'NOT_AUTHORIZED', message }, now);
    return nothing;
  }
  return take(deps, tx, run, now);
}

const spawnColumns = { verb: true, direction: true, iss: true, act: true, grantId: true, message: true } as const;

/** Why a queued run ends instead of starting, or null. Pure. @param fault what kept it from starting the last time */
export function endBeforeStart(
  run: Pick<RunRow, 'desired' | 'stop' | 'limits' | 'queuedAt' | 'createdAt'>,
  { deliveries, fault }: { readonly deliveries: number; readonly fault: string | null },
  now: number,
): RunMove | null {
  if (run.desired === 'stop') return cancelOf(run);
  const { queueMs } = readLimits(run.limits);
  if (queueMs !== undefined && now - (run.queuedAt ?? run.createdAt).getTime() > queueMs)
    return { to: 'timed_out', code: 'LIMIT_QUEUE_TIME' };
  if (deliveries <= engineLimits.deliveriesAtMost) return null;
  const why = fault ?? 'who took it up died; the log of the orchestrator may say why';
  const message = `it was taken up ${deliveries - 1} times and never started: ${why}`;
  return { to: 'failed', code: 'START_FAILED', message };
}

async function take(deps: EngineDeps, tx: SpokeTx, run: RunRow, now: number): Promise<ClaimVerdict> {
  const { workspaceId, id: runId, commandId } = run;
  const attempt = run.attempt + 1;
  const gen = run.gen + 1;
  const { orchestratorId } = deps;
  // Sent together: none of it needs another's answer, and a spawn waits for each.
  const [events, facts] = await Promise.all([
    moveRun(tx, run, { to: 'preparing', data: { orchestratorId, attempt, gen } }, now),
    readStartFacts(tx, run),
    tx.attempt.create({ data: { workspaceId, runId, number: attempt, orchestratorId, state: 'preparing' } }),
    commandId === null ? null : dropQueueWork(tx, { workspaceId, id: commandId }),
  ]);
  const held = { ...run, attempt, gen, state: 'preparing', orchestratorId };
  return { kind: 'claimed', run: held, attempt, events, facts };
}
