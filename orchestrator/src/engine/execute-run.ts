import { AgentSpawn, WheelhouseError, type Code } from '@wheelhouse/protocol';
import {
  decideOutcome,
  type AgentExit,
  type RunOutcome,
  type RuntimeEvent,
  type RuntimeSession,
  type RuntimeVerdict,
} from '../runtimes/index.ts';
import type { Supervised, Supervisor } from '../supervisor/index.ts';
import type { ActiveRun } from './active-run.ts';
import { engineLimits } from './config.ts';
import type { EngineDeps } from './deps.ts';
import { EventWriter } from './event-writer.ts';
import { climbLadder, destroyAll, type LadderTarget } from './kill-ladder.ts';
import { AttemptWatch } from './attempt-watch.ts';
import { readLimits } from './limit-watch.ts';
import type { Awaited } from './people-watch.ts';
import { chargeBelow } from './follow-spent.ts';
import { endBelow } from './end-below.ts';
import { decideRetry } from './retry.ts';
import { openMeans, type Means } from './means.ts';
import { formatSession, type KeptSession } from './session.ts';
import { RunBook } from './run-book.ts';
import type { RunKey, RunRow, StoredEvent } from './run-store.ts';
import { mayHaveChildren } from './run-tree.ts';
import { spentBefore } from './usage-meter.ts';
import { circuitKeyOf } from './start-circuit.ts';
import { within } from './within.ts';
import { prepareRun, startProcess, type PreparedRun } from './start-agent.ts';
import { checkContainment, type StartFacts } from './start-facts.ts';

export interface ExecutionOptions {
  readonly deps: EngineDeps;
  readonly supervisor: () => Promise<Supervisor>;
  readonly active: ActiveRun;
  readonly run: RunRow;
  /** What the claim has stored already. */
  readonly claimed: readonly StoredEvent[];
  /** Null where the workspace has no such agent. */
  readonly facts: StartFacts | null;
  /** A run that this one started shall stop: it is looked after now. */
  readonly onStopped: (key: RunKey) => void;
}

interface Execution extends ExecutionOptions {
  readonly book: RunBook;
  readonly events: EventWriter;
}

/**
 * Takes a claimed run (`preparing`, ours) to its end. Never rejects.
 * @param onStarted called once the agent accepted its work, or will never: the spawn job's part is over
 */
export async function executeRun(options: ExecutionOptions, onStarted: () => void): Promise<void> {
  const { deps, active, claimed } = options;
  const book = new RunBook(deps, active);
  const events = new EventWriter({
    store: (batch) => book.append(batch),
    logger: deps.logger,
    abandoned: active.abandoned,
    now: () => deps.now(),
  });
  const execution: Execution = { ...options, book, events };
  book.copy(claimed);
  let prepared = null as PreparedRun | null;
  try {
    await bringUp(execution, (made) => (prepared = made));
    await watch(execution, onStarted);
  } catch (error) {
    await fail(execution, error);
  } finally {
    onStarted();
    active.over.abort();
    active.start?.left();
    await active.gate?.close();
    try {
      active.session?.dispose();
    } catch (error) {
      deps.logger.warn({ runId: active.key.runId, err: error }, 'an adapter could not let go');
    }
    await prepared?.remove();
  }
}

