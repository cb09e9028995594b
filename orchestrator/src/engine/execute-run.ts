import { WheelhouseError, type Code } from '@wheelhouse/protocol';
import { decideOutcome, type AgentExit, type RuntimeVerdict } from '../runtimes/index.ts';
import { currentBootId, type Supervisor } from '../supervisor/index.ts';
import type { ActiveRun } from './active-run.ts';
import { engineLimits } from './config.ts';
import type { EngineDeps } from './deps.ts';
import { EventWriter } from './event-writer.ts';
import { climbLadder } from './kill-ladder.ts';
import { LimitWatch, readLimits } from './limit-watch.ts';
import { finishRun, lockRun, moveRun, startCommand, type RunMove, type RunRow } from './run-store.ts';
import { checkContainment, prepareRun, readStartFacts, startProcess, type PreparedRun } from './start-agent.ts';

export interface Execution {
  readonly deps: EngineDeps;
  readonly supervisor: () => Promise<Supervisor>;
  readonly active: ActiveRun;
  readonly run: RunRow;
}

/**
 * Takes a claimed run (`preparing`, ours) to its end. Never rejects.
 * @param onStarted called once the agent accepted its work, or will never: the spawn job's part is over
 */
export async function executeRun(execution: Execution, onStarted: () => void): Promise<void> {
  const { deps, active, run } = execution;
  const events = new EventWriter(deps, active.key);
  let prepared: PreparedRun | null = null;
  try {
    prepared = await bringUp(execution, events);
    await watch(execution, events, onStarted);
  } catch (error) {
    await fail(execution, events, error);
  } finally {
    onStarted();
    active.over.abort();
    active.session?.dispose();
    await prepared?.folder.remove().catch((error: unknown) => {
      deps.logger.warn({ runId: run.id, err: error }, 'a work folder could not be removed');
    });
  }
}

async function bringUp(execution: Execution, events: EventWriter): Promise<PreparedRun> {
  const { deps, active, run } = execution;
  const facts = await readStartFacts(deps, run);
  const adapter = deps.runtimes.get(facts.agent.runtime);
  active.adapter = adapter;
  const supervisor = await execution.supervisor();
  checkContainment(supervisor.report, facts, deps.config.allowOpenFilesystem);
  const prepared = await prepareRun(deps, run, active, { facts, events });
  try {
    const refusal = adapter.validate(prepared.context.spec, facts.agent.config);
    if (refusal !== null) throw new WheelhouseError(refusal.code, refusal.message);
    const { containment, filesystem } = supervisor.report;
    await move(execution, { to: 'starting', data: { containment, filesystem } });
    await deps.failpoint('orchestrator.start.before-process');
    if (active.stopping.signal.aborted) throw new WheelhouseError('CANCELLED_BEFORE_START');
    await startProcess(supervisor, run, active, prepared);
    return prepared;
  } catch (error) {
    await prepared.folder.remove();
    throw error;
  }
}

/** From the running process to the end of the run. */
async function watch(execution: Execution, events: EventWriter, onStarted: () => void): Promise<void> {
  const { active } = execution;
  const { process, session } = active;
  if (process === null || session === null) throw new TypeError('nothing was started');
  const limits = new LimitWatch(readLimits(execution.run.limits), (code) => {
    active.stop({ cause: { kind: 'limit', code }, now: false });
  });
  process.onOutput(() => limits.active());
  process.onTruncated(() => active.stop({ cause: { kind: 'limit', code: 'LIMIT_OUTPUT' }, now: false }));
  const stopped = new Promise<'stop'>((resolve) => active.onStop(() => resolve('stop')));
  try {
    const started = session.started.then(() => noteStarted(execution));
    // A start that fails also decides the outcome, so it is judged there.
    started.catch(() => undefined);
    void started.then(onStarted, onStarted);
    const first = await Promise.race([stopped, session.outcome]);
    limits.stop();
    if (first === 'stop') return await endByUs(execution, events);
    await started.catch(() => undefined);
    await endByItself(execution, events, first);
  } finally {
    limits.stop();
  }
}

async function noteStarted({ deps, active, run }: Execution): Promise<void> {
  const { workspaceId } = active.key;
  const now = deps.now();
  await deps.db.withSystemTenant(workspaceId, async (tx) => {
    const row = await lockRun(tx, active.key);
    if (row === null || !(await moveRun(tx, row, { to: 'running' }, now))) return;
    await tx.attempt.updateMany({
      where: { workspaceId, runId: run.id, number: active.attempt },
      data: {
        state: 'running',
        pid: active.process?.pid ?? null,
        pidStartTicks: active.process?.startTicks ?? null,
        bootId: currentBootId(),
        startedAt: new Date(now),
      },
    });
    if (run.commandId !== null) await startCommand(tx, { workspaceId, id: run.commandId }, now);
  });
}

