import { newId, type spokeApi, type WorkspaceId } from '@wheelhouse/protocol';
import type { Prisma, SpokeTx } from '@wheelhouse/prisma/spoke';
import { lockMembership, tellAccessChanged } from '../access/access-changes.ts';
import { ofKind, type Placed } from './check-import.ts';

/** One import while it is carried out. */
export interface ImportRun {
  readonly importId: string;
  readonly workspaceId: WorkspaceId;
  readonly self: string;
  readonly rows: readonly Placed[];
  /** Of each user of the export: their id here. */
  readonly userIds: ReadonlyMap<string, string>;
  readonly now: number;
  /** Told of rows that were written, for whoever watches. */
  onProgress(count: number): void;
}

/** Rows of one statement; far below what the protocol can bind. */
const rowsAtOnce = 500;

/** Writes all rows but the people themselves, and which of them this import made. */
export async function storeRows(tx: SpokeTx, run: ImportRun): Promise<void> {
  await lockMembership(tx, run.workspaceId);
  await storeMembers(tx, run);
  const teamIds = await storeTeams(tx, run);
  await storeTeamMembers(tx, run, teamIds);
  const agents = await storeAgents(tx, run);
  await storeRuns(tx, run, agents);
}

async function storeMembers(tx: SpokeTx, run: ImportRun): Promise<void> {
  const { workspaceId, userIds } = run;
  const { organizationId } = await tx.workspaceDirectory.findUniqueOrThrow({ where: { workspaceId } });
  const known = await tx.workspaceMember.findMany({ where: { workspaceId }, select: { userId: true } });
  const inside = new Set(known.map(({ userId }) => userId));
  const members = ofKind(run.rows, 'user').flatMap(({ row }) => {
    const userId = idOf(userIds, row.id);
    return inside.has(userId) ? [] : [{ userId, role: row.role }];
  });
  await inParts(members, async (part) => {
    const principals = part.map(({ userId: principalId }) => ({
      workspaceId,
      organizationId,
      principalId,
      kind: 'user',
    }));
    await tx.workspacePrincipal.createMany({ data: principals, skipDuplicates: true });
    const joinedAt = new Date(run.now);
    await tx.workspaceMember.createMany({ data: part.map((member) => ({ ...member, workspaceId, joinedAt })) });
    await note(
      tx,
      run,
      'member',
      part.map(({ userId }) => userId),
    );
  });
  await tellAccessChanged(tx, { workspaceId, principalId: null });
  run.onProgress(ofKind(run.rows, 'user').length);
}

async function storeTeams(tx: SpokeTx, run: ImportRun): Promise<ReadonlyMap<string, string>> {
  const { workspaceId } = run;
  const made = ofKind(run.rows, 'team').map(({ row }) => ({ old: row.id, id: newId(run.now), row }));
  await inParts(made, async (part) => {
    const data = part.map(({ id, row: { name, description } }) => ({ workspaceId, id, name, description }));
    await tx.team.createMany({ data });
    await note(
      tx,
      run,
      'team',
      part.map(({ id }) => id),
    );
    run.onProgress(part.length);
  });
  return new Map(made.map(({ old, id }) => [old, id]));
}

async function storeTeamMembers(tx: SpokeTx, run: ImportRun, teamIds: ReadonlyMap<string, string>): Promise<void> {
  const { workspaceId, userIds } = run;
  await inParts(ofKind(run.rows, 'team_member'), async (part) => {
    const joinedAt = new Date(run.now);
    const data = part.map(({ row: { team, user, role } }) => {
      return { workspaceId, teamId: idOf(teamIds, team), userId: idOf(userIds, user), role, joinedAt };
    });
    await tx.teamMember.createMany({ data });
    const placed = data.map(({ teamId: kind, userId: rowId }) => {
      return { workspaceId, importId: run.importId, kind: teamMemberKind(kind), rowId };
    });
    await tx.importRow.createMany({ data: placed });
    run.onProgress(part.length);
  });
}

type AgentRow = Extract<spokeApi.ImportedRow, { readonly kind: 'agent' }>;

async function storeAgents(tx: SpokeTx, run: ImportRun): Promise<ReadonlyMap<string, AgentRow>> {
  const { workspaceId, userIds } = run;
  const agents = ofKind(run.rows, 'agent');
  await inParts(agents, async (part) => {
    const data = part.map(({ row: { name, runtime, config, limits, enabled, createdBy } }) => {
      const made = { name, runtime, config: config as object, limits: { ...limits }, enabled };
      return { ...made, workspaceId, id: newId(run.now), createdBy: makerOf(userIds, createdBy) };
    });
    await tx.agent.createMany({ data });
    await note(
      tx,
      run,
      'agent',
      data.map(({ id }) => id),
    );
    run.onProgress(part.length);
  });
  return new Map(agents.map(({ row }) => [row.id, row]));
}

async function storeRuns(tx: SpokeTx, run: ImportRun, agents: ReadonlyMap<string, AgentRow>): Promise<void> {
  await inParts(ofKind(run.rows, 'run'), async (part) => {
    const data = part.map(({ row }) => runRow(run, row, agents.get(row.agent)));
    await tx.run.createMany({ data });
    await note(
      tx,
      run,
      'run',
      data.map(({ id }) => id),
    );
    run.onProgress(part.length);
  });
}

type RunRow = Extract<spokeApi.ImportedRow, { readonly kind: 'run' }>;

function runRow(
  { workspaceId, self, userIds }: ImportRun,
  row: RunRow,
  agent: AgentRow | undefined,
): Prisma.RunCreateManyInput & { readonly id: string } {
  const at = (instant: number | undefined): Date | null => (instant === undefined ? null : new Date(instant));
  const agentName = agent?.name ?? row.agent;
  return {
    workspaceId,
    // Ids sort by time, and lists show the newest first.
    id: newId(row.createdAt),
    instanceId: self,
    issuer: self,
    agentName,
    runtime: agent?.runtime ?? null,
    spec: { verb: 'agent.spawn', agent: agentName },
    desired: 'stop',
    state: row.state,
    message: row.message ?? null,
    exitCode: row.exitCode ?? null,
    labels: row.labels,
    createdBy: makerOf(userIds, row.createdBy),
    createdAt: new Date(row.createdAt),
    startedAt: at(row.startedAt),
    endedAt: at(row.endedAt ?? row.startedAt ?? row.createdAt),
  };
}

function idOf(ids: ReadonlyMap<string, string>, old: string): string {
  const id = ids.get(old);
  if (id === undefined) throw new Error(`a reference to ${old} that was checked before is gone`);
  return id;
}

function makerOf(userIds: ReadonlyMap<string, string>, old: string | undefined): string | null {
  return old === undefined ? null : idOf(userIds, old);
}

/** Of a team's members: they have no id of their own. */
export function teamMemberKind(teamId: string): string {
  return `team_member:${teamId}`;
}

export type NotedKind = 'user' | 'member' | 'team' | 'agent' | 'run';

/** Books what this import made, so that it can be taken back and nothing else. */
export async function note(
  tx: SpokeTx,
  { workspaceId, importId }: Pick<ImportRun, 'workspaceId' | 'importId'>,
  kind: NotedKind,
  ids: readonly string[],
): Promise<void> {
  await inParts(ids, (part) =>
    tx.importRow.createMany({ data: part.map((rowId) => ({ workspaceId, importId, kind, rowId })) }),
  );
}

async function inParts<T>(all: readonly T[], write: (part: readonly T[]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < all.length; from += rowsAtOnce) await write(all.slice(from, from + rowsAtOnce));
}