async function bringUp(execution: Execution, onPrepared: (prepared: PreparedRun) => void): Promise<void> {
  const { deps, active, run, facts } = execution;
  await deps.failpoint('orchestrator.run.claimed');
  if (facts === null) throw new WheelhouseError('AGENT_UNKNOWN');
  const adapter = deps.runtimes.get(facts.agent.runtime);
  active.adapter = adapter;
  const spec = AgentSpawn.parse(run.spec);
  const refusal = adapter.validate(spec, facts.agent.config);
  if (refusal !== null) throw new WheelhouseError(refusal.code, refusal.message);
  const supervisor = await execution.supervisor();
  checkContainment(supervisor.report, facts, deps.config.allowOpenFilesystem);
  const watch = watchOf(execution, facts);
  active.watch = watch;
  const emit = (event: RuntimeEvent): void => watch.take(event);
  const wish = { spec, facts, report: supervisor.report, onStopped: execution.onStopped };
  const means = await openMeans(deps, run, active, wish);
  // What runs of an earlier attempt used counts from the start.
  if (active.attempt > 1 && mayHaveChildren(run)) await chargeBelow(deps, active);
  const keepSession = (session: KeptSession): void => void noteSession(execution, session);
  const prepare = async (): Promise<PreparedRun> => {
    const prepared = await prepareRun(deps, run, active, { spec, facts, means, emit, keepSession });
    onPrepared(prepared);
    return prepared;
  };
  // Empty folders are made while the start is booked; a clone takes its time and is waited for in `preparing`.
  const first = spec.source === undefined ? null : await prepare();
  const [prepared] = await bothOrNeither(first ?? prepare(), bookStart(execution, supervisor, means, facts));
  await deps.failpoint('orchestrator.start.before-process');
  throwIfStopping(active);
  active.start = deps.circuit.enter(circuitKeyOf(active.key.workspaceId, facts.agent));
  await startProcess(supervisor, run, active, { prepared, means });
}

async function bookStart(
  { active, book, run }: Execution,
  supervisor: Supervisor,
  { network }: Means,
  { execution, session }: StartFacts,
): Promise<void> {
  throwIfStopping(active);
  const { containment, filesystem } = supervisor.report;
  // Before it begins: a crash must not leave a folder that nobody knows of.
  const kept = session ?? (execution.resumable === true ? { folder: run.id, handle: null } : null);
  const data = { containment, filesystem, network, ...(kept === null ? {} : { session: formatSession(kept) }) };
  if (await book.noteStarting(data)) return;
  throwIfStopping(active);
  throw new WheelhouseError('CONFLICT', 'the run was written off or given to another orchestrator');
}

async function noteSession({ deps, active, book }: Execution, session: KeptSession): Promise<void> {
  try {
    await book.note({ session: formatSession(session) });
  } catch (error) {
    deps.logger.warn({ runId: active.key.runId, err: error }, 'a session could not be kept');
  }
}

/** Waits for both, also where one rejects: nothing goes on behind the back of who cleans up. */
async function bothOrNeither<A, B>(one: A | Promise<A>, other: Promise<B>): Promise<[A, B]> {
  const both = [one, other] as const;
  await Promise.allSettled(both);
  return Promise.all(both);
}

function throwIfStopping(active: ActiveRun): void {
  if (active.stopping.signal.aborted) throw new WheelhouseError('CANCELLED_BEFORE_START');
}

function watchOf(execution: Execution, { execution: settings }: StartFacts): AttemptWatch {
  const { deps, active, run, events } = execution;
  return new AttemptWatch({
    active,
    limits: readLimits(run.limits),
    answerMs: settings.answerMs ?? engineLimits.answerMs,
    spent: spentBefore(run.usage),
    now: () => deps.now(),
    emit: (event) => events.emit(event),
    onAwaiting: (awaited) => void followPeople(execution, awaited),
  });
}

/** A run that waits for people says so, after the event that tells what for. */
async function followPeople({ active, book, events, deps }: Execution, awaited: Awaited | null): Promise<void> {
  try {
    await events.flush();
    await book.move({ to: awaited === null ? 'running' : 'waiting', message: awaited });
  } catch (error) {
    deps.logger.warn({ runId: active.key.runId, err: error }, 'a state could not be stored');
  }
}

