import { WheelhouseError, type spokeApi, type WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';

/**
 * A person as they see themselves, within a transaction of theirs.
 * @throws WheelhouseError NOT_FOUND
 */
export async function readPerson(tx: SpokeTx, userId: string): Promise<spokeApi.PersonView> {
  const user = await tx.user.findUnique({ where: { id: userId } });
  const credentials = await tx.userCredentials.findUnique({ where: { userId } });
  const factors = await tx.totpFactor.count({ where: { userId, confirmedAt: { not: null } } });
  if (user === null) throw new WheelhouseError('NOT_FOUND');
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    createdAt: user.createdAt.getTime(),
    currentWorkspaceId: user.currentWorkspaceId as WorkspaceId | null,
    instanceAdmin: user.instanceAdmin,
    hasPassword: (credentials?.passwordHash ?? null) !== null,
    secondFactor: factors > 0,
  };
}
