import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import type { WorkspaceId } from '@wheelhouse/protocol';

export interface NewPerson {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

/**
 * Makes an account without a password: whoever has the address gets in, by a code or by setting a password.
 * @throws a unique violation where the address has got an account meanwhile
 */
export async function createPerson(db: SpokeDb, { id, email, name }: NewPerson, home: WorkspaceId): Promise<void> {
  await db.withUser(id, async (tx) => {
    await tx.user.create({ data: { id, email, name, currentWorkspaceId: home } });
    await tx.userDirectory.create({ data: { email, userId: id } });
    await tx.userCredentials.create({ data: { userId: id } });
  });
}

/** Removes an account that an import made and that nobody has used; others stay. */
export async function removePerson(db: SpokeDb, id: string, home: WorkspaceId): Promise<void> {
  await db.withUser(id, async (tx) => {
    if ((await usesOf(tx, id, home)) !== null) return;
    await tx.userDirectory.deleteMany({ where: { userId: id } });
    await tx.user.deleteMany({ where: { id } });
  });
}

/** Why an account that an import made is somebody's by now; null where nobody has used it. */
export async function whyInUse(db: SpokeDb, id: string, home: WorkspaceId): Promise<string | null> {
  return db.withUser(id, (tx) => usesOf(tx, id, home));
}

async function usesOf(tx: SpokeTx, userId: string, home: WorkspaceId): Promise<string | null> {
  if ((await tx.session.count({ where: { userId } })) > 0) return 'has signed in';
  const credentials = await tx.userCredentials.findUnique({ where: { userId } });
  if ((credentials?.passwordHash ?? null) !== null || (await tx.identity.count({ where: { userId } })) > 0)
    return 'has signed in';
  if ((await tx.workspaceMember.count({ where: { userId, workspaceId: { not: home } } })) > 0) {
    return 'is a member of another workspace';
  }
  return (await tx.organizationMember.count({ where: { userId } })) > 0 ? 'is a member of an organization' : null;
}
