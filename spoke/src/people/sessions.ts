import { createToken, sessionRules, tokenDigest } from '@wheelhouse/identity';
import { newId, WheelhouseError, type spokeApi, type WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { addInstanceAudit, type AuditActor } from '../audit/add-audit.ts';
import type { PeopleDeps } from './deps.ts';
import { readPerson } from './person-view.ts';

export type SignInMethod = 'password' | 'email-code' | 'oidc' | 'sign-up' | 'first-admin' | 'link';

export interface NewSession {
  readonly userId: string;
  readonly method: SignInMethod;
  readonly secondFactor: boolean;
  readonly actor: AuditActor;
  /** The request's audit row is written already, about what made the session possible. */
  readonly noted?: boolean;
}

/** A session and the only copy of its token. */
export interface OpenedSession {
  readonly token: string;
  readonly expiresAt: number;
  readonly user: spokeApi.PersonView;
}

const keptAfterEndMs = 30 * 86_400_000;

/**
 * Starts a session with a token of its own: whatever the browser showed before is worth nothing. Bound to the person's
 * current workspace, or to the first they may enter.
 * @throws WheelhouseError UNAUTHENTICATED where the person is disabled by now
 */
export async function openSession(deps: PeopleDeps, wish: NewSession): Promise<OpenedSession> {
  const now = deps.now();
  const { userId, method, secondFactor, actor } = wish;
  const token = createToken();
  const id = newId(now);
  const expiresAt = now + sessionRules.absoluteMs;
  const user = await deps.db.withUser(userId, async (tx) => {
    const person = await tx.user.findUnique({ where: { id: userId } });
    if (person === null || person.disabledAt !== null) throw new WheelhouseError('UNAUTHENTICATED');
    const currentWorkspaceId = await chooseWorkspace(tx, person.currentWorkspaceId);
    await tx.session.deleteMany({ where: { userId, expiresAt: { lt: new Date(now - keptAfterEndMs) } } });
    await tx.session.create({
      data: {
        userId,
        id,
        currentWorkspaceId,
        method,
        secondFactor,
        ip: actor.ip ?? null,
        userAgent: actor.userAgent ?? null,
        createdAt: new Date(now),
        lastSeenAt: new Date(now),
        expiresAt: new Date(expiresAt),
      },
    });
    await tx.sessionDirectory.create({
      data: { tokenSha256: token.sha256, sessionId: id, userId, expiresAt: new Date(expiresAt) },
    });
    if (wish.noted !== true) {
      const self = { ...actor, kind: 'user', principalId: userId } as const;
      const detail = { method, secondFactor };
      await addInstanceAudit(tx, self, { action: 'session.open', resourceKind: 'session', resourceId: id, detail });
    }
    return { ...(await readPerson(tx, userId)), currentWorkspaceId };
  });
  return { token: token.text, expiresAt, user };
}

async function chooseWorkspace(tx: SpokeTx, wanted: string | null): Promise<WorkspaceId | null> {
  // Policies show a person's own workspaces alone.
  const mine = await tx.workspace.findMany({
    where: { deletedAt: null },
    orderBy: { createdAt: 'asc' },
    select: { id: true },
  });
  const chosen = mine.find(({ id }) => id === wanted) ?? mine[0];
  return (chosen?.id ?? null) as WorkspaceId | null;
}

/** Ends one session of a person; false where there is none such that still lives. */
export async function endSession(
  deps: Pick<PeopleDeps, 'db' | 'now'>,
  userId: string,
  wish: { readonly sessionId: string; readonly actor: AuditActor },
): Promise<boolean> {
  return deps.db.withUser(userId, async (tx) => {
    const ended = await endSessions(tx, { userId, now: deps.now(), only: wish.sessionId });
    if (ended === 0) return false;
    const entry = { action: 'session.end', resourceKind: 'session', resourceId: wish.sessionId };
    await addInstanceAudit(tx, wish.actor, entry);
    return true;
  });
}

export interface EndSessions {
  readonly userId: string;
  readonly now: number;
  readonly only?: string;
  readonly except?: string;
}

/** Ends sessions of a person, within a transaction of theirs; from its commit on their tokens are unknown. */
export async function endSessions(tx: SpokeTx, { userId, now, only, except }: EndSessions): Promise<number> {
  const which = { ...(only === undefined ? {} : { equals: only }), ...(except === undefined ? {} : { not: except }) };
  const { count } = await tx.session.updateMany({
    where: { userId, endedAt: null, id: which },
    data: { endedAt: new Date(now) },
  });
  await tx.sessionDirectory.deleteMany({ where: { userId, sessionId: which } });
  return count;
}

/** Sessions that still live, the newest first. */
export async function listSessions(
  deps: Pick<PeopleDeps, 'db' | 'now'>,
  userId: string,
  currentId: string | null,
): Promise<spokeApi.SessionView[]> {
  const now = deps.now();
  const rows = await deps.db.withUser(userId, (tx) =>
    tx.session.findMany({
      where: {
        userId,
        endedAt: null,
        expiresAt: { gt: new Date(now) },
        lastSeenAt: { gt: new Date(now - sessionRules.idleMs) },
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    }),
  );
  return rows.map((row) => ({
    id: row.id,
    method: row.method,
    secondFactor: row.secondFactor,
    ip: row.ip,
    userAgent: row.userAgent,
    createdAt: row.createdAt.getTime(),
    lastSeenAt: row.lastSeenAt.getTime(),
    expiresAt: row.expiresAt.getTime(),
    current: row.id === currentId,
  }));
}

/** Ends every session of a person. */
export async function endAllSessions(
  deps: Pick<PeopleDeps, 'db' | 'now'>,
  userId: string,
  actor: AuditActor,
): Promise<void> {
  await deps.db.withUser(userId, async (tx) => {
    const count = await endSessions(tx, { userId, now: deps.now() });
    const entry = { action: 'session.end-all', resourceKind: 'user', resourceId: userId, detail: { count } };
    await addInstanceAudit(tx, actor, entry);
  });
}

/** Ends the session that a browser showed while it signed in anew: nobody holds two. */
export async function dropSession(deps: Pick<PeopleDeps, 'db' | 'now'>, token: string): Promise<void> {
  const tokenSha256 = tokenDigest(token);
  if (tokenSha256 === null) return;
  const known = await deps.db.withInstance('sign-in', (tx) =>
    tx.sessionDirectory.findUnique({ where: { tokenSha256 } }),
  );
  if (known === null) return;
  const { userId, sessionId } = known;
  await deps.db.withUser(userId, (tx) => endSessions(tx, { userId, now: deps.now(), only: sessionId }));
}