/** From the running process to the end of the run. */
async function watch(execution: Execution, onStarted: () => void): Promise<void> {
  const { active, book } = execution;
  const { process, session, watch: limits } = active;
  if (process === null || session === null || limits === null) throw new TypeError('nothing was started');
  limits.watch(process);
  const stopped = new Promise<'stop'>((resolve) => active.onStop(() => resolve('stop')));
  try {
    const started = session.started.then(() => {
      limits.started();
      active.start?.succeeded();
      return book.noteStarted(process);
    });
    // A start that fails also decides the outcome, so it is judged there.
    started.catch(() => undefined);
    void started.then(onStarted, onStarted);
    const first = await Promise.race([stopped, verdictOf(execution, process, session)]);
    limits.close();
    if (first === 'stop') return await endByUs(execution, process);
    await started.catch(() => undefined);
    await endByItself(execution, process, first);
  } finally {
    limits.close();
  }
}

/** The adapter's verdict; null where it has none though its process is gone. */
async function verdictOf(
  { deps, active }: Execution,
  process: Supervised,
  session: RuntimeSession,
): Promise<RuntimeVerdict | null> {
  const wedged = process.exited.then(() => delay(engineLimits.verdictGraceMs)).then(() => null);
  try {
    return await Promise.race([session.outcome, wedged]);
  } catch (error) {
    deps.logger.error({ runId: active.key.runId, err: error }, 'an adapter failed');
    return { ok: false, code: 'INTERNAL', message: 'the adapter of this runtime failed' };
  }
}

async function endByUs(execution: Execution, process: Supervised): Promise<void> {
  const { deps, active, book } = execution;
  const climbing = climbLadder(ladderTarget(execution, process), active.hurry.signal.aborted);
  // The signal comes first: the kill does not wait for a database that may be slow.
  await book.move({ to: 'stopping' }).catch((error: unknown) => {
    deps.logger.warn({ runId: active.key.runId, err: error }, 'a stop could not be booked yet');
  });
  active.report = await climbing;
  await finish(execution, { verdict: null, exit: await exitOf(active) });
}

function ladderTarget({ deps, active, book }: Execution, process: Supervised): LadderTarget {
  const { runId } = active.key;
  return {
    process,
    session: active.session,
    revoke: () => active.gate?.revoke(),
    canInterrupt: active.adapter?.capabilities.interrupt ?? false,
    hurry: active.hurry.signal,
    onSurvivors: async (report) => {
      const { survivors: count } = report;
      deps.logger.error({ runId, count, code: 'KILL_INCOMPLETE' }, 'a kill left survivors; it is tried again');
      active.report = report;
      await book.noteSurvivors(report).catch((error: unknown) => {
        deps.logger.warn({ runId, err: error }, 'survivors could not be booked yet');
      });
    },
  };
}

async function endByItself(execution: Execution, process: Supervised, verdict: RuntimeVerdict | null): Promise<void> {
  process.closeInput();
  await Promise.race([process.exited, delay(engineLimits.exitGraceMs)]);
  const report = await destroyAll(ladderTarget(execution, process));
  // What was told of survivors is not left to stand.
  if (execution.active.report !== null) execution.active.report = report;
  await finish(execution, { verdict, exit: await exitOf(execution.active) });
}

function exitOf({ process }: ActiveRun): Promise<AgentExit | null> {
  if (process === null) return Promise.resolve(null);
  const exited = process.exited.then(({ code, signal }) => ({ code, signal }));
  return Promise.race([exited, delay(engineLimits.exitGraceMs).then(() => null)]);
}

interface Ended {
  readonly verdict: RuntimeVerdict | null;
  readonly exit: AgentExit | null;
}

/** What an agent began elsewhere ends with it, or the run says that it may not have. */
async function part({ active }: Execution): Promise<void> {
  const parting = active.session?.part?.();
  if (parting === undefined) return;
  let isOver = false;
  await within(
    parting.then(() => (isOver = true)),
    engineLimits.partMs,
  );
  if (isOver) return;
  const text = 'what this run began elsewhere may go on: it could not be ended in time';
  active.watch?.tell({ type: 'notice', data: { level: 'warning', text } });
}

