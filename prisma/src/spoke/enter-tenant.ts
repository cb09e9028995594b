import { WheelhouseError, type WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeTx, TenantContext } from './contexts.ts';

/**
 * Binds the transaction to a workspace and an actor. Policies read these settings, which end with the transaction.
 * A workspace that does not exist, or an actor who is no principal, is no error here: it sees nothing.
 */
export async function enterTenant(tx: SpokeTx, context: TenantContext): Promise<void> {
  const { workspaceId, actor, organizationId } = context;
  await tx.$executeRaw`
    SELECT set_config('app.workspace_id', ${workspaceId}, true),
      set_config('app.actor_id', ${actor.id}, true),
      set_config('app.organization_id', coalesce(${organizationId ?? null},
        (SELECT organization_id::text FROM workspace_directory WHERE workspace_id = ${workspaceId}::uuid), ''), true)`;
}

/**
 * Binds the transaction to a workspace as its system principal.
 * @throws WheelhouseError NOT_FOUND
 */
export async function enterSystemTenant(tx: SpokeTx, workspaceId: WorkspaceId): Promise<void> {
  const entered = await tx.$executeRaw`
    SELECT set_config('app.workspace_id', workspace_id::text, true),
      set_config('app.actor_id', system_principal_id::text, true),
      set_config('app.organization_id', organization_id::text, true)
    FROM workspace_directory WHERE workspace_id = ${workspaceId}::uuid`;
  if (entered === 0) throw new WheelhouseError('NOT_FOUND', 'no such workspace on this instance');
}
