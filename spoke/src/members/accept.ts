import { WheelhouseError, type OrganizationId, type spokeApi, type WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { lockMembership, tellAccessChanged } from '../access/access-changes.ts';
import { addAudit, addOrganizationAudit, type AuditActor } from '../audit/add-audit.ts';
import { ifNotFound } from '../access/if-not-found.ts';
import { decideAcceptance, type InvitationClaims } from './invitation-rules.ts';
import type { InvitationDeps } from './invitations.ts';

/** Who accepts: somebody with an account of their own. */
export type Accepting = AuditActor & { readonly kind: 'user'; readonly principalId: string };

/**
 * Lets the invited person in, once. Whatever is wrong with the invitation looks alike.
 * @throws WheelhouseError INVITATION_INVALID; CONFLICT where the person is in already
 */
export async function acceptInvitation(
  deps: InvitationDeps,
  person: Accepting,
  token: string,
): Promise<spokeApi.AcceptedInvitation> {
  const claims = await deps.invitations.tokens.verify(token, deps.now());
  if (claims === null) throw new WheelhouseError('INVITATION_INVALID');
  const self = await deps.db.withUser(person.principalId, (tx) =>
    tx.user.findUnique({ where: { id: person.principalId } }),
  );
  if (self === null || self.disabledAt !== null) throw new WheelhouseError('INVITATION_INVALID');
  const entry: Entry = { claims, person, email: self.email, now: deps.now() };
  const entered =
    claims.kind === 'workspace'
      ? deps.db.withSystemTenant(claims.scopeId as WorkspaceId, (tx) => enterWorkspace(tx, entry))
      : deps.db.withSystemOrganization(claims.scopeId as OrganizationId, (tx) => enterOrganization(tx, entry));
  const accepted = await entered.catch(ifNotFound(null));
  if (accepted === null) throw new WheelhouseError('INVITATION_INVALID');
  return accepted;
}

interface Entry {
  readonly claims: InvitationClaims;
  readonly person: Accepting;
  readonly email: string;
  readonly now: number;
}

/** Decides, with the membership held still. */
function decide(
  { claims, email, now }: Entry,
  row: Parameters<typeof decideAcceptance>[0]['row'],
  isMember: boolean,
): void {
  const verdict = decideAcceptance({ claims, row, email, isMember }, now);
  if (verdict === 'invalid') throw new WheelhouseError('INVITATION_INVALID');
  if (verdict === 'member') throw new WheelhouseError('CONFLICT', 'you are in already');
}

async function enterWorkspace(tx: SpokeTx, entry: Entry): Promise<spokeApi.AcceptedInvitation> {
  const { claims, person, now } = entry;
  const workspaceId = claims.scopeId as WorkspaceId;
  const userId = person.principalId;
  await lockMembership(tx, workspaceId);
  const workspace = await tx.workspace.findFirst({ where: { id: workspaceId, deletedAt: null } });
  if (workspace === null) throw new WheelhouseError('NOT_FOUND');
  const where = { workspaceId_id: { workspaceId, id: claims.invitationId } };
  const member = await tx.workspaceMember.findUnique({ where: { workspaceId_userId: { workspaceId, userId } } });
  decide(entry, await tx.invitation.findUnique({ where }), member !== null);
  const row = await tx.invitation.update({ where, data: { acceptedAt: new Date(now), acceptedBy: userId } });
  await tx.workspacePrincipal.createMany({
    data: [{ workspaceId, principalId: userId, kind: 'user', organizationId: workspace.organizationId }],
    skipDuplicates: true,
  });
  await tx.workspaceMember.create({
    data: { workspaceId, userId, role: row.role, invitedAt: row.createdAt, joinedAt: new Date(now) },
  });
  await tellAccessChanged(tx, { workspaceId, principalId: userId });
  await addAudit(
    tx,
    { ...person, workspaceId },
    { action: 'members.accept', resourceKind: 'invitation', resourceId: row.id, detail: { role: row.role } },
  );
  return { organizationId: workspace.organizationId, workspaceId, role: row.role };
}

async function enterOrganization(tx: SpokeTx, entry: Entry): Promise<spokeApi.AcceptedInvitation> {
  const { claims, person, now } = entry;
  const organizationId = claims.scopeId as OrganizationId;
  const userId = person.principalId;
  await lockMembership(tx, organizationId);
  const where = { organizationId_id: { organizationId, id: claims.invitationId } };
  const member = await tx.organizationMember.findUnique({
    where: { organizationId_userId: { organizationId, userId } },
  });
  decide(entry, await tx.organizationInvitation.findUnique({ where }), member !== null);
  const row = await tx.organizationInvitation.update({
    where,
    data: { acceptedAt: new Date(now), acceptedBy: userId },
  });
  await tx.organizationMember.create({
    data: { organizationId, userId, role: row.role, invitedAt: row.createdAt, joinedAt: new Date(now) },
  });
  await addOrganizationAudit(tx, person, {
    organizationId,
    action: 'organization.members.accept',
    resourceKind: 'invitation',
    resourceId: row.id,
    detail: { role: row.role },
  });
  return { organizationId, workspaceId: null, role: row.role };
}
