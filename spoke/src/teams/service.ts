import { newId, WheelhouseError, type spokeApi } from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import { checkTag } from '@wheelhouse/server';
import { lockMembership, tellAccessChanged } from '../access/access-changes.ts';
import { addAudit } from '../audit/add-audit.ts';
import { isUniqueViolation } from '../intake/store.ts';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import { pageOf, type Page, type PageWish } from '../routes/page.ts';
import type { UpdateOf } from '../workspaces/service.ts';
import { limitsOf } from '../workspaces/view.ts';
import { decideTeamRemoval, decideTeamRole, mayDelete, mayEdit, type TeamFacts } from './rules.ts';

type TeamRole = spokeApi.TeamRole;

interface TeamRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly metadata: unknown;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly members: readonly { readonly userId: string; readonly role: string }[];
}

const withMembers = { members: { select: { userId: true, role: true } } } as const;

function viewOf(row: TeamRow, caller: WorkspaceCaller): spokeApi.TeamView {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    metadata: (row.metadata ?? {}) as Record<string, unknown>,
    createdBy: row.createdBy,
    createdAt: row.createdAt.getTime(),
    members: row.members.length,
    role: roleIn(row, caller.principalId),
  };
}

function roleIn(row: Pick<TeamRow, 'members'>, userId: string): TeamRole | null {
  return (row.members.find((member) => member.userId === userId)?.role as TeamRole | undefined) ?? null;
}

/** Newest first. */
export async function listTeams(
  db: SpokeDb,
  caller: WorkspaceCaller,
  wish: PageWish,
): Promise<Page<spokeApi.TeamView>> {
  const { workspaceId } = caller;
  const rows = await db.withTenant(contextOf(caller), (tx) =>
    tx.team.findMany({
      where: { workspaceId, ...(wish.cursor === undefined ? {} : { id: { lt: wish.cursor } }) },
      orderBy: { id: 'desc' },
      take: wish.limit + 1,
      include: withMembers,
    }),
  );
  return pageOf(rows, wish, (row) => viewOf(row, caller));
}

/** @throws WheelhouseError NOT_FOUND */
export async function getTeam(db: SpokeDb, caller: WorkspaceCaller, id: string): Promise<spokeApi.TeamView> {
  return viewOf(await db.withTenant(contextOf(caller), (tx) => requireTeam(tx, caller, id)), caller);
}

async function requireTeam(tx: SpokeTx, { workspaceId }: WorkspaceCaller, id: string): Promise<TeamRow> {
  const row = await tx.team.findUnique({ where: { workspaceId_id: { workspaceId, id } }, include: withMembers });
  if (row === null) throw new WheelhouseError('NOT_FOUND');
  return row;
}

/**
 * Makes a team; a member of the workspace who makes one is its owner.
 * @throws WheelhouseError CONFLICT where the name is taken; QUOTA
 */
export async function createTeam(
  db: SpokeDb,
  caller: WorkspaceCaller,
  { wish, now }: { readonly wish: spokeApi.CreateTeam; readonly now: number },
): Promise<spokeApi.TeamView> {
  const { workspaceId, principalId } = caller;
  const made = db.withTenant(contextOf(caller), async (tx) => {
    await lockMembership(tx, workspaceId);
    await requireRoom(tx, workspaceId);
    const row = await tx.team.create({
      data: {
        workspaceId,
        id: newId(now),
        name: wish.name,
        description: wish.description ?? '',
        metadata: { ...wish.metadata },
        createdBy: principalId,
      },
    });
    const where = { workspaceId_userId: { workspaceId, userId: principalId } };
    const member = await tx.workspaceMember.findUnique({ where });
    const owner = { workspaceId, teamId: row.id, userId: principalId, role: 'owner' };
    if (member !== null) await tx.teamMember.create({ data: owner });
    await addAudit(tx, caller, { action: 'teams.create', resourceKind: 'team', resourceId: row.id });
    return requireTeam(tx, caller, row.id);
  });
  return viewOf(await made.catch(nameTaken), caller);
}

async function requireRoom(tx: SpokeTx, workspaceId: string): Promise<void> {
  const { limits } = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { limits: true } });
  const { maxTeams } = limitsOf(limits);
  if (maxTeams === undefined || (await tx.team.count({ where: { workspaceId } })) < maxTeams) return;
  throw new WheelhouseError('QUOTA', 'the workspace takes no more teams');
}

function nameTaken(error: unknown): never {
  if (isUniqueViolation(error)) throw new WheelhouseError('CONFLICT', 'this name is taken', { cause: error });
  throw error;
}

/** @throws WheelhouseError NOT_FOUND, NOT_AUTHORIZED (neither in charge of it nor of all teams), CONFLICT */
export async function updateTeam(
  db: SpokeDb,
  caller: WorkspaceCaller,
  id: string,
  { wish, ifMatch }: UpdateOf<spokeApi.UpdateTeam>,
): Promise<spokeApi.TeamView> {
  const { workspaceId } = caller;
  const changed = db.withTenant(contextOf(caller), async (tx) => {
    // Held until the commit: of two changes that saw the same state only one is made.
    await tx.$queryRaw`SELECT 1 FROM teams WHERE workspace_id = ${workspaceId}::uuid AND id = ${id}::uuid FOR UPDATE`;
    const known = await requireTeam(tx, caller, id);
    if (!mayEdit(factsOf(known, caller))) throw new WheelhouseError('NOT_AUTHORIZED');
    checkTag(viewOf(known, caller), ifMatch);
    await tx.team.update({
      where: { workspaceId_id: { workspaceId, id } },
      data: {
        ...(wish.name === undefined ? {} : { name: wish.name }),
        ...(wish.description === undefined ? {} : { description: wish.description }),
        ...(wish.metadata === undefined ? {} : { metadata: { ...wish.metadata } }),
      },
    });
    const team = await requireTeam(tx, caller, id);
    const [before, after] = [viewOf(known, caller), viewOf(team, caller)];
    await addAudit(tx, caller, { action: 'teams.update', resourceKind: 'team', resourceId: id, before, after });
    return team;
  });
  return viewOf(await changed.catch(nameTaken), caller);
}

