import {
  coversAll,
  organizationRolePermissions,
  organizationRoles,
  readOverrides,
  WheelhouseError,
  type OrganizationRole,
  type spokeApi,
  type WorkspaceId,
} from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import { lockMembership, tellAccessChanged } from '../access/access-changes.ts';
import { endAccess } from '../access/end-access.ts';
import { decideRemoval, decideRoleChange, type RoleFacts, type RoleWish } from '../access/role-rules.ts';
import { addOrganizationAudit } from '../audit/add-audit.ts';
import { pageOf, type Page, type PageWish } from '../routes/page.ts';
import { heldInWorkspaces, type OrganizationCaller } from './caller.ts';
import { organizationContextOf } from './service.ts';

export interface OrganizationMembersDeps {
  readonly db: SpokeDb;
  readonly now: () => number;
}

function roleOf(stored: string): OrganizationRole {
  return organizationRoles.find((role) => role === stored) ?? 'member';
}

export async function listOrganizationMembers(
  db: SpokeDb,
  caller: OrganizationCaller,
  wish: PageWish,
): Promise<Page<spokeApi.OrganizationMemberView>> {
  const { organizationId } = caller;
  return db.withOrganization(organizationContextOf(caller), async (tx) => {
    const rows = await tx.organizationMember.findMany({
      where: { organizationId, ...(wish.cursor === undefined ? {} : { userId: { lt: wish.cursor } }) },
      orderBy: { userId: 'desc' },
      take: wish.limit + 1,
    });
    const people = await tx.user.findMany({ where: { id: { in: rows.map(({ userId }) => userId) } } });
    const { createdBy } = await tx.organization.findUniqueOrThrow({ where: { id: organizationId } });
    const withIds = rows.map((row) => ({ ...row, id: row.userId }));
    return pageOf(withIds, wish, (row) => {
      const person = people.find(({ id }) => id === row.userId);
      const { allow, deny } = readOverrides(row.overrides);
      return {
        userId: row.userId,
        name: person?.name ?? '',
        email: person?.email ?? '',
        role: roleOf(row.role),
        overrides: { allow: [...allow], deny: [...deny] },
        isCreator: row.userId === createdBy,
        joinedAt: row.joinedAt?.getTime() ?? null,
      };
    });
  });
}

const wishOf = (role: OrganizationRole): RoleWish => ({
  isOwner: role === 'owner',
  permissions: organizationRolePermissions[role],
});

/** @throws WheelhouseError NOT_FOUND, OWN_ROLE, LAST_OWNER, MORE_THAN_HELD */
export async function changeOrganizationRole(
  { db, now }: OrganizationMembersDeps,
  caller: OrganizationCaller,
  wish: { readonly userId: string; readonly role: OrganizationRole },
): Promise<{ readonly userId: string; readonly role: OrganizationRole }> {
  const { organizationId } = caller;
  const { userId, role } = wish;
  await db.withOrganization(organizationContextOf(caller), async (tx) => {
    const facts = await readFacts(tx, caller, userId);
    const refusal = decideRoleChange(facts, wishOf(role));
    if (refusal !== null) throw new WheelhouseError(refusal);
    await tx.organizationMember.update({
      where: { organizationId_userId: { organizationId, userId } },
      data: { role },
    });
    await audited(tx, caller, { action: 'organization.members.role', userId, detail: { to: role } });
  });
  await endEntries(db, caller, { userId, now: now() });
  return { userId, role };
}

/**
 * Sets what a person may do more or less than their role says, in every workspace of the organization.
 * @throws WheelhouseError NOT_FOUND, OWN_ROLE, MORE_THAN_HELD
 */
export async function putOverrides(
  db: SpokeDb,
  caller: OrganizationCaller,
  { userId, overrides }: { readonly userId: string; readonly overrides: spokeApi.Overrides },
): Promise<spokeApi.Overrides> {
  const { organizationId } = caller;
  const allow = overrides.allow ?? [];
  await db.withOrganization(organizationContextOf(caller), async (tx) => {
    const facts = await readFacts(tx, caller, userId);
    if (userId === caller.principalId) throw new WheelhouseError('OWN_ROLE');
    const isAbove = !coversAll(caller.permissions, facts.target.permissions);
    if (isAbove || !coversAll(heldInWorkspaces(caller), allow)) throw new WheelhouseError('MORE_THAN_HELD');
    await tx.organizationMember.update({
      where: { organizationId_userId: { organizationId, userId } },
      data: { overrides: { allow: [...allow], deny: [...(overrides.deny ?? [])] } },
    });
    await tellAccessChanged(tx, { workspaceId: null, principalId: userId });
    await audited(tx, caller, {
      action: 'organization.members.overrides',
      userId,
      detail: { allow: allow.join(), deny: (overrides.deny ?? []).join() },
    });
  });
  return overrides;
}

