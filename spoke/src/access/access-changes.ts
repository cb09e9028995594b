import type { SpokeTx } from '@wheelhouse/prisma/spoke';

/**
 * Notified, when it commits, with what somebody may no longer do as before: open sockets and streams ask again then.
 * Triggers do it for what ends a credential (sessions, keys, service accounts, disabled people).
 */
export const accessChannel = 'wh_access';

export interface AccessChange {
  /** Null = in every workspace of the instance. */
  readonly workspaceId: string | null;
  /** Null = everybody in that workspace. */
  readonly principalId: string | null;
}

/** Tells every process, with the commit of `tx`, that rights have changed. */
export async function tellAccessChanged(tx: SpokeTx, change: AccessChange): Promise<void> {
  const payload = `${change.workspaceId ?? '*'}:${change.principalId ?? '*'}`;
  await tx.$executeRaw`SELECT pg_notify(${accessChannel}, ${payload})`;
}

/** Reads a notification; one that says nothing readable, or that some may have been missed, concerns everybody. */
export function parseAccessChange(payload: string): AccessChange {
  const [workspaceId = '*', principalId = '*'] = payload.split(':');
  const named = (part: string): string | null => (part === '*' || part === '' ? null : part);
  return { workspaceId: named(workspaceId), principalId: named(principalId) };
}

/**
 * Serialises changes of who is in a workspace or organization, until the transaction ends: two owners who demote each
 * other at the same time must not both succeed.
 */
export async function lockMembership(tx: SpokeTx, scopeId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`members:${scopeId}`}, 0))`;
}
