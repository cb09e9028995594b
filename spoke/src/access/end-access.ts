import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { tellAccessChanged } from './access-changes.ts';

/**
 * Ends what a person may do in a workspace at once: no principal any more, so the database shows them nothing, and their
 * keys are revoked for good, so that a later invitation does not bring them back. `tx` is the workspace's system
 * principal's: it also ends the access of who asks for it.
 */
export async function endAccess(
  tx: SpokeTx,
  who: { readonly workspaceId: string; readonly userId: string; readonly now: number },
): Promise<void> {
  const { workspaceId, userId } = who;
  await tx.workspaceMember.deleteMany({ where: { workspaceId, userId } });
  await tx.workspacePrincipal.deleteMany({ where: { workspaceId, principalId: userId, kind: 'user' } });
  await tx.apiKey.updateMany({
    where: { workspaceId, principalId: userId, revokedAt: null },
    data: { revokedAt: new Date(who.now) },
  });
  await tellAccessChanged(tx, { workspaceId, principalId: userId });
}
