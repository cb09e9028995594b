import { newId, WheelhouseError, type spokeApi } from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import { lockMembership } from '../access/access-changes.ts';
import { findRole, type KnownRole } from '../access/find-role.ts';
import { decideGrant } from '../access/role-rules.ts';
import { addAudit } from '../audit/add-audit.ts';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import { pageOf, type Page, type PageWish } from '../routes/page.ts';
import type { InvitationPorts } from './invitation-ports.ts';
import { invitationLifetimeMs, stateOf } from './invitation-rules.ts';
import { limitsOf } from '../workspaces/view.ts';

export interface InvitationDeps {
  readonly db: SpokeDb;
  readonly invitations: InvitationPorts;
  readonly now: () => number;
}

/** A stored invitation, of a workspace or an organization. */
export interface StoredInvitation {
  readonly id: string;
  readonly email: string;
  readonly role: string;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
  readonly sends: number;
  readonly expiresAt: Date;
  readonly acceptedAt: Date | null;
  readonly revokedAt: Date | null;
}

export function invitationView(row: StoredInvitation, now: number): spokeApi.InvitationView {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    state: stateOf(row, now),
    createdBy: row.createdBy,
    createdAt: row.createdAt.getTime(),
    sentAt: row.sentAt?.getTime() ?? null,
    sends: row.sends,
    expiresAt: row.expiresAt.getTime(),
  };
}

/** Newest first, also those that are over. */
export async function listInvitations(
  { db, now }: InvitationDeps,
  caller: WorkspaceCaller,
  wish: PageWish,
): Promise<Page<spokeApi.InvitationView>> {
  const { workspaceId } = caller;
  const rows = await db.withTenant(contextOf(caller), (tx) =>
    tx.invitation.findMany({
      where: { workspaceId, ...(wish.cursor === undefined ? {} : { id: { lt: wish.cursor } }) },
      orderBy: { id: 'desc' },
      take: wish.limit + 1,
    }),
  );
  return pageOf(rows, wish, (row) => invitationView(row, now()));
}

/**
 * Invites an address. The answer is the same whether somebody here has it or nobody does; an open invitation of the
 * address gives way to the new one.
 * @throws WheelhouseError INVALID (no such role), MORE_THAN_HELD, CONFLICT (a member has the address), QUOTA
 */
export async function invite(
  deps: InvitationDeps,
  caller: WorkspaceCaller,
  wish: spokeApi.CreateInvitation,
): Promise<spokeApi.InvitationView> {
  const { workspaceId } = caller;
  const now = deps.now();
  return deps.db.withTenant(contextOf(caller), async (tx) => {
    await lockMembership(tx, workspaceId);
    const workspace = await findPlace(tx, workspaceId);
    const role = await requireRole(tx, caller, { organizationId: workspace.organizationId, name: wish.role });
    await revokeOpen(tx, { workspaceId, email: wish.email, now });
    await requireRoom(tx, { workspaceId, email: wish.email, limits: workspace.limits, now });
    const row = await tx.invitation.create({
      data: {
        workspaceId,
        id: newId(now),
        email: wish.email,
        role: role.stored,
        createdBy: caller.principalId,
        ...sending(now, 1),
      },
    });
    await send(deps, tx, caller, { row, workspace, roleName: role.name });
    const detail = { role: role.stored };
    await addAudit(tx, caller, { action: 'members.invite', resourceKind: 'invitation', resourceId: row.id, detail });
    return invitationView(row, now);
  });
}

/**
 * Sends an invitation again, with a new link and seven more days; the link of the mail before is worth nothing then.
 * @throws WheelhouseError NOT_FOUND, CONFLICT (accepted or revoked), MORE_THAN_HELD
 */
export async function resendInvitation(
  deps: InvitationDeps,
  caller: WorkspaceCaller,
  id: string,
): Promise<spokeApi.InvitationView> {
  const { workspaceId } = caller;
  const now = deps.now();
  return deps.db.withTenant(contextOf(caller), async (tx) => {
    await lockMembership(tx, workspaceId);
    const known = await findOpen(tx, { workspaceId, id });
    const workspace = await findPlace(tx, workspaceId);
    const role = await requireRole(tx, caller, { organizationId: workspace.organizationId, name: known.role });
    const row = await tx.invitation.update({
      where: { workspaceId_id: { workspaceId, id } },
      data: sending(now, known.sends + 1),
    });
    await send(deps, tx, caller, { row, workspace, roleName: role.name });
    await addAudit(tx, caller, { action: 'members.invite.resend', resourceKind: 'invitation', resourceId: id });
    return invitationView(row, now);
  });
}

