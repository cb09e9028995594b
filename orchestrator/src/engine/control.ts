import {
  AgentApprove,
  AgentInput,
  isTerminalRun,
  WheelhouseError,
  type Code,
  type RunState,
  type WorkspaceId,
} from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import type { RuntimeSession } from '../runtimes/index.ts';
import type { ActiveRuns } from './active-run.ts';
import type { EngineDeps } from './deps.ts';
import { endCommand, findRun, finishRun, lockRun, type RunRow } from './run-store.ts';
import { runViewOf } from './run-view.ts';

export interface ControlKey {
  readonly workspaceId: WorkspaceId;
  readonly commandId: string;
}

interface OpenCommand {
  readonly id: string;
  readonly verb: string;
  readonly agt: string | null;
  readonly body: unknown;
  readonly iss: string;
}

/** How the owner of a run hears that something shall happen to it. */
export function channelOf(orchestratorId: string): string {
  return `orchestrator_${orchestratorId}`;
}

/**
 * Handles one short command: status, kill, input, approval, kill-all. Idempotent, since it comes by the queue, by
 * notification and by the sweep.
 * @returns false where it is not over yet and has to be looked at again
 */
export async function handleControl(deps: EngineDeps, runs: ActiveRuns, key: ControlKey): Promise<boolean> {
  const { workspaceId, commandId } = key;
  const command = await deps.db.withSystemTenant(workspaceId, async (tx) => {
    const found = await tx.command.findUnique({ where: { workspaceId_id: { workspaceId, id: commandId } } });
    const isOpen =
      found !== null && found.direction === 'in' && (found.state === 'accepted' || found.state === 'started');
    if (isOpen) return found;
    await tx.outbox.deleteMany({ where: { workspaceId, refId: commandId, kind: 'queue.ctl' } });
    return null;
  });
  if (command === null) return true;
  switch (command.verb) {
    case 'agent.status':
      return answerStatus(deps, key, command);
    case 'agent.kill':
      return stopOne(deps, runs, key, command);
    case 'agent.kill_all':
      return stopEach(deps, runs, key);
    case 'agent.input':
    case 'agent.approve':
      return passOn(deps, runs, key, command);
    default:
      return end(deps, key, 'UNSUPPORTED');
  }
}

function end(
  deps: EngineDeps,
  { workspaceId, commandId }: ControlKey,
  code?: Code,
  message?: string,
): Promise<boolean> {
  return deps.db.withSystemTenant(workspaceId, async (tx) => {
    const outcome = code === undefined ? { state: 'succeeded' as const } : { state: 'failed' as const, code };
    await endCommand(
      tx,
      { workspaceId, id: commandId },
      { ...outcome, ...(message === undefined ? {} : { message }) },
      deps.now(),
    );
    return true;
  });
}

function answerStatus(
  deps: EngineDeps,
  { workspaceId, commandId }: ControlKey,
  command: OpenCommand,
): Promise<boolean> {
  return deps.db.withSystemTenant(workspaceId, async (tx) => {
    const run = command.agt === null ? null : await findRun(tx, { workspaceId, runId: command.agt });
    const answer =
      run === null || run.instanceId !== deps.instanceId
        ? ({ state: 'failed', code: 'AGENT_UNKNOWN' } as const)
        : ({ state: 'succeeded', result: runViewOf(run) } as const);
    await endCommand(tx, { workspaceId, id: commandId }, answer, deps.now());
    return true;
  });
}

/** Ends a run that nobody holds, or tells its owner. The kill command itself ends with the run. */
async function stopOne(
  deps: EngineDeps,
  runs: ActiveRuns,
  { workspaceId, commandId }: ControlKey,
  command: OpenCommand,
): Promise<boolean> {
  const runId = command.agt;
  if (runId === null) return end(deps, { workspaceId, commandId }, 'INVALID');
  const key = { workspaceId, runId };
  const run = await deps.db.withSystemTenant(workspaceId, async (tx) => {
    const row = await lockRun(tx, key);
    if (row === null || isTerminalRun(row.state as RunState)) {
      const result = row === null ? {} : { result: runViewOf(row) };
      const outcome =
        row === null ? ({ state: 'failed', code: 'AGENT_UNKNOWN' } as const) : ({ state: 'succeeded' } as const);
      await endCommand(tx, { workspaceId, id: commandId }, { ...outcome, ...result }, deps.now());
      return null;
    }
    if (row.orchestratorId === null) {
      await finishRun(tx, row, { to: 'cancelled', code: 'CANCELLED_BEFORE_START' }, deps.now());
      return null;
    }
    if (row.orchestratorId !== deps.orchestratorId) await tellOwner(tx, row, `${workspaceId}:${runId}`);
    return row;
  });
  if (run === null) return true;
  if (run.orchestratorId === deps.orchestratorId) stopActive(runs, run);
  return false;
}

