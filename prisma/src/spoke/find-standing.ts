import type { Standing } from '@wheelhouse/protocol';
import type { SpokeTx } from './contexts.ts';

export interface StandingKey {
  readonly workspaceId: string;
  readonly userId: string;
}

interface Row {
  readonly deleted_at: Date | null;
  readonly principal_kind: string | null;
  readonly member_role: string | null;
  readonly custom: string[] | null;
  readonly organization_role: string | null;
  readonly overrides: unknown;
  readonly disabled_at: Date | null;
}

/**
 * What the books say of a person in a workspace, in one statement; null where there is no such workspace. For the
 * workspace's system principal: policies hide what it tells from somebody who is not in yet.
 */
export async function findStanding(tx: SpokeTx, { workspaceId, userId }: StandingKey): Promise<Standing | null> {
  // It begins as Prisma's own reads do, so that the door knows that it has no effect and does not wait for its commit.
  const rows = await tx.$queryRaw<Row[]>`
    SELECT "public"."workspaces"."deleted_at", p.kind AS principal_kind, m.role AS member_role, r.permissions AS custom,
      o.role AS organization_role, o.overrides, u.disabled_at
    FROM workspaces
    LEFT JOIN workspace_principals p ON p.workspace_id = workspaces.id AND p.principal_id = ${userId}::uuid
    LEFT JOIN workspace_members m ON m.workspace_id = workspaces.id AND m.user_id = ${userId}::uuid
    LEFT JOIN organization_members o
      ON o.organization_id = workspaces.organization_id AND o.user_id = ${userId}::uuid AND o.joined_at IS NOT NULL
    LEFT JOIN roles r ON r.organization_id = workspaces.organization_id AND r.id::text = m.role
    LEFT JOIN users u ON u.id = ${userId}::uuid
    WHERE workspaces.id = ${workspaceId}::uuid`;
  const row = rows[0];
  if (row === undefined) return null;
  return {
    workspaceDeleted: row.deleted_at !== null,
    isPrincipal: row.principal_kind === 'user',
    userDisabled: row.disabled_at !== null,
    memberRole: row.member_role,
    customPermissions: row.custom,
    organizationRole: row.organization_role,
    overrides: row.overrides,
  };
}
