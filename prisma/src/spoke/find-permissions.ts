import { decideRights } from '@wheelhouse/protocol';
import type { SpokeTx } from './contexts.ts';
import { findStanding } from './find-standing.ts';

export interface PrincipalKey {
  readonly workspaceId: string;
  readonly principalId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * What a person or a service account may do in a workspace now; null where they may not act there at all. For the
 * workspace's system principal.
 */
export async function findPermissions(tx: SpokeTx, key: PrincipalKey): Promise<readonly string[] | null> {
  const { workspaceId, principalId } = key;
  const principal = await tx.workspacePrincipal.findUnique({
    where: { workspaceId_principalId: { workspaceId, principalId } },
    select: { kind: true },
  });
  if (principal?.kind === 'user') {
    const standing = await findStanding(tx, { workspaceId, userId: principalId });
    return (standing === null ? null : decideRights(standing))?.permissions ?? null;
  }
  if (principal?.kind !== 'service') return null;
  const account = await tx.serviceAccount.findFirst({
    where: { workspaceId, id: principalId, revokedAt: null, workspace: { deletedAt: null } },
    select: { permissions: true, expiresAt: true },
  });
  const isLive = account !== null && (account.expiresAt === null || account.expiresAt.getTime() > key.now);
  return isLive ? account.permissions : null;
}
