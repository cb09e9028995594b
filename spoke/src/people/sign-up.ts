import { addressDigest } from '@wheelhouse/identity';
import { decodeUtf8, encodeUtf8, WheelhouseError, type spokeApi } from '@wheelhouse/protocol';
import { addInstanceAudit, type AuditActor } from '../audit/add-audit.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { bookCode, consumeCode, tryCode } from './codes.ts';
import { createAccount } from './create-account.ts';
import type { PeopleDeps } from './deps.ts';
import { openSession, type OpenedSession } from './sessions.ts';
import { takeAttempt, takeMail } from './sign-in-limits.ts';

interface Pending {
  readonly name: string;
  readonly passwordHash: string;
}

/**
 * Begins an account: a code goes to the address. An address that has an account gets a mail that says so instead; the
 * answer and the work are the same.
 */
export async function startSignUp(
  deps: PeopleDeps,
  wish: Omit<spokeApi.SignUp, 'invitation'>,
  actor: AuditActor,
): Promise<spokeApi.CodeSent> {
  const { email, name } = wish;
  await takeMail(deps, email, actor.ip ?? '');
  const passwordHash = await deps.hasher.hash(wish.password);
  const pending: Pending = { name, passwordHash };
  return deps.db.withInstance('sign-in', async (tx) => {
    const known = await tx.userDirectory.findUnique({ where: { email } });
    const { id, code, expiresAt } = await bookCode(tx, deps, {
      purpose: 'sign-up',
      email,
      userId: known?.userId ?? null,
      payload: encodeUtf8(JSON.stringify(pending)),
    });
    await queueMail(
      tx,
      deps.sealer,
      known === null
        ? { kind: 'sign-up-code', to: email, data: { name, code } }
        : { kind: 'sign-up-known', to: email, data: {} },
    );
    await addInstanceAudit(tx, actor, {
      action: 'person.sign-up',
      resourceKind: 'login-code',
      resourceId: id,
      detail: { address: addressDigest(email) },
    });
    return { id, expiresAt };
  });
}

/**
 * Makes the account whose code came back, and signs it in.
 * @throws WheelhouseError UNAUTHENTICATED for every code that does not count; CONFLICT where the address got an account
 */
export async function completeSignUp(
  deps: PeopleDeps,
  given: spokeApi.GivenCode,
  actor: AuditActor,
): Promise<OpenedSession> {
  await takeAttempt(deps, actor.ip ?? '');
  const tried = await tryCode(deps, 'sign-up', given);
  const pending = JSON.parse(decodeUtf8(tried.payload ?? new Uint8Array())) as Pending;
  const { userId } = await createAccount(deps, {
    email: tried.email,
    ...pending,
    actor,
    also: (tx) => consumeCode(tx, tried.id, deps.now()),
  });
  return openSession(deps, { userId, method: 'sign-up', secondFactor: false, actor, noted: true });
}

/**
 * Makes an account by an invitation's link, which only its addressee has: the address needs no other proof. The
 * invitation itself is accepted apart.
 * @throws WheelhouseError INVALID where the link does not hold or names another address; CONFLICT where there is an account
 */
export async function signUpByInvitation(
  deps: PeopleDeps,
  wish: spokeApi.SignUp & { readonly invitation: string },
  actor: AuditActor,
): Promise<OpenedSession> {
  await takeAttempt(deps, actor.ip ?? '');
  const claims = await deps.invitations.verify(wish.invitation, deps.now());
  if (claims === null || claims.email !== wish.email)
    throw new WheelhouseError('INVALID', 'the invitation does not hold');
  const passwordHash = await deps.hasher.hash(wish.password);
  const { userId } = await createAccount(deps, { email: wish.email, name: wish.name, passwordHash, actor });
  return openSession(deps, { userId, method: 'sign-up', secondFactor: false, actor, noted: true });
}
