import { WheelhouseError, type OrganizationId, type WorkspaceId } from '@wheelhouse/protocol';
import type { OrganizationContext, TenantContext } from './contexts.ts';

/** The statement that binds a transaction to its context. Settings end with the transaction. */
export interface Entrance {
  /** Under which it stays prepared on a connection. */
  readonly name: string;
  readonly text: string;
  readonly values: readonly (string | null)[];
  /** The error where the statement finds no row; absent = it always does. */
  readonly mustFind?: () => Error;
}

/**
 * A workspace that does not exist, or an actor who is no principal, is no error here: it sees nothing.
 * @param timeoutMs also bounds each statement, on the server
 */
export function tenantEntrance(context: TenantContext, timeoutMs: number): Entrance {
  const { workspaceId, actor, organizationId } = context;
  return {
    name: 'wh_enter_tenant',
    text: `SELECT set_config('statement_timeout', $1, true),
      set_config('app.workspace_id', $2, true), set_config('app.actor_id', $3, true),
      set_config('app.organization_id', coalesce($4,
        (SELECT organization_id::text FROM workspace_directory WHERE workspace_id = $2::uuid), ''), true)`,
    values: [String(timeoutMs), workspaceId, actor.id, organizationId ?? null],
  };
}

/** Enters as the workspace's system principal; NOT_FOUND where no such workspace lives here. */
export function systemEntrance(workspaceId: WorkspaceId, timeoutMs: number): Entrance {
  return {
    name: 'wh_enter_system',
    text: `SELECT set_config('statement_timeout', $1, true), set_config('app.workspace_id', workspace_id::text, true),
      set_config('app.actor_id', system_principal_id::text, true),
      set_config('app.organization_id', organization_id::text, true)
      FROM workspace_directory WHERE workspace_id = $2::uuid`,
    values: [String(timeoutMs), workspaceId],
    mustFind: () => new WheelhouseError('NOT_FOUND', 'no such workspace on this instance'),
  };
}

/** Neither workspace nor organization: a person's own rows, and which workspaces and organizations are theirs. */
export function userEntrance(userId: string, timeoutMs: number): Entrance {
  return {
    name: 'wh_enter_user',
    text: `SELECT set_config('statement_timeout', $1, true), set_config('app.actor_id', $2, true)`,
    values: [String(timeoutMs), userId],
  };
}

/** An actor who is no member of the organization sees nothing of it. */
export function organizationEntrance({ organizationId, actor }: OrganizationContext, timeoutMs: number): Entrance {
  return {
    name: 'wh_enter_organization',
    text: `SELECT set_config('statement_timeout', $1, true), set_config('app.organization_id', $2, true),
      set_config('app.actor_id', $3, true)`,
    values: [String(timeoutMs), organizationId, actor.id],
  };
}

/** Enters as the organization's system principal; NOT_FOUND where no such organization lives here. */
export function systemOrganizationEntrance(organizationId: OrganizationId, timeoutMs: number): Entrance {
  return {
    name: 'wh_enter_system_organization',
    text: `SELECT set_config('statement_timeout', $1, true), set_config('app.organization_id', organization_id::text, true),
      set_config('app.actor_id', system_principal_id::text, true)
      FROM organization_directory WHERE organization_id = $2::uuid`,
    values: [String(timeoutMs), organizationId],
    mustFind: () => new WheelhouseError('NOT_FOUND', 'no such organization on this instance'),
  };
}

/** No tenant: the settings are local to transactions, so a new one has none. */
export function instanceEntrance(timeoutMs: number): Entrance {
  return {
    name: 'wh_enter_instance',
    text: `SELECT set_config('statement_timeout', $1, true)`,
    values: [String(timeoutMs)],
  };
}
