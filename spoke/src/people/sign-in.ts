import { WheelhouseError, type spokeApi } from '@wheelhouse/protocol';
import type { AuditActor } from '../audit/add-audit.ts';
import type { PeopleDeps } from './deps.ts';
import { findAccountByEmail, type Account } from './find-account.ts';
import { noteFailure } from './note-failure.ts';
import { startSecondFactor, type FirstFactor, type PendingFactor } from './second-factor.ts';
import { openSession, type OpenedSession } from './sessions.ts';
import { takePasswordAttempt } from './sign-in-limits.ts';

export type SignInOutcome =
  ({ readonly status: 'signed-in' } & OpenedSession) | ({ readonly status: 'second-factor' } & PendingFactor);

/**
 * Signs in by password. Unknown address, wrong password, no password and a disabled person are told apart neither by the
 * answer nor by how long it takes.
 * @throws WheelhouseError UNAUTHENTICATED; RATE_LIMITED before anything is looked up
 */
export async function signInByPassword(
  deps: PeopleDeps,
  given: spokeApi.SignIn,
  actor: AuditActor,
): Promise<SignInOutcome> {
  await takePasswordAttempt(deps, given.email, actor.ip ?? '');
  const account = await findAccountByEmail(deps, given.email);
  const check = await deps.hasher.check(account?.passwordHash ?? null, given.password);
  if (account === null || !check.ok || account.disabled) {
    await noteFailure(deps, actor, { method: 'password', email: given.email, userId: account?.userId ?? null });
    throw new WheelhouseError('UNAUTHENTICATED', 'address and password do not match');
  }
  if (check.outdated) await upgradeHash(deps, account, given.password);
  return finishSignIn(deps, account, { method: 'password', actor });
}

/** After the first factor: a session, or the question for a second one. */
export async function finishSignIn(deps: PeopleDeps, account: Account, how: FirstFactor): Promise<SignInOutcome> {
  if (account.hasSecondFactor) {
    return { status: 'second-factor', ...(await startSecondFactor(deps, account, how)) };
  }
  const session = await openSession(deps, { ...how, userId: account.userId, secondFactor: false });
  return { status: 'signed-in', ...session };
}

/** The password is at hand only now. Another sign-in may have been first, or a change: theirs stays. */
async function upgradeHash(deps: PeopleDeps, { userId, passwordHash }: Account, password: string): Promise<void> {
  const better = await deps.hasher.hash(password);
  await deps.db.withUser(userId, (tx) =>
    tx.userCredentials.updateMany({ where: { userId, passwordHash }, data: { passwordHash: better } }),
  );
}
