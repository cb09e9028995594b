import { WheelhouseError, type spokeApi } from '@wheelhouse/protocol';
import { addInstanceAudit, type AuditActor } from '../audit/add-audit.ts';
import { queueMail } from '../mail/queue-mail.ts';
import type { PeopleDeps } from './deps.ts';
import { findAccount } from './find-account.ts';
import { endSessions } from './sessions.ts';
import { takePasswordAttempt } from './sign-in-limits.ts';

/**
 * Sets another password and ends every session, the one that asks too: who is signed in with the old one is out.
 * @throws WheelhouseError INVALID where the current password is not right
 */
export async function changePassword(
  deps: PeopleDeps,
  wish: spokeApi.ChangePassword & { readonly userId: string },
  actor: AuditActor,
): Promise<void> {
  const account = await findAccount(deps, wish.userId);
  if (account === null) throw new WheelhouseError('UNAUTHENTICATED');
  await takePasswordAttempt(deps, account.email, actor.ip ?? '');
  if (account.passwordHash !== null) {
    const check = await deps.hasher.check(account.passwordHash, wish.current ?? '');
    if (!check.ok) throw new WheelhouseError('INVALID', 'the current password is not right');
  }
  const passwordHash = await deps.hasher.hash(wish.next);
  await deps.db.withUser(wish.userId, async (tx) => {
    await setPassword(tx, deps, { userId: wish.userId, email: account.email, passwordHash });
    await addInstanceAudit(tx, actor, { action: 'password.change', resourceKind: 'user', resourceId: wish.userId });
  });
}

/** Stores a password's hash, ends all sessions and tells the owner by mail, within a transaction of theirs. */
export async function setPassword(
  tx: Parameters<typeof queueMail>[0],
  deps: Pick<PeopleDeps, 'sealer' | 'now'>,
  wish: { readonly userId: string; readonly email: string; readonly passwordHash: string },
): Promise<void> {
  const { userId, passwordHash, email } = wish;
  const at = new Date(deps.now());
  const set = { passwordHash, passwordChangedAt: at };
  await tx.userCredentials.upsert({ where: { userId }, create: { userId, ...set }, update: set });
  await endSessions(tx, { userId, now: deps.now() });
  await queueMail(tx, deps.sealer, { kind: 'password-changed', to: email, data: {} });
}
