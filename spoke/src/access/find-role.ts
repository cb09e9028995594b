import { parseRole, permissionsOfRole } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import type { RoleWish } from './role-rules.ts';

/** A role of a workspace, built-in or custom. */
export interface KnownRole extends RoleWish {
  /** As members and invitations store it: a built-in role's name or a custom role's id. */
  readonly stored: string;
  readonly name: string;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A role by its name or, for custom ones, its id; null where there is none. `tx` sees the organization's roles. */
export async function findRole(tx: SpokeTx, organizationId: string, name: string): Promise<KnownRole | null> {
  const builtIn = parseRole(name);
  if (builtIn !== null) {
    return { stored: builtIn, name: builtIn, isOwner: builtIn === 'owner', permissions: permissionsOfRole(builtIn) };
  }
  const custom = await tx.customRole.findFirst({
    where: { organizationId, OR: [{ name }, ...(uuid.test(name) ? [{ id: name }] : [])] },
  });
  return custom === null
    ? null
    : { stored: custom.id, name: custom.name, isOwner: false, permissions: custom.permissions };
}
