import { WheelhouseError, type spokeApi } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import type { AuditActor } from '../audit/add-audit.ts';
import { createAccount } from './create-account.ts';
import type { PeopleDeps } from './deps.ts';
import { findAccount } from './find-account.ts';
import { bookLink, consumeLink, getLink } from './one-time-links.ts';
import { openSession, type OpenedSession } from './sessions.ts';
import { finishSignIn, type SignInOutcome } from './sign-in.ts';
import { takeAttempt } from './sign-in-limits.ts';

const setupLifetimeMs = 24 * 60 * 60_000;

/**
 * The link for the first administrator of an instance that nobody uses yet; null where somebody does. A new one at each
 * start: the one before is worth nothing then, since it was printed somewhere.
 */
export async function findSetupLink(deps: Pick<PeopleDeps, 'db' | 'now' | 'frame'>): Promise<string | null> {
  const token = await deps.db.withInstance('sign-in', async (tx) => {
    if ((await tx.userDirectory.count()) > 0) return null;
    await tx.oneTimeLink.deleteMany({ where: { purpose: 'first-admin', usedAt: null } });
    return bookLink(tx, deps.now(), { purpose: 'first-admin', userId: null, lifetimeMs: setupLifetimeMs });
  });
  return token === null ? null : linkTo(deps.frame().publicUrl, 'setup', token);
}

/**
 * Makes the first administrator with their organization, and signs them in.
 * @throws WheelhouseError UNAUTHENTICATED for a link that does not hold, or once anybody has an account
 */
export async function setUpInstance(deps: PeopleDeps, wish: spokeApi.Setup, actor: AuditActor): Promise<OpenedSession> {
  await takeAttempt(deps, actor.ip ?? '');
  const link = await getLink(deps, 'first-admin', wish.token);
  const people = await deps.db.withInstance('sign-in', (tx) => tx.userDirectory.count());
  if (people > 0) throw new WheelhouseError('UNAUTHENTICATED', 'this instance is set up already');
  const passwordHash = await deps.hasher.hash(wish.password);
  const { userId } = await createAccount(deps, {
    email: wish.email,
    name: wish.name,
    passwordHash,
    actor,
    organization: { name: wish.organization ?? wish.name, tier: 'enterprise' },
    instanceAdmin: true,
    also: (tx) => consumeLink(tx, 'first-admin', { link, now: deps.now() }),
  });
  return openSession(deps, { userId, method: 'first-admin', secondFactor: false, actor, noted: true });
}

const signInLifetimeMs = 15 * 60_000;

/** A link that signs a person in once, for whoever runs the process and its store: demos, and locked-out owners. */
export async function createSignInLink(
  db: SpokeDb,
  wish: { readonly userId: string; readonly publicUrl: string; readonly now: number },
): Promise<string> {
  const { userId, publicUrl, now } = wish;
  const link = { purpose: 'sign-in', userId, lifetimeMs: signInLifetimeMs } as const;
  const token = await db.withInstance('sign-in', (tx) => bookLink(tx, now, link));
  return linkTo(publicUrl, 'sign-in', token);
}

/**
 * Signs in by such a link; a second factor is asked for all the same.
 * @throws WheelhouseError UNAUTHENTICATED
 */
export async function signInByLink(deps: PeopleDeps, token: string, actor: AuditActor): Promise<SignInOutcome> {
  await takeAttempt(deps, actor.ip ?? '');
  const link = await getLink(deps, 'sign-in', token);
  const account = link.userId === null ? null : await findAccount(deps, link.userId);
  if (account === null || account.disabled) throw new WheelhouseError('UNAUTHENTICATED');
  await deps.db.withInstance('sign-in', (tx) => consumeLink(tx, 'sign-in', { link, now: deps.now() }));
  return finishSignIn(deps, account, { method: 'link', actor });
}

/** After `#`: browsers do not send it, so it stands in no server's log. */
function linkTo(publicUrl: string, path: string, token: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/${path}#${token}`;
}
