import { decideRights, type Rights, type WorkspaceId } from '@wheelhouse/protocol';
import { findStanding, type SpokeDb, type SpokeTx, type StandingKey } from '@wheelhouse/prisma/spoke';
import { ifNotFound } from './if-not-found.ts';

export interface EntryKey {
  readonly workspaceId: WorkspaceId;
  readonly userId: string;
}

/**
 * What a person may do in a workspace now, read anew each time; null where the workspace does not exist for them. An
 * owner or admin of the organization who comes in for the first time is entered as a principal, with an audit row.
 */
export async function permissionsIn(db: SpokeDb, key: EntryKey): Promise<Rights | null> {
  return db.withSystemTenant(key.workspaceId, (tx) => enterAs(tx, key)).catch(ifNotFound(null));
}

/** The same within a transaction of the workspace's system principal. */
export async function enterAs(tx: SpokeTx, key: StandingKey): Promise<Rights | null> {
  const standing = await findStanding(tx, key);
  const rights = standing === null ? null : decideRights(standing);
  if (rights === null || rights.via === 'member' || standing?.isPrincipal === true) return rights;
  await enterFromOrganization(tx, key);
  return rights;
}

/** What they may do, entering nobody: for questions about others. */
export async function findRights(tx: SpokeTx, key: StandingKey): Promise<Rights | null> {
  const standing = await findStanding(tx, key);
  return standing === null ? null : decideRights(standing);
}

async function enterFromOrganization(tx: SpokeTx, { workspaceId, userId }: StandingKey): Promise<void> {
  // Two requests of one person may be the first together: only one of them enters, and only that one is noted.
  const { count } = await tx.$queryRaw<{ count: bigint }[]>`
    WITH entered AS (
      INSERT INTO workspace_principals (workspace_id, principal_id, kind, organization_id)
      SELECT workspace_id, ${userId}::uuid, 'user', organization_id FROM workspace_directory
      WHERE workspace_id = ${workspaceId}::uuid ON CONFLICT DO NOTHING RETURNING principal_id
    ) SELECT count(*) AS count FROM entered`.then(([row]) => row ?? { count: 0n });
  if (count === 0n) return;
  await tx.auditLog.create({
    data: {
      workspaceId,
      actorKind: 'user',
      actorId: userId,
      action: 'workspace.enter',
      resourceKind: 'workspace',
      resourceId: workspaceId,
      verdict: 'accepted',
      detail: { via: 'organization' },
    },
  });
}