/** @throws WheelhouseError NOT_FOUND, CONFLICT (accepted before) */
export async function revokeInvitation(
  deps: InvitationDeps,
  caller: WorkspaceCaller,
  id: string,
): Promise<spokeApi.InvitationView> {
  const { workspaceId } = caller;
  const now = deps.now();
  return deps.db.withTenant(contextOf(caller), async (tx) => {
    await lockMembership(tx, workspaceId);
    const where = { workspaceId_id: { workspaceId, id } };
    const known = await tx.invitation.findUnique({ where });
    if (known === null) throw new WheelhouseError('NOT_FOUND');
    if (known.acceptedAt !== null) throw new WheelhouseError('CONFLICT', 'the invitation was accepted');
    const revokedAt = known.revokedAt ?? new Date(now);
    const row = await tx.invitation.update({ where, data: { revokedAt } });
    await addAudit(tx, caller, { action: 'members.invite.revoke', resourceKind: 'invitation', resourceId: id });
    return invitationView(row, now);
  });
}

async function requireRole(
  tx: SpokeTx,
  caller: WorkspaceCaller,
  wish: { readonly organizationId: string; readonly name: string },
): Promise<KnownRole> {
  const role = await findRole(tx, wish.organizationId, wish.name);
  if (role === null) throw new WheelhouseError('INVALID', 'there is no such role');
  const refusal = decideGrant({ userId: caller.principalId, permissions: caller.permissions }, role);
  if (refusal !== null) throw new WheelhouseError(refusal);
  return role;
}

async function revokeOpen(
  tx: SpokeTx,
  { workspaceId, email, now }: { readonly workspaceId: string; readonly email: string; readonly now: number },
): Promise<void> {
  await tx.invitation.updateMany({
    where: { workspaceId, email, acceptedAt: null, revokedAt: null },
    data: { revokedAt: new Date(now) },
  });
}

/** Members and open invitations count together, so that accepting never fails for want of room. */
async function requireRoom(
  tx: SpokeTx,
  place: { readonly workspaceId: string; readonly email: string; readonly limits: unknown; readonly now: number },
): Promise<void> {
  const { workspaceId, email } = place;
  const members = await tx.workspaceMember.findMany({ where: { workspaceId }, select: { userId: true } });
  const known = await tx.user.count({ where: { email, id: { in: members.map(({ userId }) => userId) } } });
  if (known > 0) throw new WheelhouseError('CONFLICT', 'a member has this address');
  const { maxMembers } = limitsOf(place.limits);
  if (maxMembers === undefined) return;
  const open = await tx.invitation.count({
    where: { workspaceId, acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date(place.now) } },
  });
  if (members.length + open >= maxMembers) throw new WheelhouseError('QUOTA', 'the workspace takes no more members');
}

async function findOpen(
  tx: SpokeTx,
  { workspaceId, id }: { readonly workspaceId: string; readonly id: string },
): Promise<StoredInvitation> {
  const row = await tx.invitation.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
  if (row === null) throw new WheelhouseError('NOT_FOUND');
  if (row.acceptedAt !== null) throw new WheelhouseError('CONFLICT', 'the invitation was accepted');
  if (row.revokedAt !== null) throw new WheelhouseError('CONFLICT', 'the invitation was revoked');
  return row;
}

/** What a sending changes; an expired invitation lives again. */
export function sending(now: number, sends: number): { sentAt: Date; sends: number; expiresAt: Date } {
  return { sentAt: new Date(now), sends, expiresAt: new Date(now + invitationLifetimeMs) };
}

function findPlace(tx: SpokeTx, workspaceId: string): Promise<Sending['workspace'] & Place> {
  return tx.workspace.findUniqueOrThrow({
    where: { id: workspaceId },
    select: { id: true, name: true, organizationId: true, limits: true, organization: { select: { name: true } } },
  });
}

interface Place {
  readonly organizationId: string;
  readonly limits: unknown;
}

interface Sending {
  readonly row: StoredInvitation;
  readonly workspace: { readonly id: string; readonly name: string; readonly organization: { readonly name: string } };
  readonly roleName: string;
}

async function send(
  { invitations }: InvitationDeps,
  tx: SpokeTx,
  caller: WorkspaceCaller,
  { row, workspace, roleName }: Sending,
): Promise<void> {
  const { id, email, role, sends } = row;
  const claims = { kind: 'workspace', scopeId: workspace.id, invitationId: id, email, role, sends } as const;
  await invitations.mailer.queue(tx, {
    to: email,
    organization: workspace.organization.name,
    workspace,
    role: roleName,
    invitedBy: await nameOf(tx, caller),
    token: await invitations.tokens.sign(claims, row.expiresAt.getTime()),
  });
}

async function nameOf(tx: SpokeTx, { workspaceId, principalId: id }: WorkspaceCaller): Promise<string> {
  const user = await tx.user.findUnique({ where: { id }, select: { name: true } });
  if (user !== null) return user.name;
  const account = await tx.serviceAccount.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
  return account?.name ?? '';
}
