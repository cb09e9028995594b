import { WheelhouseError, type spokeApi } from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import { lockMembership, tellAccessChanged } from '../access/access-changes.ts';
import { endAccess } from '../access/end-access.ts';
import { findRole } from '../access/find-role.ts';
import { findRights } from '../access/permissions-in.ts';
import { decideRemoval, decideRoleChange, type RoleFacts } from '../access/role-rules.ts';
import { addAudit } from '../audit/add-audit.ts';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import { pageOf, type Page, type PageWish } from '../routes/page.ts';

export interface MembersDeps {
  readonly db: SpokeDb;
  readonly now: () => number;
}

/** Whoever holds these is out of reach of who only removes members. */
const managing = ['members:manage', 'workspace:delete'];

/** In order of their ids, newest people first. */
export async function listMembers(
  db: SpokeDb,
  caller: WorkspaceCaller,
  wish: PageWish,
): Promise<Page<spokeApi.MemberView>> {
  const { workspaceId } = caller;
  return db.withTenant(contextOf(caller), async (tx) => {
    const rows = await tx.workspaceMember.findMany({
      where: { workspaceId, ...(wish.cursor === undefined ? {} : { userId: { lt: wish.cursor } }) },
      orderBy: { userId: 'desc' },
      take: wish.limit + 1,
    });
    const views = await viewsOf(tx, workspaceId, rows);
    const withIds = views.map((view) => ({ view, id: view.userId }));
    return pageOf(withIds, wish, ({ view }) => view);
  });
}

/** Those of these people who are members, as {@link listMembers} shows them. */
export async function readMembers(
  tx: SpokeTx,
  { workspaceId, userIds }: { readonly workspaceId: string; readonly userIds: readonly string[] },
): Promise<spokeApi.MemberView[]> {
  const rows = await tx.workspaceMember.findMany({ where: { workspaceId, userId: { in: [...userIds] } } });
  return viewsOf(tx, workspaceId, rows);
}

interface MemberRow {
  readonly userId: string;
  readonly role: string;
  readonly joinedAt: Date | null;
}

async function viewsOf(tx: SpokeTx, workspaceId: string, rows: readonly MemberRow[]): Promise<spokeApi.MemberView[]> {
  const people = await tx.user.findMany({ where: { id: { in: rows.map(({ userId }) => userId) } } });
  const workspace = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId } });
  const { organizationId, createdBy } = workspace;
  const custom = await tx.customRole.findMany({ where: { organizationId, id: { in: customIds(rows) } } });
  return rows.map((row) => {
    const person = people.find(({ id }) => id === row.userId);
    const role = custom.find(({ id }) => id === row.role);
    return {
      userId: row.userId,
      name: person?.name ?? '',
      email: person?.email ?? '',
      role: row.role,
      ...(role === undefined ? {} : { roleName: role.name }),
      isCreator: row.userId === createdBy,
      joinedAt: row.joinedAt?.getTime() ?? null,
    };
  });
}

function customIds(rows: readonly { readonly role: string }[]): string[] {
  return rows.map(({ role }) => role).filter((role) => role.includes('-'));
}

/**
 * Changes a member's role; it counts from their next action on.
 * @throws WheelhouseError NOT_FOUND, INVALID (no such role), OWN_ROLE, LAST_OWNER, MORE_THAN_HELD
 */
export async function changeRole(
  { db }: MembersDeps,
  caller: WorkspaceCaller,
  wish: { readonly userId: string; readonly role: string },
): Promise<{ readonly userId: string; readonly role: string }> {
  const { workspaceId } = caller;
  const { userId } = wish;
  return db.withTenant(contextOf(caller), async (tx) => {
    const { facts, organizationId, role: before } = await readRoleFacts(tx, caller, userId);
    const role = await findRole(tx, organizationId, wish.role);
    if (role === null) throw new WheelhouseError('INVALID', 'there is no such role');
    const refusal = decideRoleChange(facts, role);
    if (refusal !== null) throw new WheelhouseError(refusal);
    await tx.workspaceMember.update({
      where: { workspaceId_userId: { workspaceId, userId } },
      data: { role: role.stored },
    });
    await tellAccessChanged(tx, { workspaceId, principalId: userId });
    await addAudit(tx, caller, {
      action: 'members.manage',
      resourceKind: 'member',
      resourceId: userId,
      detail: { from: before, to: role.stored },
    });
    return { userId, role: role.stored };
  });
}

/**
 * Removes a member, or lets one leave: their principal, keys, teams and shares end in the same transaction.
 * @throws WheelhouseError NOT_FOUND, LAST_OWNER, MORE_THAN_HELD
 */
export async function removeMember({ db, now }: MembersDeps, caller: WorkspaceCaller, userId: string): Promise<void> {
  const { workspaceId } = caller;
  await db.withSystemTenant(workspaceId, async (tx) => {
    const { facts, role } = await readRoleFacts(tx, caller, userId);
    const refusal = decideRemoval(facts, managing);
    if (refusal !== null) throw new WheelhouseError(refusal);
    await endAccess(tx, { workspaceId, userId, now: now() });
    await addAudit(tx, caller, {
      action: 'members.remove',
      resourceKind: 'member',
      resourceId: userId,
      detail: { role },
    });
  });
}

interface Standing {
  readonly facts: RoleFacts;
  readonly organizationId: string;
  /** The target's, now. */
  readonly role: string;
}

/** Holds the membership still until the transaction ends. @throws WheelhouseError NOT_FOUND */
async function readRoleFacts(tx: SpokeTx, caller: WorkspaceCaller, userId: string): Promise<Standing> {
  const { workspaceId } = caller;
  await lockMembership(tx, workspaceId);
  const member = await tx.workspaceMember.findUnique({ where: { workspaceId_userId: { workspaceId, userId } } });
  if (member === null) throw new WheelhouseError('NOT_FOUND');
  const workspace = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId } });
  const owners = await tx.workspaceMember.count({ where: { workspaceId, role: 'owner' } });
  const rights = await findRights(tx, { workspaceId, userId });
  return {
    organizationId: workspace.organizationId,
    role: member.role,
    facts: {
      owners,
      creatorId: workspace.createdBy,
      actor: { userId: caller.principalId, permissions: caller.permissions },
      target: { userId, isOwner: member.role === 'owner', permissions: ofWorkspace(rights?.permissions ?? []) },
    },
  };
}

/** What somebody holds in the organization is not the workspace's to weigh. */
function ofWorkspace(permissions: readonly string[]): readonly string[] {
  return permissions.filter((permission) => !permission.startsWith('organization:'));
}
