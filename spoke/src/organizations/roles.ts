import {
  coversAll,
  newId,
  permissionsOfRole,
  parseRole,
  roles as builtInRoles,
  WheelhouseError,
  type spokeApi,
} from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import { tellAccessChanged } from '../access/access-changes.ts';
import { addOrganizationAudit } from '../audit/add-audit.ts';
import { isUniqueViolation } from '../intake/store.ts';
import { heldInWorkspaces, type OrganizationCaller } from './caller.ts';
import { organizationContextOf } from './service.ts';

interface RoleRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly string[];
}

function viewOf({ id, name, description, permissions }: RoleRow): spokeApi.RoleView {
  return { id, name, description, builtIn: false, permissions: [...permissions] };
}

const builtIn: readonly spokeApi.RoleView[] = builtInRoles.map((role) => ({
  id: role,
  name: role,
  description: '',
  builtIn: true,
  permissions: [...permissionsOfRole(role)],
}));

/** Built-in roles, then the organization's own by name. `tx` sees the organization's roles. */
export async function listRoles(tx: SpokeTx, organizationId: string): Promise<spokeApi.RoleView[]> {
  const rows = await tx.customRole.findMany({ where: { organizationId }, orderBy: { name: 'asc' }, take: 1000 });
  return [...builtIn, ...rows.map(viewOf)];
}

/** @throws WheelhouseError CONFLICT where the name is taken or built-in; MORE_THAN_HELD */
export async function createRole(
  deps: { readonly db: SpokeDb; readonly now: () => number },
  caller: OrganizationCaller,
  wish: spokeApi.CreateRole,
): Promise<spokeApi.RoleView> {
  const { organizationId } = caller;
  checkRole(caller, wish);
  return deps.db
    .withOrganization(organizationContextOf(caller), async (tx) => {
      const row = await tx.customRole.create({
        data: {
          organizationId,
          id: newId(deps.now()),
          name: wish.name,
          description: wish.description ?? '',
          permissions: [...wish.permissions],
          createdBy: caller.principalId,
        },
      });
      await audited(tx, caller, 'roles.create', row);
      return viewOf(row);
    })
    .catch(nameTaken);
}

/**
 * Changes a role; whoever has it holds what it says from their next action on.
 * @throws WheelhouseError NOT_FOUND, CONFLICT, MORE_THAN_HELD also where the role holds more than the caller now
 */
export async function updateRole(
  deps: { readonly db: SpokeDb; readonly now: () => number },
  caller: OrganizationCaller,
  id: string,
  wish: spokeApi.UpdateRole,
): Promise<spokeApi.RoleView> {
  const { organizationId } = caller;
  const { name, description, permissions } = wish;
  checkRole(caller, wish);
  return deps.db
    .withOrganization(organizationContextOf(caller), async (tx) => {
      const where = { organizationId_id: { organizationId, id } };
      checkRole(caller, await requireRole(tx, organizationId, id));
      const row = await tx.customRole.update({
        where,
        data: {
          ...(name === undefined ? {} : { name }),
          ...(description === undefined ? {} : { description }),
          ...(permissions === undefined ? {} : { permissions: [...permissions] }),
          updatedAt: new Date(deps.now()),
        },
      });
      await tellAccessChanged(tx, { workspaceId: null, principalId: null });
      await audited(tx, caller, 'roles.update', row);
      return viewOf(row);
    })
    .catch(nameTaken);
}

/** Whoever has the role permits nothing by it any more. @throws WheelhouseError NOT_FOUND, MORE_THAN_HELD */
export async function deleteRole(db: SpokeDb, caller: OrganizationCaller, id: string): Promise<void> {
  const { organizationId } = caller;
  await db.withOrganization(organizationContextOf(caller), async (tx) => {
    const row = await requireRole(tx, organizationId, id);
    checkRole(caller, row);
    await tx.customRole.delete({ where: { organizationId_id: { organizationId, id } } });
    await tellAccessChanged(tx, { workspaceId: null, principalId: null });
    await audited(tx, caller, 'roles.delete', row);
  });
}

async function requireRole(tx: SpokeTx, organizationId: string, id: string): Promise<RoleRow> {
  const row = await tx.customRole.findUnique({ where: { organizationId_id: { organizationId, id } } });
  if (row === null) throw new WheelhouseError('NOT_FOUND');
  return row;
}

function checkRole(
  caller: OrganizationCaller,
  wish: { readonly name?: string | undefined; readonly permissions?: readonly string[] | undefined },
): void {
  if (wish.name !== undefined && parseRole(wish.name) !== null) {
    throw new WheelhouseError('CONFLICT', 'a built-in role has this name');
  }
  // What is permitted in the organization comes with a role there, never with one of its workspaces.
  const held = heldInWorkspaces(caller).filter((permission) => !permission.startsWith('organization:'));
  if (!coversAll(held, wish.permissions ?? [])) throw new WheelhouseError('MORE_THAN_HELD');
}

async function audited(tx: SpokeTx, caller: OrganizationCaller, action: string, row: RoleRow): Promise<void> {
  const { organizationId } = caller;
  await addOrganizationAudit(tx, caller, {
    organizationId,
    action,
    resourceKind: 'role',
    resourceId: row.id,
    detail: { name: row.name, permissions: row.permissions.join() },
  });
}

function nameTaken(error: unknown): never {
  if (isUniqueViolation(error)) throw new WheelhouseError('CONFLICT', 'this name is taken', { cause: error });
  throw error;
}
