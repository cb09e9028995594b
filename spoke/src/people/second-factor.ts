import { createToken } from '@wheelhouse/identity';
import { decodeUtf8, encodeUtf8, WheelhouseError, type spokeApi } from '@wheelhouse/protocol';
import { addInstanceAudit, type AuditActor } from '../audit/add-audit.ts';
import { takeFactorCode } from './check-factor.ts';
import { bookCode, consumeCode, tryCode, wrongCode } from './codes.ts';
import type { PeopleDeps } from './deps.ts';
import type { Account } from './find-account.ts';
import { openSession, type OpenedSession, type SignInMethod } from './sessions.ts';
import { noteFailure } from './note-failure.ts';
import { takeFactorAttempt } from './sign-in-limits.ts';

/** What is handed to somebody who has shown the first factor. */
export interface PendingFactor {
  readonly challenge: string;
  readonly expiresAt: number;
}

/** How somebody got as far as the first factor. */
export interface FirstFactor {
  readonly method: SignInMethod;
  readonly actor: AuditActor;
  /** The request's audit row is written already, about what made it possible. */
  readonly noted?: boolean;
}

/** Books that the first factor was right, and for whom; nothing is open yet. */
export async function startSecondFactor(deps: PeopleDeps, account: Account, how: FirstFactor): Promise<PendingFactor> {
  const { userId, email } = account;
  const token = createToken().text;
  return deps.db.withInstance('sign-in', async (tx) => {
    const { id, expiresAt } = await bookCode(tx, deps, {
      purpose: 'second-factor',
      email,
      userId,
      code: token,
      payload: encodeUtf8(how.method),
    });
    if (how.noted !== true) {
      const self = { ...how.actor, kind: 'user', principalId: userId } as const;
      const entry = { action: 'session.challenge', resourceKind: 'user', resourceId: userId };
      await addInstanceAudit(tx, self, { ...entry, detail: { method: how.method } });
    }
    return { challenge: `${id}.${token}`, expiresAt };
  });
}

const challengePattern = /^([0-9a-f-]{36})\.([A-Za-z0-9_-]{43})$/;

/**
 * Signs in by the second factor: a code of an authenticator app, or a recovery code.
 * @throws WheelhouseError UNAUTHENTICATED for a challenge or code that does not count, and after five tries
 */
export async function finishSecondFactor(
  deps: PeopleDeps,
  given: spokeApi.SecondFactor,
  actor: AuditActor,
): Promise<OpenedSession> {
  const [, id, token] = challengePattern.exec(given.challenge) ?? [];
  if (id === undefined || token === undefined) throw wrongCode();
  const tried = await tryCode(deps, 'second-factor', { id, code: token });
  const { userId, payload } = tried;
  if (userId === null || payload === null) throw wrongCode();
  await takeFactorAttempt(deps, userId, actor.ip ?? '');
  const taken = await deps.db.withUser(userId, async (tx) => {
    const kind = await takeFactorCode(tx, deps, { userId, code: given.code });
    if (kind !== null) await consumeCode(tx, id, deps.now());
    return kind;
  });
  if (taken === null) {
    await noteFailure(deps, actor, { method: 'second-factor', email: tried.email, userId });
    throw new WheelhouseError('UNAUTHENTICATED', 'the code is not right, or not any more');
  }
  return openSession(deps, { userId, method: decodeUtf8(payload) as SignInMethod, secondFactor: true, actor });
}