/**
 * Removes a member, or lets one leave. Workspaces they are members of they keep; those they only entered end for them.
 * @throws WheelhouseError NOT_FOUND, LAST_OWNER, MORE_THAN_HELD
 */
export async function removeOrganizationMember(
  { db, now }: OrganizationMembersDeps,
  caller: OrganizationCaller,
  userId: string,
): Promise<void> {
  const { organizationId } = caller;
  // The system's principal, because who leaves is no member any more when the row about it is written.
  await db.withSystemOrganization(organizationId, async (tx) => {
    const facts = await readFacts(tx, caller, userId);
    const refusal = decideRemoval(facts, ['organization:members', 'organization:delete']);
    if (refusal !== null) throw new WheelhouseError(refusal);
    await tx.organizationMember.delete({ where: { organizationId_userId: { organizationId, userId } } });
    await audited(tx, caller, { action: 'organization.members.remove', userId, detail: {} });
  });
  await endEntries(db, caller, { userId, now: now() });
}

interface Audited {
  readonly action: string;
  readonly userId: string;
  readonly detail: Readonly<Record<string, string>>;
}

async function audited(tx: SpokeTx, caller: OrganizationCaller, { action, userId, detail }: Audited): Promise<void> {
  const { organizationId } = caller;
  await addOrganizationAudit(tx, caller, {
    organizationId,
    action,
    resourceKind: 'member',
    resourceId: userId,
    detail,
  });
}

/** Holds the membership still until the transaction ends. @throws WheelhouseError NOT_FOUND */
async function readFacts(tx: SpokeTx, caller: OrganizationCaller, userId: string): Promise<RoleFacts> {
  const { organizationId } = caller;
  await lockMembership(tx, organizationId);
  const member = await tx.organizationMember.findUnique({
    where: { organizationId_userId: { organizationId, userId } },
  });
  if (member === null) throw new WheelhouseError('NOT_FOUND');
  const { createdBy } = await tx.organization.findUniqueOrThrow({ where: { id: organizationId } });
  const owners = await tx.organizationMember.count({ where: { organizationId, role: 'owner' } });
  const role = roleOf(member.role);
  return {
    owners,
    creatorId: createdBy,
    actor: { userId: caller.principalId, permissions: caller.permissions },
    target: { userId, isOwner: role === 'owner', permissions: organizationRolePermissions[role] },
  };
}

/**
 * Ends the entries that somebody has into workspaces only because they ran the organization. Their rights ended with the
 * commit before; this takes the database's own door away too.
 */
async function endEntries(
  db: SpokeDb,
  { organizationId }: OrganizationCaller,
  { userId, now }: { readonly userId: string; readonly now: number },
): Promise<void> {
  const entered = await db.withUser(userId, async (tx) => {
    const role = await tx.organizationMember.findUnique({
      where: { organizationId_userId: { organizationId, userId } },
      select: { role: true },
    });
    if (role?.role === 'owner' || role?.role === 'admin') return [];
    const rows = await tx.workspacePrincipal.findMany({ where: { principalId: userId, organizationId } });
    const members = await tx.workspaceMember.findMany({ where: { userId } });
    const own = new Set(members.map(({ workspaceId }) => workspaceId));
    return rows.map(({ workspaceId }) => workspaceId).filter((id) => !own.has(id));
  });
  for (const workspaceId of entered) {
    await db.withSystemTenant(workspaceId as WorkspaceId, async (tx) => {
      // Asked once more inside: they may have become a member meanwhile.
      const member = await tx.workspaceMember.findUnique({ where: { workspaceId_userId: { workspaceId, userId } } });
      if (member === null) await endAccess(tx, { workspaceId, userId, now });
    });
  }
}
