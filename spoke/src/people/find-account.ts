import { newId } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import type { PeopleDeps } from './deps.ts';

/** What signing in looks at. */
export interface Account {
  readonly userId: string;
  readonly email: string;
  readonly passwordHash: string | null;
  readonly disabled: boolean;
  readonly hasSecondFactor: boolean;
}

/**
 * The account of an address. For an unknown one the same statements run for an id that nobody has, so that durations do
 * not tell.
 */
export async function findAccountByEmail(deps: PeopleDeps, email: string): Promise<Account | null> {
  const known = await deps.db.withInstance('sign-in', (tx) => tx.userDirectory.findUnique({ where: { email } }));
  return findAccount(deps, known?.userId ?? newId(deps.now()));
}

export async function findAccount(deps: Pick<PeopleDeps, 'db'>, userId: string): Promise<Account | null> {
  return deps.db.withUser(userId, (tx) => readAccount(tx, userId));
}

/** The same within a person's own transaction. */
export async function readAccount(tx: SpokeTx, userId: string): Promise<Account | null> {
  const user = await tx.user.findUnique({ where: { id: userId } });
  const credentials = await tx.userCredentials.findUnique({ where: { userId } });
  const factors = await tx.totpFactor.count({ where: { userId, confirmedAt: { not: null } } });
  if (user === null) return null;
  return {
    userId,
    email: user.email,
    passwordHash: credentials?.passwordHash ?? null,
    disabled: user.disabledAt !== null,
    hasSecondFactor: factors > 0,
  };
}
