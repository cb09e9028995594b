import { addressDigest } from '@wheelhouse/identity';
import type { spokeApi } from '@wheelhouse/protocol';
import { addInstanceAudit, type AuditActor } from '../audit/add-audit.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { bookCode, consumeCode, tryCode, wrongCode } from './codes.ts';
import type { PeopleDeps } from './deps.ts';
import { findAccount } from './find-account.ts';
import { finishSignIn, type SignInOutcome } from './sign-in.ts';
import { takeAttempt, takeMail } from './sign-in-limits.ts';

/** Sends a code to sign in with. For an unknown address the same is done, but the mail never leaves. */
export async function sendEmailCode(deps: PeopleDeps, email: string, actor: AuditActor): Promise<spokeApi.CodeSent> {
  await takeMail(deps, email, actor.ip ?? '');
  return deps.db.withInstance('sign-in', async (tx) => {
    const known = await tx.userDirectory.findUnique({ where: { email } });
    const userId = known?.userId ?? null;
    const { id, code, expiresAt } = await bookCode(tx, deps, { purpose: 'sign-in', email, userId });
    await queueMail(tx, deps.sealer, { kind: 'sign-in-code', to: email, data: { code }, drop: known === null });
    await addInstanceAudit(tx, actor, {
      action: 'session.send-code',
      resourceKind: 'login-code',
      resourceId: id,
      detail: { address: addressDigest(email) },
    });
    return { id, expiresAt };
  });
}

/**
 * Signs in by a mailed code.
 * @throws WheelhouseError UNAUTHENTICATED for every code that does not count, and for codes to unknown addresses
 */
export async function signInByEmailCode(
  deps: PeopleDeps,
  given: spokeApi.GivenCode,
  actor: AuditActor,
): Promise<SignInOutcome> {
  await takeAttempt(deps, actor.ip ?? '');
  const tried = await tryCode(deps, 'sign-in', given);
  const account = tried.userId === null ? null : await findAccount(deps, tried.userId);
  if (account === null || account.disabled) throw wrongCode();
  await deps.db.withInstance('sign-in', (tx) => consumeCode(tx, tried.id, deps.now()));
  return finishSignIn(deps, account, { method: 'email-code', actor });
}
