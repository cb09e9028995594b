import {
  isTerminalRun,
  type CommandMessage,
  type InstanceId,
  type RunState,
  type WorkspaceId,
} from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { isShared } from '../access/may-touch.ts';
import { readFamily } from '../children/read-family.ts';
import { limitsOf } from '../workspaces/view.ts';
import type { GrantFact, RunFact, WorkspaceFacts } from './facts.ts';

const runColumns = {
  id: true,
  instanceId: true,
  issuer: true,
  state: true,
  gen: true,
  idem: true,
  createdBy: true,
} as const;

interface RunRow {
  readonly id: string;
  readonly instanceId: string;
  readonly issuer: string;
  readonly state: string;
  readonly gen: number;
  readonly idem: string | null;
  readonly createdBy: string | null;
}

function runFact(row: RunRow): RunFact {
  return { ...row, state: row.state as RunState };
}

/** Reads what {@link decideCommand} needs of the workspace; only what this verb can touch. */
export async function readFacts(
  tx: SpokeTx,
  message: CommandMessage,
  asking: { readonly self: InstanceId; readonly sharingWith: string | null; readonly parentId: string | null },
): Promise<WorkspaceFacts> {
  const { self, sharingWith: principalId, parentId } = asking;
  const workspaceId = message.ws;
  const row =
    message.agt === undefined
      ? null
      : await tx.run.findUnique({ where: { workspaceId_id: { workspaceId, id: message.agt } }, select: runColumns });
  const facts: WorkspaceFacts = {
    self,
    run: row === null ? null : runFact(row),
    runCreatedBy: row?.createdBy ?? null,
    runShared: row !== null && principalId !== null && (await isShared(tx, { workspaceId, principalId }, row.id)),
    tombstone: false,
    idemRun: null,
    agent: null,
    isFull: false,
    lock: message.body.verb === 'agent.unlock' ? await readLock(tx, workspaceId) : null,
    resumed: null,
    family: parentId === null ? null : ((await readFamily(tx, workspaceId, parentId)) ?? 'none'),
    allowedSources: [],
  };
  return message.body.verb === 'agent.spawn' ? { ...facts, ...(await readSpawnFacts(tx, message)) } : facts;
}

type SpawnFacts = Pick<
  WorkspaceFacts,
  'tombstone' | 'idemRun' | 'agent' | 'isFull' | 'lock' | 'resumed' | 'allowedSources'
>;

async function readSpawnFacts(tx: SpokeTx, message: CommandMessage): Promise<SpawnFacts> {
  const workspaceId = message.ws;
  const { body } = message;
  if (body.verb !== 'agent.spawn') throw new TypeError('facts of a spawn are read for a spawn');
  const agent = await tx.agent.findUnique({
    where: { workspaceId_name: { workspaceId, name: body.agent } },
    select: { enabled: true },
  });
  const idemRun =
    message.idem === undefined
      ? null
      : await tx.run.findUnique({
          where: { workspaceId_idem: { workspaceId, idem: message.idem } },
          select: runColumns,
        });
  const settings = await tx.workspaceSettings.findUnique({
    where: { workspaceId },
    select: { allowedSources: true, lockedAt: true, lockedBy: true },
  });
  return {
    agent,
    isFull: await isFull(tx, workspaceId),
    lock: lockOf(settings),
    resumed: body.resume === undefined ? null : await readResumed(tx, workspaceId, body.resume),
    idemRun: idemRun === null ? null : runFact(idemRun),
    allowedSources: settings?.allowedSources ?? [],
    tombstone: message.agt !== undefined && (await hasTombstone(tx, workspaceId, message.agt, message.iss)),
  };
}

async function readResumed(tx: SpokeTx, workspaceId: WorkspaceId, id: string): Promise<WorkspaceFacts['resumed']> {
  const row = await tx.run.findUnique({
    where: { workspaceId_id: { workspaceId, id } },
    select: { agentName: true, state: true, session: true },
  });
  if (row === null) return null;
  const followers = await tx.run.findMany({ where: { workspaceId, resumes: id }, select: { state: true } });
  return {
    agentName: row.agentName,
    state: row.state as RunState,
    hasSession: row.session !== null,
    isTaken: followers.some(({ state }) => !isTerminalRun(state as RunState)),
  };
}

/**
 * Asked in the same transaction as the spawn is booked. Two that come at once may both find the last place: the ceiling
 * is the workspace's own guard, and a lock would let its spawns wait for each other.
 */
async function isFull(tx: SpokeTx, workspaceId: WorkspaceId): Promise<boolean> {
  const row = await tx.workspace.findUnique({ where: { id: workspaceId }, select: { limits: true } });
  const { maxRunningAgents } = limitsOf(row?.limits);
  if (maxRunningAgents === undefined) return false;
  return (await tx.openRun.count({ where: { workspaceId } })) >= maxRunningAgents;
}

/** A kill counts only against a spawn of the same issuer: another one has no say over a run that it cannot know. */
async function hasTombstone(tx: SpokeTx, workspaceId: WorkspaceId, runId: string, iss: InstanceId): Promise<boolean> {
  const tombstone = await tx.runTombstone.findUnique({ where: { workspaceId_runId: { workspaceId, runId } } });
  if (tombstone === null) return false;
  const kill = await tx.command.findUnique({
    where: { workspaceId_id: { workspaceId, id: tombstone.commandId } },
    select: { iss: true },
  });
  return kill?.iss === iss;
}

/** The grants that this workspace gave the issuer, held against revocation until the transaction ends. */
export async function readGrants(tx: SpokeTx, { ws, iss }: CommandMessage): Promise<readonly GrantFact[]> {
  // Two spawns under one grant must not both find the last free place.
  await tx.$queryRaw`
    SELECT id FROM grants WHERE workspace_id = ${ws}::uuid AND grantee = ${iss}::uuid FOR UPDATE`;
  const rows = await tx.grant.findMany({ where: { workspaceId: ws, grantee: iss, revokedAt: null } });
  return rows.map((row) => ({
    id: row.id,
    verbs: row.verbs,
    agents: row.agents,
    maxConcurrent: row.maxConcurrent,
    nbf: row.nbf.getTime(),
    exp: row.exp.getTime(),
    revokedAt: row.revokedAt?.getTime() ?? null,
  }));
}

/** Runs of the issuer in the workspace that have not ended. */
export async function countOpenRuns(tx: SpokeTx, { ws, iss }: CommandMessage): Promise<number> {
  const ended = ['succeeded', 'failed', 'cancelled', 'killed', 'timed_out', 'rejected'];
  return tx.run.count({ where: { workspaceId: ws, issuer: iss, state: { notIn: ended } } });
}

async function readLock(tx: SpokeTx, workspaceId: string): Promise<WorkspaceFacts['lock']> {
  const select = { lockedAt: true, lockedBy: true };
  return lockOf(await tx.workspaceSettings.findUnique({ where: { workspaceId }, select }));
}

function lockOf(
  settings: { readonly lockedAt: Date | null; readonly lockedBy: string | null } | null,
): WorkspaceFacts['lock'] {
  return settings === null || settings.lockedAt === null ? null : { by: settings.lockedBy };
}
