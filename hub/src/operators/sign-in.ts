import { addressDigest } from '@wheelhouse/identity';
import { WheelhouseError, type hubApi } from '@wheelhouse/protocol';
import { audit, auditEntry } from '../changes.ts';
import type { Asker } from './asker.ts';
import { takePasswordAttempt } from './attempts.ts';
import type { OperatorDeps } from './deps.ts';
import { openSession, type OpenedSession } from './sessions.ts';
import { operatorView } from './view.ts';

/** Signed in: the token leaves in the cookie alone. */
export interface SignedIn extends OpenedSession {
  readonly operator: hubApi.OperatorView;
}

/**
 * Signs an operator in by password. Unknown address, wrong password and a disabled operator are told apart neither by the
 * answer nor by how long it takes.
 * @throws WheelhouseError UNAUTHENTICATED; RATE_LIMITED before anything is looked up
 */
export async function signIn(deps: OperatorDeps, given: hubApi.OperatorSignIn, asker: Asker): Promise<SignedIn> {
  const { email, password } = given;
  await takePasswordAttempt(deps, email, asker.ip);
  const found = await deps.db.run((tx) => tx.operator.findUnique({ where: { email } }));
  const check = await deps.hasher.check(found?.passwordHash ?? null, password);
  if (found === null || !check.ok || found.disabledAt !== null) {
    await noteFailure(deps, asker, { email, operatorId: found?.id ?? null });
    throw new WheelhouseError('UNAUTHENTICATED', 'address and password do not match');
  }
  const { id, passwordHash } = found;
  const better = check.outdated ? await deps.hasher.hash(password) : null;
  return deps.db.transaction(async (tx) => {
    // Another sign-in may have been first, or a change: theirs stays.
    if (better !== null) await tx.operator.updateMany({ where: { id, passwordHash }, data: { passwordHash: better } });
    const session = await openSession(tx, { operatorId: id, ...from(asker), now: deps.now() });
    await audit(tx, deps, auditEntry(asker.decider, { action: 'session.open', resource: `operator:${id}` }));
    return { ...session, operator: operatorView(found) };
  });
}

/** From where, as a session's row has it. */
export function from({ ip, userAgent }: Asker): { readonly ip: string; readonly userAgent: string | null } {
  return { ip, userAgent };
}

/** Of an unknown address only a digest is kept: people type passwords there too. */
async function noteFailure(
  deps: OperatorDeps,
  asker: Asker,
  { email, operatorId }: { readonly email: string; readonly operatorId: string | null },
): Promise<void> {
  const entry = auditEntry(asker.decider, {
    action: 'session.open',
    resource: operatorId === null ? 'operator' : `operator:${operatorId}`,
    code: 'UNAUTHENTICATED',
    detail: { address: addressDigest(email), ip: asker.ip },
  });
  await deps.db.transaction((tx) => audit(tx, deps, entry));
}
