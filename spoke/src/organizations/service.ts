import {
  newId,
  WheelhouseError,
  type OrganizationId,
  type OrganizationRole,
  type spokeApi,
} from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { addOrganizationAudit } from '../audit/add-audit.ts';
import { isUniqueViolation } from '../intake/store.ts';
import { checkTag, tagOf, type Tagged } from '@wheelhouse/server';
import type { UpdateOf } from '../workspaces/service.ts';
import type { OrganizationCaller, Person } from './caller.ts';

interface OrganizationRow {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly tier: string;
  readonly personal: boolean;
  readonly createdAt: Date;
}

function viewOf(row: OrganizationRow, role: string): spokeApi.OrganizationView {
  return {
    id: row.id as OrganizationId,
    name: row.name,
    slug: row.slug,
    tier: row.tier,
    personal: row.personal,
    role: role as OrganizationRole,
    createdAt: row.createdAt.getTime(),
  };
}

/** Those that a person is a member of, newest first; `only` where a credential reaches one. */
export async function listMyOrganizations(
  db: SpokeDb,
  userId: string,
  only: string | undefined,
): Promise<spokeApi.OrganizationView[]> {
  return db.withUser(userId, async (tx) => {
    const memberships = await tx.organizationMember.findMany({
      where: { userId, joinedAt: { not: null }, ...(only === undefined ? {} : { organizationId: only }) },
      include: { organization: true },
      orderBy: { organizationId: 'desc' },
      take: 1000,
    });
    return memberships
      .filter(({ organization }) => organization.deletedAt === null)
      .map(({ organization, role }) => viewOf(organization, role));
  });
}

/**
 * Makes an organization with the person as its creator and owner. It has no workspace yet.
 * @throws WheelhouseError CONFLICT where the slug is taken on this instance
 */
export async function createOrganization(
  deps: { readonly db: SpokeDb; readonly now: () => number },
  person: Person,
  wish: spokeApi.CreateOrganization,
): Promise<spokeApi.OrganizationView> {
  const now = deps.now();
  const organizationId = newId(now) as OrganizationId;
  const userId = person.principalId;
  const actor = { kind: 'user', id: userId } as const;
  return deps.db
    .withOrganization({ organizationId, actor }, async (tx) => {
      const row = await tx.organization.create({ data: { id: organizationId, ...wish, createdBy: userId } });
      await tx.organizationDirectory.create({ data: { organizationId, systemPrincipalId: newId(now) } });
      const joinedAt = new Date(now);
      await tx.organizationMember.create({ data: { organizationId, userId, role: 'owner', joinedAt } });
      const entry = { action: 'organization.create', resourceKind: 'organization', resourceId: organizationId };
      await addOrganizationAudit(tx, person, { ...entry, organizationId });
      return viewOf(row, 'owner');
    })
    .catch(slugTaken);
}

function slugTaken(error: unknown): never {
  if (isUniqueViolation(error)) throw new WheelhouseError('CONFLICT', 'this slug is taken', { cause: error });
  throw error;
}

/** The context of an organization's caller. */
export function organizationContextOf(caller: OrganizationCaller): {
  readonly organizationId: OrganizationId;
  readonly actor: { readonly kind: 'user'; readonly id: string };
} {
  return { organizationId: caller.organizationId, actor: { kind: 'user', id: caller.principalId } };
}

export async function getOrganization(
  db: SpokeDb,
  caller: OrganizationCaller,
): Promise<Tagged<spokeApi.OrganizationView>> {
  const row = await db.withOrganization(organizationContextOf(caller), (tx) =>
    tx.organization.findUniqueOrThrow({ where: { id: caller.organizationId } }),
  );
  const view = viewOf(row, caller.role);
  return { view, tag: tagOf(view) };
}

/** @throws WheelhouseError PRECONDITION where it changed meanwhile; CONFLICT where the slug is taken */
export async function updateOrganization(
  db: SpokeDb,
  caller: OrganizationCaller,
  { wish, ifMatch }: UpdateOf<spokeApi.UpdateOrganization>,
): Promise<Tagged<spokeApi.OrganizationView>> {
  const { organizationId: id } = caller;
  const { name, slug } = wish;
  return db
    .withOrganization(organizationContextOf(caller), async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM organizations WHERE id = ${id}::uuid FOR UPDATE`;
      const before = viewOf(await tx.organization.findUniqueOrThrow({ where: { id } }), caller.role);
      checkTag(before, ifMatch);
      const data = { ...(name === undefined ? {} : { name }), ...(slug === undefined ? {} : { slug }) };
      const view = viewOf(await tx.organization.update({ where: { id }, data }), caller.role);
      await addOrganizationAudit(tx, caller, {
        organizationId: id,
        action: 'organization.update',
        resourceKind: 'organization',
        resourceId: id,
        detail: { fields: Object.keys(wish).join() },
        before,
        after: view,
      });
      return { view, tag: tagOf(view) };
    })
    .catch(slugTaken);
}
