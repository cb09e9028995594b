import {
  newId,
  organizationRolePermissions,
  WheelhouseError,
  type OrganizationRole,
  type spokeApi,
} from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { lockMembership } from '../access/access-changes.ts';
import { decideGrant } from '../access/role-rules.ts';
import { addOrganizationAudit } from '../audit/add-audit.ts';
import { invitationView, sending, type InvitationDeps, type StoredInvitation } from '../members/invitations.ts';
import { pageOf, type Page, type PageWish } from '../routes/page.ts';
import type { OrganizationCaller } from './caller.ts';
import { organizationContextOf } from './service.ts';

/** Newest first, also those that are over. */
export async function listOrganizationInvitations(
  { db, now }: InvitationDeps,
  caller: OrganizationCaller,
  wish: PageWish,
): Promise<Page<spokeApi.InvitationView>> {
  const { organizationId } = caller;
  const rows = await db.withOrganization(organizationContextOf(caller), (tx) =>
    tx.organizationInvitation.findMany({
      where: { organizationId, ...(wish.cursor === undefined ? {} : { id: { lt: wish.cursor } }) },
      orderBy: { id: 'desc' },
      take: wish.limit + 1,
    }),
  );
  return pageOf(rows, wish, (row) => invitationView(row, now()));
}

/** @throws WheelhouseError MORE_THAN_HELD, CONFLICT where a member has the address */
export async function inviteToOrganization(
  deps: InvitationDeps,
  caller: OrganizationCaller,
  wish: spokeApi.CreateOrganizationInvitation,
): Promise<spokeApi.InvitationView> {
  const { organizationId } = caller;
  const now = deps.now();
  checkGrant(caller, wish.role);
  return deps.db.withOrganization(organizationContextOf(caller), async (tx) => {
    await lockMembership(tx, organizationId);
    const members = await tx.organizationMember.findMany({ where: { organizationId }, select: { userId: true } });
    const known = await tx.user.count({
      where: { email: wish.email, id: { in: members.map(({ userId }) => userId) } },
    });
    if (known > 0) throw new WheelhouseError('CONFLICT', 'a member has this address');
    await tx.organizationInvitation.updateMany({
      where: { organizationId, email: wish.email, acceptedAt: null, revokedAt: null },
      data: { revokedAt: new Date(now) },
    });
    const row = await tx.organizationInvitation.create({
      data: { organizationId, id: newId(now), ...wish, createdBy: caller.principalId, ...sending(now, 1) },
    });
    await send(deps, tx, caller, row);
    await audited(tx, caller, { action: 'organization.members.invite', row });
    return invitationView(row, now);
  });
}

/** @throws WheelhouseError NOT_FOUND, CONFLICT (accepted or revoked), MORE_THAN_HELD */
export async function resendOrganizationInvitation(
  deps: InvitationDeps,
  caller: OrganizationCaller,
  id: string,
): Promise<spokeApi.InvitationView> {
  const { organizationId } = caller;
  const now = deps.now();
  return deps.db.withOrganization(organizationContextOf(caller), async (tx) => {
    await lockMembership(tx, organizationId);
    const known = await requireInvitation(tx, organizationId, id);
    if (known.acceptedAt !== null || known.revokedAt !== null) {
      throw new WheelhouseError('CONFLICT', 'the invitation was accepted or revoked');
    }
    checkGrant(caller, known.role as OrganizationRole);
    const row = await tx.organizationInvitation.update({
      where: { organizationId_id: { organizationId, id } },
      data: sending(now, known.sends + 1),
    });
    await send(deps, tx, caller, row);
    await audited(tx, caller, { action: 'organization.members.invite.resend', row });
    return invitationView(row, now);
  });
}

/** @throws WheelhouseError NOT_FOUND, CONFLICT (accepted before) */
export async function revokeOrganizationInvitation(
  deps: InvitationDeps,
  caller: OrganizationCaller,
  id: string,
): Promise<spokeApi.InvitationView> {
  const { organizationId } = caller;
  const now = deps.now();
  return deps.db.withOrganization(organizationContextOf(caller), async (tx) => {
    await lockMembership(tx, organizationId);
    const known = await requireInvitation(tx, organizationId, id);
    if (known.acceptedAt !== null) throw new WheelhouseError('CONFLICT', 'the invitation was accepted');
    const row = await tx.organizationInvitation.update({
      where: { organizationId_id: { organizationId, id } },
      data: { revokedAt: known.revokedAt ?? new Date(now) },
    });
    await audited(tx, caller, { action: 'organization.members.invite.revoke', row });
    return invitationView(row, now);
  });
}

function checkGrant(caller: OrganizationCaller, role: OrganizationRole): void {
  const actor = { userId: caller.principalId, permissions: caller.permissions };
  const wish = { isOwner: role === 'owner', permissions: organizationRolePermissions[role] };
  const refusal = decideGrant(actor, wish);
  if (refusal !== null) throw new WheelhouseError(refusal);
}

async function requireInvitation(tx: SpokeTx, organizationId: string, id: string): Promise<StoredInvitation> {
  const row = await tx.organizationInvitation.findUnique({ where: { organizationId_id: { organizationId, id } } });
  if (row === null) throw new WheelhouseError('NOT_FOUND');
  return row;
}

async function send(
  { invitations }: InvitationDeps,
  tx: SpokeTx,
  caller: OrganizationCaller,
  row: StoredInvitation,
): Promise<void> {
  const { organizationId, organization } = caller;
  const { email, role, sends } = row;
  const claims = { scopeId: organizationId, invitationId: row.id, email, role, sends };
  const inviter = await tx.user.findUnique({ where: { id: caller.principalId }, select: { name: true } });
  await invitations.mailer.queue(tx, {
    to: email,
    organization: organization.name,
    role,
    invitedBy: inviter?.name ?? '',
    token: await invitations.tokens.sign({ kind: 'organization', ...claims }, row.expiresAt.getTime()),
  });
}

async function audited(
  tx: SpokeTx,
  caller: OrganizationCaller,
  { action, row }: { readonly action: string; readonly row: StoredInvitation },
): Promise<void> {
  await addOrganizationAudit(tx, caller, {
    organizationId: caller.organizationId,
    action,
    resourceKind: 'invitation',
    resourceId: row.id,
    detail: { role: row.role },
  });
}