async function tellOwner(tx: SpokeTx, run: RunRow, payload: string): Promise<void> {
  if (run.orchestratorId === null) return;
  await tx.$executeRaw`SELECT pg_notify(${channelOf(run.orchestratorId)}, ${payload})`;
}

/** Passes the stop that the run's row carries on to the run that this process holds. */
export function stopActive(runs: ActiveRuns, run: Pick<RunRow, 'id' | 'desired' | 'stop'>): void {
  if (run.desired !== 'stop') return;
  const stop = (run.stop ?? {}) as { now?: boolean; reason?: string };
  const reason = stop.reason === undefined ? {} : { reason: stop.reason };
  runs.find(run.id)?.stop({ cause: { kind: 'kill', ...reason }, now: stop.now === true });
}

async function stopEach(deps: EngineDeps, runs: ActiveRuns, key: ControlKey): Promise<boolean> {
  const { workspaceId } = key;
  const open = await deps.db.withInstance('orchestrator', (tx) =>
    tx.openRun.findMany({
      where: { workspaceId, instanceId: deps.instanceId, desired: 'stop' },
      select: { runId: true },
    }),
  );
  for (const { runId } of open) {
    await stopRunNow(deps, runs, { workspaceId, runId });
  }
  return open.length === 0 ? end(deps, key) : false;
}

/** Ends a run whose row says `stop`: at once where nobody holds it, else through its owner. */
export async function stopRunNow(
  deps: EngineDeps,
  runs: ActiveRuns,
  key: { readonly workspaceId: WorkspaceId; readonly runId: string },
): Promise<void> {
  const run = await deps.db.withSystemTenant(key.workspaceId, async (tx) => {
    const row = await lockRun(tx, key);
    if (row === null || row.desired !== 'stop' || isTerminalRun(row.state as RunState)) return null;
    if (row.orchestratorId === null) {
      await finishRun(tx, row, { to: 'cancelled', code: 'CANCELLED_BEFORE_START' }, deps.now());
      return null;
    }
    return row;
  });
  if (run?.orchestratorId === deps.orchestratorId) stopActive(runs, run);
}

async function passOn(deps: EngineDeps, runs: ActiveRuns, key: ControlKey, command: OpenCommand): Promise<boolean> {
  const { workspaceId } = key;
  const run = await deps.db.withSystemTenant(workspaceId, (tx) =>
    findRun(tx, { workspaceId, runId: command.agt ?? '' }),
  );
  if (run === null) return end(deps, key, 'AGENT_UNKNOWN');
  if (isTerminalRun(run.state as RunState)) return end(deps, key, 'ALREADY_TERMINAL');
  if (run.orchestratorId !== deps.orchestratorId) {
    await deps.db.withSystemTenant(workspaceId, (tx) => tellOwner(tx, run, `command:${workspaceId}:${key.commandId}`));
    return false;
  }
  const session = runs.find(run.id)?.session ?? null;
  if (session === null) return false;
  try {
    await deliver(session, command.body);
    return await end(deps, key);
  } catch (error) {
    if (error instanceof WheelhouseError) return end(deps, key, error.code, error.message);
    throw error;
  }
}

async function deliver(session: RuntimeSession, body: unknown): Promise<void> {
  const input = AgentInput.safeParse(body);
  if (input.success) {
    if (session.send === undefined) throw new WheelhouseError('UNSUPPORTED', 'this agent takes no input while it runs');
    return session.send(input.data.text);
  }
  const { request, option } = AgentApprove.parse(body);
  if (session.respond === undefined) throw new WheelhouseError('UNSUPPORTED', 'this agent asks for no approvals');
  return session.respond(request, option);
}
