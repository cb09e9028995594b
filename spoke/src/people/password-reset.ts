import { addressDigest } from '@wheelhouse/identity';
import { WheelhouseError, type spokeApi } from '@wheelhouse/protocol';
import { addInstanceAudit, type AuditActor } from '../audit/add-audit.ts';
import { queueMail } from '../mail/queue-mail.ts';
import type { PeopleDeps } from './deps.ts';
import { findAccount } from './find-account.ts';
import { bookLink, consumeLink, getLink } from './one-time-links.ts';
import { setPassword } from './passwords.ts';
import { takeAttempt, takeMail } from './sign-in-limits.ts';

const lifetimeMs = 60 * 60_000;

/** Sends a link to set a new password. For an unknown address the same is done, but the mail never leaves. */
export async function sendPasswordReset(deps: PeopleDeps, email: string, actor: AuditActor): Promise<void> {
  await takeMail(deps, email, actor.ip ?? '');
  await deps.db.withInstance('sign-in', async (tx) => {
    const known = await tx.userDirectory.findUnique({ where: { email } });
    const link = { purpose: 'reset-password', userId: known?.userId ?? null, lifetimeMs } as const;
    const token = await bookLink(tx, deps.now(), link);
    await queueMail(tx, deps.sealer, { kind: 'reset-password', to: email, data: { token }, drop: known === null });
    await addInstanceAudit(tx, actor, {
      action: 'password.send-reset',
      resourceKind: 'user',
      resourceId: null,
      detail: { address: addressDigest(email) },
    });
  });
}

/**
 * Sets a password by a mailed link and ends every session. Signing in comes after, with the second factor where there is
 * one: a mailbox alone is not enough then.
 * @throws WheelhouseError UNAUTHENTICATED for every link that does not hold
 */
export async function resetPassword(deps: PeopleDeps, wish: spokeApi.ConfirmReset, actor: AuditActor): Promise<void> {
  await takeAttempt(deps, actor.ip ?? '');
  const link = await getLink(deps, 'reset-password', wish.token);
  const { userId } = link;
  const account = userId === null ? null : await findAccount(deps, userId);
  if (userId === null || account === null || account.disabled) {
    throw new WheelhouseError('UNAUTHENTICATED', 'the link does not hold, or not any more');
  }
  const passwordHash = await deps.hasher.hash(wish.password);
  await deps.db.withUser(userId, async (tx) => {
    await consumeLink(tx, 'reset-password', { link, now: deps.now() });
    await setPassword(tx, deps, { userId, email: account.email, passwordHash });
    const self = { ...actor, kind: 'user', principalId: userId } as const;
    await addInstanceAudit(tx, self, { action: 'password.reset', resourceKind: 'user', resourceId: userId });
  });
}
