import {
  organizationRolePermissions,
  organizationRoles,
  permissionsOfRole,
  permits,
  WheelhouseError,
  type OrganizationId,
  type OrganizationRole,
} from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { callerOf } from '@wheelhouse/server';
import type { FastifyRequest } from 'fastify';
import { auditActorOf, type AuditActor } from '../audit/add-audit.ts';

/** A person, whatever workspace they are in. */
export type Person = AuditActor & { readonly kind: 'user'; readonly principalId: string };

/** A person in an organization of theirs. */
export interface OrganizationCaller extends Person {
  readonly organizationId: OrganizationId;
  readonly organization: { readonly name: string; readonly slug: string };
  readonly role: OrganizationRole;
  /** In the organization itself. */
  readonly permissions: readonly string[];
}

/** Whoever has a route for any person before them. Service accounts and operators have none. */
export function personOf(request: FastifyRequest): Person {
  const { kind, principalId } = callerOf(request);
  if (kind !== 'user') throw new WheelhouseError('NOT_AUTHORIZED');
  return { ...auditActorOf(request), kind, principalId };
}

/**
 * A person who does something for themselves beyond the workspace they are in: makes an organization, accepts an
 * invitation. A key speaks for its person there only if it was not narrowed to something else.
 * @throws WheelhouseError NOT_AUTHORIZED
 */
export function freePersonOf(request: FastifyRequest): Person {
  const { credential, permissions } = callerOf(request);
  const isNarrow = credential.kind === 'api-key' && !permits(permissions, 'organization:read');
  if (isNarrow) throw new WheelhouseError('NOT_AUTHORIZED');
  return personOf(request);
}

/**
 * The caller in an organization, with a permission there. A key reaches the organization of its workspace only, and only
 * as far as it was made for.
 * @throws WheelhouseError NOT_FOUND, the same for unknown organizations and foreign ones; NOT_AUTHORIZED for a missing
 * permission
 */
export async function enterOrganization(
  db: SpokeDb,
  request: FastifyRequest,
  wish: { readonly organizationId: string; readonly needed: string },
): Promise<OrganizationCaller> {
  const person = personOf(request);
  const organizationId = wish.organizationId as OrganizationId;
  const caller = callerOf(request);
  const isKey = caller.credential.kind === 'api-key';
  if (isKey && caller.organizationId !== organizationId) throw new WheelhouseError('NOT_FOUND');
  const actor = { kind: 'user', id: person.principalId } as const;
  const found = await db.withOrganization({ organizationId, actor }, async (tx) => ({
    member: await tx.organizationMember.findUnique({
      where: { organizationId_userId: { organizationId, userId: person.principalId } },
    }),
    organization: await tx.organization.findUnique({ where: { id: organizationId } }),
  }));
  const { member, organization } = found;
  const role = organizationRoles.find((name) => name === member?.role);
  const isIn = member !== null && member.joinedAt !== null && organization !== null && organization.deletedAt === null;
  if (!isIn || role === undefined) throw new WheelhouseError('NOT_FOUND');
  const byRole = permits(organizationRolePermissions[role], wish.needed);
  if (!byRole || (isKey && !permits(caller.permissions, wish.needed))) throw new WheelhouseError('NOT_AUTHORIZED');
  const { name, slug } = organization;
  const permissions = organizationRolePermissions[role];
  return { ...person, organizationId, organization: { name, slug }, role, permissions };
}

/** What somebody may hand out in the organization's workspaces: who runs it acts as admin in each. */
export function heldInWorkspaces(caller: OrganizationCaller): readonly string[] {
  const runsIt = caller.role === 'owner' || caller.role === 'admin';
  return runsIt ? permissionsOfRole('admin') : [];
}
