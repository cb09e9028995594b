import {
  AgentApprove,
  AgentInput,
  isTerminalRun,
  WheelhouseError,
  type RunState,
  type WorkspaceId,
} from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import type { ActiveRun, ActiveRuns } from './active-run.ts';
import { beginCommand, dropQueueWork, endCommand, type CommandEnd } from './command-store.ts';
import type { EngineDeps } from './deps.ts';
import { findRun, lockRun, type RunRow } from './run-store.ts';
import { runViewOf } from './run-view.ts';
import { isStillAllowed, type Asking } from './still-allowed.ts';
import { cancelUnowned, channelOf, stopRun } from './stop-runs.ts';

export interface ControlKey {
  readonly workspaceId: WorkspaceId;
  readonly commandId: string;
}

export interface ControlDeps {
  readonly engine: EngineDeps;
  readonly runs: ActiveRuns;
}

interface OpenCommand {
  readonly state: string;
  readonly verb: string;
  readonly iss: string;
  readonly act: unknown;
  readonly grantId: string | null;
  readonly agt: string | null;
  readonly body: unknown;
}

/**
 * Handles one short command: status, kill, input, approval, kill-all. Idempotent, since it comes by the queue, by
 * notification and by the sweep.
 * @returns false where it is not over yet and has to be looked at again
 */
export async function handleControl(deps: ControlDeps, key: ControlKey): Promise<boolean> {
  const { workspaceId, commandId: id } = key;
  const command = await deps.engine.db.withSystemTenant(workspaceId, async (tx) => {
    const found = await tx.command.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
    if (found?.direction !== 'in' || (found.state !== 'accepted' && found.state !== 'started')) {
      await dropQueueWork(tx, { workspaceId, id });
      return null;
    }
    if (found.verb !== 'agent.status') return found;
    // It only looks, so the transaction that found it can answer it.
    await answerStatus(deps, tx, key, found);
    return null;
  });
  if (command === null) return true;
  switch (command.verb) {
    case 'agent.kill':
      return kill(deps, key, command);
    case 'agent.kill_all':
      return killAll(deps, key);
    case 'agent.input':
    case 'agent.approve':
      return passOn(deps, key, command);
    case 'agent.spawn':
      // Not this lane's: a job that says so was not put there by us.
      return true;
    default:
      return end(deps, key, { state: 'failed', code: 'UNSUPPORTED' });
  }
}

async function end({ engine }: ControlDeps, { workspaceId, commandId }: ControlKey, how: CommandEnd): Promise<true> {
  await engine.db.withSystemTenant(workspaceId, (tx) =>
    endCommand(tx, { workspaceId, id: commandId }, how, engine.now()),
  );
  return true;
}

async function answerStatus(
  { engine }: ControlDeps,
  tx: SpokeTx,
  { workspaceId, commandId: id }: ControlKey,
  { agt }: OpenCommand,
): Promise<void> {
  const run = agt === null ? null : await findRun(tx, { workspaceId, runId: agt });
  const isOurs = run?.instanceId === engine.instanceId;
  const answer: CommandEnd = isOurs
    ? { state: 'succeeded', result: runViewOf(run) }
    : { state: 'failed', code: 'AGENT_UNKNOWN' };
  await endCommand(tx, { workspaceId, id }, answer, engine.now());
}

/**
 * Ends a run that nobody holds, or tells its owner; the kill command ends with the run. A kill that finds its run ended
 * fails with ALREADY_TERMINAL and changes nothing.
 */
async function kill({ engine, runs }: ControlDeps, key: ControlKey, { agt }: OpenCommand): Promise<boolean> {
  const { workspaceId, commandId: id } = key;
  const runKey = { workspaceId, runId: agt ?? '' };
  const isOver = await engine.db.withSystemTenant(workspaceId, async (tx) => {
    const run = agt === null ? null : await lockRun(tx, runKey);
    const failed = refusalOf(run, engine);
    if (failed !== null) return endCommand(tx, { workspaceId, id }, failed, engine.now()).then(() => true);
    if (run === null || (await cancelUnowned(engine, tx, run))) return true;
    if (run.orchestratorId !== engine.orchestratorId) await tellOwner(tx, run, `${workspaceId}:${run.id}`);
    return false;
  });
  if (!isOver) await stopRun(engine, runs, runKey);
  return isOver;
}

function refusalOf(run: RunRow | null, engine: EngineDeps): CommandEnd | null {
  if (run === null || run.instanceId !== engine.instanceId) return { state: 'failed', code: 'AGENT_UNKNOWN' };
  if (!isTerminalRun(run.state as RunState)) return null;
  return { state: 'failed', code: 'ALREADY_TERMINAL', result: runViewOf(run) };
}

async function tellOwner(tx: SpokeTx, run: RunRow, payload: string): Promise<void> {
  if (run.orchestratorId === null) return;
  await tx.$executeRaw`SELECT pg_notify(${channelOf(run.orchestratorId)}, ${payload})`;
}

