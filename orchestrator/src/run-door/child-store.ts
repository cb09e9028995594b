import { isDeepStrictEqual } from 'node:util';
import { isTerminalRun, newId, WheelhouseError, type AgentSpawn, type RunState } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { findRun, lockRun, type RunKey, type RunRow } from '../engine/run-store.ts';
import { readTree, stopBelow } from '../engine/run-tree.ts';
import { nothingSpent } from '../engine/usage-meter.ts';
import { decideChild } from './child-limits.ts';

/** The run whose agent asks, in the attempt in which it does. */
export interface Asking extends RunKey {
  readonly attempt: number;
}

export type ChildRequestRow = NonNullable<Awaited<ReturnType<SpokeTx['childRequest']['findUnique']>>>;

/** Refused by the spoke: each was a signed command with an audit row. An agent that only collects them is not let go on. */
const refusedAtMost = 100;

export interface Wished {
  /** Of the agent, or made up. */
  readonly key: string;
  readonly spawn: AgentSpawn;
  readonly now: number;
}

/**
 * Books that an agent wants a run below its own, for the spoke to decide; what certainly would be refused is not booked.
 * @returns also whether its key had been used for the same before
 * @throws WheelhouseError CONFLICT for a key with another wish; LIMIT_CHILDREN, LIMIT_DEPTH, AGENT_UNKNOWN, PARENT_ENDED, …
 */
export async function bookRequest(
  tx: SpokeTx,
  asking: Asking,
  { key, spawn, now }: Wished,
): Promise<{ readonly request: ChildRequestRow; readonly existing: boolean }> {
  const { workspaceId, runId, attempt } = asking;
  // One after the other: what is asked for and not yet decided counts.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`children:${workspaceId}:${runId}`}, 0))`;
  const where = { workspaceId_runId_attempt_key: { workspaceId, runId, attempt, key } };
  const known = await tx.childRequest.findUnique({ where });
  const spec = JSON.parse(JSON.stringify(spawn)) as object;
  if (known !== null) {
    if (isDeepStrictEqual(known.spec, spec)) return { request: known, existing: true };
    throw new WheelhouseError('CONFLICT', `the key ${key} was used for another run`);
  }
  await refuseHopeless(tx, asking, spawn, now);
  const request = await tx.childRequest.create({
    data: { workspaceId, id: newId(now), runId, attempt, key, childId: newId(now), spec },
  });
  await tx.outbox.create({ data: { workspaceId, kind: 'child', refId: request.id } });
  await tx.$executeRaw`SELECT pg_notify('wh_outbox', 'child')`;
  return { request, existing: false };
}

async function refuseHopeless(tx: SpokeTx, asking: Asking, { agent: name }: AgentSpawn, now: number): Promise<void> {
  const { workspaceId, runId, attempt } = asking;
  const run = await findRun(tx, asking);
  if (run === null || run.desired === 'stop' || run.attempt !== attempt || isTerminalRun(run.state as RunState))
    throw new WheelhouseError('PARENT_ENDED', 'this run is being ended');
  const requests = await tx.childRequest.findMany({
    where: { workspaceId, runId, state: { not: 'accepted' } },
    select: { childId: true, state: true },
  });
  if (requests.filter(({ state }) => state === 'refused').length >= refusedAtMost)
    throw new WheelhouseError('QUOTA', `${refusedAtMost} requests of this run were refused; it may not ask again`);
  const tree = await readTree(tx, asking);
  const coming = requests
    .filter(({ state, childId }) => state === 'open' && !tree.some(({ id }) => id === childId))
    .map(({ childId: id }) => ({
      id,
      parentId: runId,
      depth: run.depth + 1,
      limits: {},
      spent: nothingSpent,
      startedAt: null,
    }));
  const refusal = decideChild([...tree, ...coming], runId, now);
  if (refusal !== null) throw new WheelhouseError(refusal.code, refusal.message);
  const agent = await tx.agent.findUnique({ where: { workspaceId_name: { workspaceId, name } } });
  if (agent?.enabled !== true) throw new WheelhouseError('AGENT_UNKNOWN', `this workspace has no agent ${name}`);
}

export function findRequest(tx: SpokeTx, { workspaceId, id }: ChildRequestRow): Promise<ChildRequestRow | null> {
  return tx.childRequest.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
}

/** Runs that this one started itself, oldest first. */
export function listChildren(tx: SpokeTx, { workspaceId, runId }: RunKey): Promise<RunRow[]> {
  return tx.run.findMany({ where: { workspaceId, parentId: runId }, orderBy: { id: 'asc' } });
}

/** @throws WheelhouseError NOT_FOUND for everything but what this run started itself */
export async function getChild(tx: SpokeTx, asking: RunKey, id: string): Promise<RunRow> {
  const row = await findRun(tx, { workspaceId: asking.workspaceId, runId: id });
  if (row === null || row.parentId !== asking.runId)
    throw new WheelhouseError('NOT_FOUND', 'this run started no such run');
  return row;
}

/**
 * Tells a child, and all below it, to end; in the workspace's audit log as its parent's doing.
 * @throws WheelhouseError NOT_FOUND, ALREADY_TERMINAL
 */
export async function killChild(
  tx: SpokeTx,
  asking: RunKey,
  { id, now, reason }: { readonly id: string; readonly now: boolean; readonly reason: string },
): Promise<RunRow> {
  await getChild(tx, asking, id);
  const { workspaceId, runId } = asking;
  const child = await lockRun(tx, { workspaceId, runId: id });
  if (child === null) throw new WheelhouseError('NOT_FOUND');
  if (isTerminalRun(child.state as RunState)) throw new WheelhouseError('ALREADY_TERMINAL');
  const before = (child.stop ?? { reason }) as { readonly now?: boolean };
  const stop = { ...before, now: now || before.now === true };
  await tx.run.update({
    where: { workspaceId_id: { workspaceId, id } },
    data: { desired: 'stop', stop, updatedAt: new Date() },
  });
  const { orchestratorId } = child;
  if (orchestratorId !== null)
    await tx.$executeRaw`SELECT pg_notify(${`orchestrator_${orchestratorId}`}, ${`${workspaceId}:${id}`})`;
  await stopBelow(tx, child, { reason: `the run ${id} that started it is killed`, now });
  await tx.auditLog.create({
    data: {
      workspaceId,
      actorKind: 'run',
      actorId: runId,
      action: 'agent.kill',
      resourceKind: 'run',
      resourceId: id,
      verdict: 'accepted',
      detail: { run: runId },
    },
  });
  return { ...child, desired: 'stop' };
}
