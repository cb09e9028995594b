import { addressDigest } from '@wheelhouse/identity';
import type { OidcIdentity } from '@wheelhouse/identity';
import { decodeUtf8, encodeUtf8, WheelhouseError, type OrganizationId, type spokeApi } from '@wheelhouse/protocol';
import { addInstanceAudit, addOrganizationAudit, type AuditActor } from '../audit/add-audit.ts';
import { isUniqueViolation } from '../intake/store.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { bookCode, consumeCode, tryCode, wrongCode } from './codes.ts';
import { addIdentity, createAccount } from './create-account.ts';
import type { PeopleDeps } from './deps.ts';
import { findAccount } from './find-account.ts';
import { finishSignIn, type SignInOutcome } from './sign-in.ts';
import { takeAttempt, takeMail } from './sign-in-limits.ts';

interface Pending {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string;
  readonly name: string;
  /** Whose provider it was, where the address is of one of its domains: they join it. */
  readonly joins: OrganizationId | null;
}

export interface LinkWish {
  readonly identity: OidcIdentity;
  readonly organizationId: OrganizationId;
  readonly domains: readonly string[];
}

/**
 * Sends a code to the address of an identity that nobody is known by.
 * @throws WheelhouseError UNAUTHENTICATED where the provider vouches for no address
 */
export async function sendLinkCode(
  deps: PeopleDeps,
  { identity, organizationId, domains }: LinkWish,
  actor: AuditActor,
): Promise<spokeApi.CodeSent> {
  const { issuer, subject, email } = identity;
  if (email === null) throw new WheelhouseError('UNAUTHENTICATED', 'the provider vouches for no e-mail address');
  await takeMail(deps, email, actor.ip ?? '');
  const [local = email, domain = ''] = email.split('@');
  const joins = domains.includes(domain) ? organizationId : null;
  const pending: Pending = { issuer, subject, email, name: identity.name ?? local, joins };
  return deps.db.withInstance('sign-in', async (tx) => {
    const { id, code, expiresAt } = await bookCode(tx, deps, {
      purpose: 'link-identity',
      email,
      userId: null,
      payload: encodeUtf8(JSON.stringify(pending)),
    });
    await queueMail(tx, deps.sealer, { kind: 'sign-in-code', to: email, data: { code } });
    await addInstanceAudit(tx, actor, {
      action: 'session.send-code',
      resourceKind: 'login-code',
      resourceId: id,
      detail: { address: addressDigest(email), method: 'oidc' },
    });
    return { id, expiresAt };
  });
}

/**
 * Signs in for the first time by a provider: the identity becomes one of the account of its address, which is made where
 * there is none.
 * @throws WheelhouseError UNAUTHENTICATED for every code that does not count
 */
export async function linkIdentity(
  deps: PeopleDeps,
  given: spokeApi.GivenCode,
  actor: AuditActor,
): Promise<SignInOutcome> {
  await takeAttempt(deps, actor.ip ?? '');
  const tried = await tryCode(deps, 'link-identity', given);
  const pending = JSON.parse(decodeUtf8(tried.payload ?? new Uint8Array())) as Pending;
  const userId = await attach(deps, pending, { codeId: tried.id, actor });
  if (pending.joins !== null) await join(deps, { organizationId: pending.joins, userId, actor });
  const account = await findAccount(deps, userId);
  if (account === null || account.disabled) throw wrongCode();
  return finishSignIn(deps, account, { method: 'oidc', actor, noted: true });
}

async function attach(
  deps: PeopleDeps,
  pending: Pending,
  { codeId, actor }: { readonly codeId: string; readonly actor: AuditActor },
): Promise<string> {
  const { email, name, issuer, subject } = pending;
  const known = await deps.db.withInstance('sign-in', (tx) => tx.userDirectory.findUnique({ where: { email } }));
  if (known === null) {
    const also = { also: (tx: Parameters<typeof consumeCode>[0]) => consumeCode(tx, codeId, deps.now()) };
    const identity = { issuer, subject };
    const wish = { email, name, passwordHash: null, actor, identity, ...also };
    return (await createAccount(deps, wish)).userId;
  }
  const { userId } = known;
  try {
    await deps.db.withUser(userId, async (tx) => {
      await consumeCode(tx, codeId, deps.now());
      await addIdentity(tx, userId, { issuer, subject, email });
      const self = { ...actor, kind: 'user', principalId: userId } as const;
      await addInstanceAudit(tx, self, { action: 'identity.add', resourceKind: 'user', resourceId: userId });
    });
  } catch (error) {
    // Somebody is known by this identity by now: signing in again finds them.
    if (isUniqueViolation(error)) throw wrongCode();
    throw error;
  }
  return userId;
}

interface Joining {
  readonly organizationId: OrganizationId;
  readonly userId: string;
  readonly actor: AuditActor;
}

/** Makes somebody a plain member of the organization whose provider vouches for their address. */
async function join(deps: PeopleDeps, { organizationId, userId, actor }: Joining): Promise<void> {
  await deps.db.withSystemOrganization(organizationId, async (tx) => {
    const key = { organizationId_userId: { organizationId, userId } };
    if ((await tx.organizationMember.findUnique({ where: key })) !== null) return;
    const joinedAt = new Date(deps.now());
    await tx.organizationMember.create({ data: { organizationId, userId, role: 'member', joinedAt } });
    // The request's own row is the instance's, about the person; this one is for the organization's log.
    const { trail: _trail, ...rest } = actor;
    const self = { ...rest, requestId: null, kind: 'user', principalId: userId } as const;
    const entry = { action: 'organization.join', resourceKind: 'user', resourceId: userId, detail: { via: 'oidc' } };
    await addOrganizationAudit(tx, self, { organizationId, ...entry });
  });
}
