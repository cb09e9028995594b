import { isLiveSession, sessionRules, tokenDigest } from '@wheelhouse/identity';
import { WheelhouseError, WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import type { Caller, SessionUse } from '@wheelhouse/server';
import { permissionsIn } from '../access/permissions-in.ts';

export interface AuthenticateSessionDeps {
  readonly db: SpokeDb;
  readonly now: () => number;
}

interface Live {
  readonly id: string;
  readonly userId: string;
  readonly currentWorkspaceId: string | null;
}

/**
 * Whom a session speaks for, read anew for each request, so that its end and every change of rights count at once. Null
 * where the token is unknown or the session is over; without a workspace it permits nothing but what any person may do.
 * @throws WheelhouseError NOT_AUTHORIZED where the workspace that is asked for is not one they may enter
 */
export async function authenticateSession(
  deps: AuthenticateSessionDeps,
  token: string,
  use: SessionUse,
): Promise<Caller | null> {
  const live = await findLiveSession(deps, token, use);
  if (live === null) return null;
  const credential = { kind: 'session', id: live.id } as const;
  const person = { kind: 'user', principalId: live.userId, credential } as const;
  const wanted = use.workspaceId ?? live.currentWorkspaceId;
  const inside = wanted === null ? null : await enter(deps, live.userId, wanted);
  if (inside !== null) return { ...person, ...inside };
  if (use.workspaceId !== null) throw new WheelhouseError('NOT_AUTHORIZED');
  return { ...person, permissions: [] };
}

async function enter(
  deps: AuthenticateSessionDeps,
  userId: string,
  wanted: string,
): Promise<Pick<Caller, 'workspaceId' | 'organizationId' | 'permissions'> | null> {
  const parsed = WorkspaceId.safeParse(wanted);
  if (!parsed.success) return null;
  const workspaceId = parsed.data;
  const rights = await permissionsIn(deps.db, { workspaceId, userId });
  if (rights === null) return null;
  const home = await deps.db.withInstance('auth', (tx) =>
    tx.workspaceDirectory.findUnique({ where: { workspaceId }, select: { organizationId: true } }),
  );
  if (home === null) return null;
  return { workspaceId, organizationId: home.organizationId, permissions: rights.permissions };
}

async function findLiveSession(
  { db, now }: AuthenticateSessionDeps,
  token: string,
  { ip, isRecheck = false }: SessionUse,
): Promise<Live | null> {
  const tokenSha256 = tokenDigest(token);
  if (tokenSha256 === null) return null;
  const known = await db.withInstance('auth', (tx) => tx.sessionDirectory.findUnique({ where: { tokenSha256 } }));
  if (known === null || known.expiresAt.getTime() <= now()) return null;
  const { userId, sessionId } = known;
  return db.withUser(userId, async (tx) => {
    const row = await tx.session.findUnique({ where: { userId_id: { userId, id: sessionId } } });
    const user = await tx.user.findUnique({ where: { id: userId }, select: { disabledAt: true } });
    if (row === null || row.endedAt !== null || user === null || user.disabledAt !== null) return null;
    const [lastSeenAt, expiresAt] = [row.lastSeenAt.getTime(), row.expiresAt.getTime()];
    if (!isLiveSession({ lastSeenAt, expiresAt }, now())) return null;
    if (!isRecheck && now() - lastSeenAt >= sessionRules.seenGranularityMs)
      await touch(tx, { userId, id: sessionId, at: new Date(now()), ip });
    return { id: sessionId, userId, currentWorkspaceId: row.currentWorkspaceId };
  });
}

async function touch(
  tx: SpokeTx,
  seen: { readonly userId: string; readonly id: string; readonly at: Date; readonly ip: string },
): Promise<void> {
  const { userId, id, at, ip } = seen;
  await tx.session.updateMany({ where: { userId, id }, data: { lastSeenAt: at, ip } });
}