/** What was shared with the team is shared with it no more. @throws WheelhouseError NOT_FOUND, NOT_AUTHORIZED */
export async function deleteTeam(db: SpokeDb, caller: WorkspaceCaller, id: string): Promise<void> {
  const { workspaceId } = caller;
  await db.withTenant(contextOf(caller), async (tx) => {
    const known = await requireTeam(tx, caller, id);
    if (!mayDelete(factsOf(known, caller))) throw new WheelhouseError('NOT_AUTHORIZED');
    await tx.team.delete({ where: { workspaceId_id: { workspaceId, id } } });
    await tellAccessChanged(tx, { workspaceId, principalId: null });
    const before = viewOf(known, caller);
    await addAudit(tx, caller, { action: 'teams.delete', resourceKind: 'team', resourceId: id, before });
  });
}

function factsOf(row: TeamRow, caller: WorkspaceCaller): TeamFacts {
  return {
    owners: row.members.filter(({ role }) => role === 'owner').length,
    actor: { userId: caller.principalId, permissions: caller.permissions, role: roleIn(row, caller.principalId) },
  };
}

/** By name of the person's id. @throws WheelhouseError NOT_FOUND */
export async function listTeamMembers(
  db: SpokeDb,
  caller: WorkspaceCaller,
  id: string,
): Promise<spokeApi.TeamMemberView[]> {
  const { workspaceId } = caller;
  return db.withTenant(contextOf(caller), async (tx) => {
    await requireTeam(tx, caller, id);
    const rows = await tx.teamMember.findMany({ where: { workspaceId, teamId: id }, orderBy: { userId: 'asc' } });
    const people = await tx.user.findMany({ where: { id: { in: rows.map(({ userId }) => userId) } } });
    return rows.map(({ userId, role, joinedAt }) => ({
      userId,
      name: people.find((person) => person.id === userId)?.name ?? '',
      role: role as TeamRole,
      joinedAt: joinedAt.getTime(),
    }));
  });
}

/**
 * Takes a member of the workspace into the team, or changes their role in it.
 * @throws WheelhouseError NOT_FOUND (no such team, no such member), NOT_AUTHORIZED, OWN_ROLE, LAST_OWNER, MORE_THAN_HELD
 */
export async function putTeamMember(
  db: SpokeDb,
  caller: WorkspaceCaller,
  wish: { readonly teamId: string; readonly userId: string; readonly role: TeamRole },
): Promise<{ readonly userId: string; readonly role: TeamRole }> {
  const { workspaceId } = caller;
  const { teamId, userId, role } = wish;
  await db.withTenant(contextOf(caller), async (tx) => {
    await lockMembership(tx, teamId);
    const team = await requireTeam(tx, caller, teamId);
    const refusal = decideTeamRole(factsOf(team, caller), { userId, role: roleIn(team, userId) }, role);
    if (refusal !== null) throw new WheelhouseError(refusal);
    const where = { workspaceId_userId: { workspaceId, userId } };
    if ((await tx.workspaceMember.findUnique({ where })) === null) throw new WheelhouseError('NOT_FOUND');
    await tx.teamMember.upsert({
      where: { workspaceId_teamId_userId: { workspaceId, teamId, userId } },
      create: { workspaceId, teamId, userId, role },
      update: { role },
    });
    await tellAccessChanged(tx, { workspaceId, principalId: userId });
    const detail = { member: userId, role };
    await addAudit(tx, caller, { action: 'teams.members', resourceKind: 'team', resourceId: teamId, detail });
  });
  return { userId, role };
}

/** @throws WheelhouseError NOT_FOUND, NOT_AUTHORIZED, LAST_OWNER, MORE_THAN_HELD */
export async function removeTeamMember(
  db: SpokeDb,
  caller: WorkspaceCaller,
  { teamId, userId }: { readonly teamId: string; readonly userId: string },
): Promise<void> {
  const { workspaceId } = caller;
  await db.withTenant(contextOf(caller), async (tx) => {
    await lockMembership(tx, teamId);
    const team = await requireTeam(tx, caller, teamId);
    const role = roleIn(team, userId);
    const refusal = decideTeamRemoval(factsOf(team, caller), { userId, role });
    if (refusal !== null) throw new WheelhouseError(refusal);
    if (role === null) throw new WheelhouseError('NOT_FOUND');
    await tx.teamMember.delete({ where: { workspaceId_teamId_userId: { workspaceId, teamId, userId } } });
    await tellAccessChanged(tx, { workspaceId, principalId: userId });
    const detail = { member: userId };
    await addAudit(tx, caller, { action: 'teams.members.remove', resourceKind: 'team', resourceId: teamId, detail });
  });
}
