import { createToken } from '@wheelhouse/identity';
import { addInstanceAudit, type AuditActor } from '../audit/add-audit.ts';
import { bookCode } from './codes.ts';
import type { PeopleDeps } from './deps.ts';
import type { Account } from './find-account.ts';
import type { SignInMethod } from './sessions.ts';

/** What is handed to somebody who has shown the first factor. */
export interface PendingFactor {
  readonly challenge: string;
  readonly expiresAt: number;
}

/** Books that the first factor was right, and for whom; nothing is open yet. */
export async function startSecondFactor(
  deps: PeopleDeps,
  account: Account,
  how: { readonly method: SignInMethod; readonly actor: AuditActor },
): Promise<PendingFactor> {
  const token = createToken().text;
  return deps.db.withInstance('sign-in', async (tx) => {
    const { id, expiresAt } = await bookCode(tx, deps, {
      purpose: 'second-factor',
      email: account.email,
      userId: account.userId,
      code: token,
      payload: Buffer.from(how.method),
    });
    const self = { ...how.actor, kind: 'user', principalId: account.userId } as const;
    const detail = { method: how.method };
    await addInstanceAudit(tx, self, {
      action: 'session.challenge',
      resourceKind: 'user',
      resourceId: account.userId,
      detail,
    });
    return { challenge: `${id}.${token}`, expiresAt };
  });
}