/** Over once none of the runs that were told to stop is open. */
async function killAll(deps: ControlDeps, key: ControlKey): Promise<boolean> {
  const { engine, runs } = deps;
  const { workspaceId } = key;
  const open = await engine.db.withInstance('orchestrator', (tx) =>
    tx.openRun.findMany({
      where: { workspaceId, instanceId: engine.instanceId, desired: 'stop' },
      select: { runId: true },
    }),
  );
  for (const { runId } of open) await stopRun(engine, runs, { workspaceId, runId });
  if (open.length > 0) return false;
  return end(deps, key, { state: 'succeeded', message: await reportOf(engine, key) });
}

/** How many runs this command told first to stop, and what is left of them. */
async function reportOf({ db }: EngineDeps, { workspaceId, commandId }: ControlKey): Promise<string> {
  const rows = await db.withSystemTenant(
    workspaceId,
    (tx) => tx.$queryRaw<{ runs: number; survivors: number }[]>`
      SELECT count(*)::int AS runs, coalesce(sum((kill_report->>'survivors')::int), 0)::int AS survivors
      FROM runs WHERE workspace_id = ${workspaceId}::uuid AND stop->>'commandId' = ${commandId}`,
  );
  const { runs, survivors } = rows[0] ?? { runs: 0, survivors: 0 };
  return `${runs} ${runs === 1 ? 'run' : 'runs'} ended, ${survivors} survivors`;
}

/** Input and approvals go to the run's owner, and there to the agent: once, whichever way they came. */
async function passOn(deps: ControlDeps, key: ControlKey, command: OpenCommand): Promise<boolean> {
  const { engine, runs } = deps;
  const { workspaceId, commandId: id } = key;
  const run = await engine.db.withSystemTenant(workspaceId, (tx) =>
    findRun(tx, { workspaceId, runId: command.agt ?? '' }),
  );
  if (run === null || run.instanceId !== engine.instanceId)
    return end(deps, key, { state: 'failed', code: 'AGENT_UNKNOWN' });
  // What is being stopped may still hear, but goes on with nothing.
  if (run.state === 'stopping' || isTerminalRun(run.state as RunState))
    return end(deps, key, { state: 'failed', code: 'ALREADY_TERMINAL' });
  if (run.orchestratorId !== engine.orchestratorId) {
    await engine.db.withSystemTenant(workspaceId, (tx) => tellOwner(tx, run, `command:${workspaceId}:${id}`));
    return false;
  }
  const held = runs.find(run.id);
  if (held === undefined || held.session === null) return false;
  const asking: Asking = {
    command: { ...command, workspaceId },
    verb: command.verb === 'agent.input' ? 'agent.input' : 'agent.approve',
    createdBy: run.createdBy,
    instanceId: engine.instanceId,
    now: engine.now(),
  };
  if (!(await engine.db.withSystemTenant(workspaceId, (tx) => isStillAllowed(tx, asking))))
    return end(deps, key, { state: 'failed', code: 'NOT_AUTHORIZED' });
  const isMine = await engine.db.withSystemTenant(workspaceId, (tx) =>
    beginCommand(tx, { workspaceId, id }, engine.now()),
  );
  // Another delivery of it is under way here, or broke off after the agent had it: it is not said twice.
  if (!isMine) return false;
  const how = await deliver(held, command.body);
  if (how.state === 'succeeded') await noteAnswer(deps, key, command, run.attempt);
  return end(deps, key, how);
}

/** Who answered is kept with what was asked; the agent's own event says only that somebody did. */
async function noteAnswer({ engine, runs }: ControlDeps, key: ControlKey, command: OpenCommand, attempt: number) {
  const { workspaceId } = key;
  const { agt, act, iss, body } = command;
  if (command.verb === 'agent.input') runs.find(agt ?? '')?.watch?.inputGiven();
  const approve = AgentApprove.safeParse(body);
  const asked = approve.success ? { request: approve.data.request } : { kind: 'question', state: 'open' };
  const answeredBy = { ...(act as object), instance: iss };
  await engine.db.withSystemTenant(workspaceId, (tx) =>
    tx.approval.updateMany({ where: { workspaceId, runId: agt ?? '', attempt, ...asked }, data: { answeredBy } }),
  );
}

async function deliver({ session, watch }: ActiveRun, body: unknown): Promise<CommandEnd> {
  try {
    const input = AgentInput.safeParse(body);
    if (input.success) {
      if (session?.send === undefined)
        throw new WheelhouseError('UNSUPPORTED', 'this agent takes no input while it runs');
      await session.send(input.data.text);
    } else {
      const { request, option } = AgentApprove.parse(body);
      if (watch?.respond(request, option) === true) return { state: 'succeeded' };
      if (session?.respond === undefined) throw new WheelhouseError('UNSUPPORTED', 'this agent asks for no approvals');
      await session.respond(request, option);
    }
    return { state: 'succeeded' };
  } catch (error) {
    const known = error instanceof WheelhouseError ? error : null;
    return { state: 'failed', code: known?.code ?? 'INTERNAL', message: known?.message ?? null };
  }
}
