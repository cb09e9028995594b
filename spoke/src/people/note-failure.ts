import { addressDigest } from '@wheelhouse/identity';
import { addInstanceAudit, type AuditActor } from '../audit/add-audit.ts';
import type { PeopleDeps } from './deps.ts';

/** One row about a sign-in that failed. Of an unknown address only a digest: people type passwords there too. */
export async function noteFailure(
  deps: Pick<PeopleDeps, 'db'>,
  actor: AuditActor,
  what: { readonly method: string; readonly email: string; readonly userId: string | null },
): Promise<void> {
  await deps.db.withInstance('sign-in', (tx) =>
    addInstanceAudit(tx, actor, {
      action: 'session.open',
      resourceKind: 'user',
      resourceId: what.userId,
      verdict: 'rejected',
      code: 'UNAUTHENTICATED',
      detail: { method: what.method, address: addressDigest(what.email) },
    }),
  );
}