async function finish(execution: Execution, ended: Ended): Promise<void> {
  const { active, events, book } = execution;
  await part(execution);
  // What comes while the runs below are ended is too late.
  const { stopCause } = active;
  active.gate?.revoke();
  await endBelow(execution);
  await events.close();
  const decided = decideOutcome({ stopCause, ...ended });
  const outcome = active.watch?.hasExpired === true ? unanswered(decided) : decided;
  if (outcome.code === 'START_FAILED') active.start?.failed(outcome.message ?? outcome.code);
  if (stopCause === null && (await tryAgain(execution, outcome, ended.exit))) return;
  await book.end({
    to: outcome.state,
    code: outcome.code,
    message: outcome.message,
    exitCode: ended.exit?.code ?? null,
    signal: ended.exit?.signal ?? null,
    killReport: active.report,
  });
}

/** Refused for the time is not refused by people: what failed after that says so. Pure. */
function unanswered(outcome: RunOutcome): RunOutcome {
  const isOwn = outcome.code === 'PERMISSION_DENIED' || outcome.code === 'EXIT_NONZERO';
  return isOwn ? { ...outcome, state: 'timed_out', code: 'APPROVAL_TIMEOUT' } : outcome;
}

/** @returns whether the run goes on with another attempt */
async function tryAgain(
  { active, book, run, facts }: Execution,
  failure: Failure,
  exit: AgentExit | null = null,
): Promise<boolean> {
  const spec = AgentSpawn.safeParse(run.spec);
  const policy = (spec.success ? spec.data.retry : undefined) ?? facts?.execution.retry;
  const delayMs = decideRetry(failure, policy, { attempt: active.attempt, random: Math.random() });
  if (delayMs === null) return false;
  const { code, message } = failure;
  const why = `attempt ${active.attempt} failed: ${message ?? code ?? 'no reason'}`;
  return book.retry({ code, message: why, exitCode: exit?.code ?? null, signal: exit?.signal ?? null }, delayMs);
}

interface Failure {
  readonly state: string;
  readonly code: Code | null;
  readonly message: string | null;
}

/** Something went wrong, or it was stopped, before the agent was watched. */
async function fail(execution: Execution, error: unknown): Promise<void> {
  const { deps, active, events, book } = execution;
  const { runId } = active.key;
  const cause = active.stopCause;
  if (active.process !== null) {
    active.report = await climbLadder(ladderTarget(execution, active.process), true);
    if (cause !== null) return finish(execution, { verdict: null, exit: await exitOf(active) });
    await endBelow(execution);
  }
  await events.close();
  if (cause?.kind === 'shutdown') {
    await book.requeue().catch(() => undefined);
    // A run that was given back is not ours any more, so this ends only what could not be.
    return book.end({ to: 'failed', code: 'ORCHESTRATOR_LOST', message: 'the orchestrator was stopped' });
  }
  if (cause?.kind === 'limit') {
    const { state: to, code, message } = decideOutcome({ stopCause: cause, verdict: null, exit: null });
    return book.end({ to, code, message });
  }
  if (cause !== null) {
    const message = cause.kind === 'kill' || cause.kind === 'parent' ? (cause.reason ?? null) : null;
    const code = cause.kind === 'parent' ? 'PARENT_ENDED' : 'CANCELLED_BEFORE_START';
    return book.end({ to: 'cancelled', code, message });
  }
  const known = error instanceof WheelhouseError ? error : null;
  const code: Code = known?.code ?? 'START_FAILED';
  deps.logger.warn({ runId, code, err: error }, 'a run could not be started');
  const message = known?.message ?? 'the agent could not be started';
  if (code === 'START_FAILED') active.start?.failed(message);
  if (await tryAgain(execution, { state: 'failed', code, message })) return;
  await book.end({ to: 'failed', code, message });
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
