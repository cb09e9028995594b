import { createToken, isLiveSession, sessionRules, tokenDigest } from '@wheelhouse/identity';
import type { HubTx } from '@wheelhouse/prisma/hub';
import { newId, operatorRolePermissions, type OperatorRole } from '@wheelhouse/protocol';
import type { Caller } from '@wheelhouse/server';
import type { OperatorDeps } from './deps.ts';

/** A session's only copy of its token. */
export interface OpenedSession {
  readonly token: string;
  readonly expiresAt: number;
}

export interface NewSession {
  readonly operatorId: string;
  readonly ip: string;
  readonly userAgent: string | null;
  readonly now: number;
}

/** Starts a session with a token of its own: whatever the browser showed before is worth nothing. */
export async function openSession(tx: HubTx, wish: NewSession): Promise<OpenedSession> {
  const { operatorId, ip, userAgent, now } = wish;
  const token = createToken();
  const expiresAt = now + sessionRules.absoluteMs;
  await tx.operatorSession.deleteMany({ where: { operatorId, expiresAt: { lt: new Date(now) } } });
  await tx.operatorSession.create({
    data: {
      id: newId(now),
      operatorId,
      tokenSha256: token.sha256,
      ip,
      userAgent,
      createdAt: new Date(now),
      lastSeenAt: new Date(now),
      expiresAt: new Date(expiresAt),
    },
  });
  return { token: token.text, expiresAt };
}

/** The operator behind a session's token, with what they may do now; null where it does not hold. */
export async function authenticateSession(
  { db, now }: Pick<OperatorDeps, 'db' | 'now'>,
  token: string,
  ip: string,
): Promise<Caller | null> {
  const tokenSha256 = tokenDigest(token);
  if (tokenSha256 === null) return null;
  return db.run(async (tx) => {
    const row = await tx.operatorSession.findUnique({ where: { tokenSha256 }, include: { operator: true } });
    if (row === null || row.operator.disabledAt !== null) return null;
    const [lastSeenAt, expiresAt] = [row.lastSeenAt.getTime(), row.expiresAt.getTime()];
    if (!isLiveSession({ lastSeenAt, expiresAt }, now())) return null;
    if (now() - lastSeenAt >= sessionRules.seenGranularityMs) {
      await tx.operatorSession.updateMany({ where: { id: row.id }, data: { lastSeenAt: new Date(now()), ip } });
    }
    const permissions = operatorRolePermissions[row.operator.role as OperatorRole];
    return {
      kind: 'operator',
      principalId: row.operatorId,
      permissions,
      credential: { kind: 'session', id: row.id },
    };
  });
}

/** Ends sessions of an operator; from the commit on their tokens are unknown. */
export async function endSessions(tx: HubTx, operatorId: string, only?: string): Promise<number> {
  const where = { operatorId, ...(only === undefined ? {} : { id: only }) };
  return (await tx.operatorSession.deleteMany({ where })).count;
}

/** Ends the session of a token, where it is one: the browser has a new one. */
export async function dropSession({ db }: Pick<OperatorDeps, 'db'>, token: string): Promise<void> {
  const tokenSha256 = tokenDigest(token);
  if (tokenSha256 !== null) await db.run((tx) => tx.operatorSession.deleteMany({ where: { tokenSha256 } }));
}