async function endByUs(execution: Execution, events: EventWriter): Promise<void> {
  const { deps, active } = execution;
  const { process } = active;
  if (process === null) throw new TypeError('nothing was started');
  const climbing = climbLadder(
    {
      process,
      session: active.session,
      canInterrupt: active.adapter?.capabilities.interrupt ?? false,
      exited: process.exited,
      hurry: active.hurry.signal,
      onSurvivors: async (count) => {
        deps.logger.error({ runId: active.key.runId, count, code: 'KILL_INCOMPLETE' }, 'a kill left survivors');
        await move(execution, {
          to: 'stopping',
          code: 'KILL_INCOMPLETE',
          message: `${count} processes survive; trying again`,
        });
      },
    },
    active.hurry.signal.aborted,
  );
  // The signal comes first: the kill does not wait for a database that may be slow.
  await move(execution, { to: 'stopping' }).catch((error: unknown) => {
    deps.logger.warn({ runId: active.key.runId, err: error }, 'a stop could not be booked yet');
  });
  active.report = await climbing;
  const exit = await exitOf(execution);
  await finish(execution, events, { verdict: null, exit });
}

async function endByItself(execution: Execution, events: EventWriter, verdict: RuntimeVerdict): Promise<void> {
  const { process } = execution.active;
  if (process === null) throw new TypeError('nothing was started');
  process.closeInput();
  await Promise.race([process.exited, delay(engineLimits.exitGraceMs)]);
  await process.destroy();
  await finish(execution, events, { verdict, exit: await exitOf(execution) });
}

async function exitOf({ active }: Execution): Promise<AgentExit | null> {
  const exited = active.process?.exited.then(({ code, signal }) => ({ code, signal })) ?? null;
  return exited === null ? null : Promise.race([exited, delay(engineLimits.exitGraceMs).then(() => null)]);
}

async function finish(
  execution: Execution,
  events: EventWriter,
  ended: { readonly verdict: RuntimeVerdict | null; readonly exit: AgentExit | null },
): Promise<void> {
  const { active } = execution;
  const outcome = decideOutcome({ stopCause: active.stopCause, ...ended });
  await events.flush();
  await persistEnd(execution, {
    to: outcome.state,
    code: outcome.code,
    message: outcome.message,
    exitCode: ended.exit?.code ?? null,
    signal: ended.exit?.signal ?? null,
    killReport: active.report,
  });
}

async function fail(execution: Execution, events: EventWriter, error: unknown): Promise<void> {
  const { deps, active } = execution;
  const process = active.process;
  if (process !== null) await process.destroy().catch(() => undefined);
  await events.flush();
  const stoppedEarly = active.stopping.signal.aborted;
  const code: Code = stoppedEarly
    ? 'CANCELLED_BEFORE_START'
    : error instanceof WheelhouseError
      ? error.code
      : 'START_FAILED';
  if (!stoppedEarly) deps.logger.warn({ runId: active.key.runId, code, err: error }, 'a run could not be started');
  const message = stoppedEarly
    ? null
    : error instanceof WheelhouseError
      ? error.message
      : 'the agent could not be started';
  await persistEnd(execution, { to: stoppedEarly ? 'cancelled' : 'failed', code, message });
}

const retryDelayMs = 500;

/** Writes the end until it is written: nothing else will, and a store that is away comes back. */
async function persistEnd(execution: Execution, end: RunMove): Promise<void> {
  const { deps, active } = execution;
  for (;;) {
    try {
      return await deps.db.withSystemTenant(active.key.workspaceId, async (tx) => {
        const row = await lockRun(tx, active.key);
        if (row !== null) await finishRun(tx, row, end, deps.now());
      });
    } catch (error) {
      if (error instanceof WheelhouseError && error.code === 'NOT_FOUND') return;
      deps.logger.warn({ runId: active.key.runId, err: error }, 'the end of a run could not be stored yet');
      await delay(retryDelayMs);
    }
  }
}

async function move({ deps, active }: Execution, step: RunMove): Promise<void> {
  await deps.db.withSystemTenant(active.key.workspaceId, async (tx) => {
    const row = await lockRun(tx, active.key);
    if (row !== null) await moveRun(tx, row, step, deps.now());
  });
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
