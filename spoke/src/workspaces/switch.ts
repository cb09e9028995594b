import { WheelhouseError, type spokeApi, type WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { permissionsIn } from '../access/permissions-in.ts';
import { addAudit } from '../audit/add-audit.ts';
import type { Person } from '../organizations/caller.ts';

export interface SwitchWish {
  readonly workspaceId: WorkspaceId;
  /** Null for a credential that is of one workspace for good. */
  readonly sessionId: string | null;
}

/**
 * Makes a workspace the one that the session is in, and where the person's next session begins.
 * @throws WheelhouseError NOT_FOUND for a workspace that they may not enter, whether it exists or not
 */
export async function switchWorkspace(
  db: SpokeDb,
  person: Person,
  { workspaceId, sessionId }: SwitchWish,
): Promise<spokeApi.SwitchedWorkspace> {
  const userId = person.principalId;
  const rights = await permissionsIn(db, { workspaceId, userId });
  if (rights === null || sessionId === null) throw new WheelhouseError('NOT_FOUND');
  await db.withTenant({ workspaceId, actor: { kind: 'user', id: userId } }, async (tx) => {
    const current = { currentWorkspaceId: workspaceId };
    await tx.session.updateMany({ where: { userId, id: sessionId, endedAt: null }, data: current });
    await tx.user.update({ where: { id: userId }, data: current });
    const entry = { action: 'workspace.switch', resourceKind: 'workspace', resourceId: workspaceId };
    await addAudit(tx, { ...person, workspaceId }, entry);
  });
  return { workspaceId, role: rights.role };
}
