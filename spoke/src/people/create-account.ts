import { randomBytes } from 'node:crypto';
import { newId, WheelhouseError, type OrganizationId, type PrincipalId, type WorkspaceId } from '@wheelhouse/protocol';
import { provisionWorkspace, type SpokeTx } from '@wheelhouse/prisma/spoke';
import { addInstanceAudit, type AuditActor } from '../audit/add-audit.ts';
import { isUniqueViolation } from '../intake/store.ts';
import type { PeopleDeps } from './deps.ts';

export interface NewAccount {
  /** Lower case, and proved to be theirs. */
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string | null;
  readonly actor: AuditActor;
  /** Default: a personal organization of the free tier. */
  readonly organization?: { readonly name: string; readonly tier: string };
  readonly instanceAdmin?: boolean;
  /** At an OpenID Connect provider. */
  readonly identity?: { readonly issuer: string; readonly subject: string };
  /** What else happens in the same transaction. */
  readonly also?: (tx: SpokeTx, userId: string) => Promise<void>;
}

export interface CreatedAccount {
  readonly userId: PrincipalId;
  readonly organizationId: OrganizationId;
  readonly workspaceId: WorkspaceId;
}

/**
 * Makes a person with an organization, a default workspace with its settings and the agent that every workspace has, the
 * person its owner: all or nothing.
 * @throws WheelhouseError CONFLICT where the address has an account
 */
export async function createAccount(deps: Pick<PeopleDeps, 'db' | 'now'>, wish: NewAccount): Promise<CreatedAccount> {
  const now = deps.now();
  const userId = newId(now) as PrincipalId;
  const organizationId = newId(now) as OrganizationId;
  const workspaceId = newId(now) as WorkspaceId;
  const made = { userId, organizationId, workspaceId };
  const name = wish.organization?.name ?? wish.name;
  try {
    await provisionWorkspace(
      deps.db,
      {
        organization: { id: organizationId, name, slug: slugOf(name) },
        workspace: { id: workspaceId, name: 'Default', slug: 'default' },
        owner: { id: userId, email: wish.email, name: wish.name },
        systemPrincipalId: newId(now) as PrincipalId,
      },
      (tx) => complete(tx, wish, { ...made, now }),
    );
  } catch (error) {
    if (isUniqueViolation(error)) throw new WheelhouseError('CONFLICT', 'there is such an account', { cause: error });
    throw error;
  }
  return made;
}

async function complete(tx: SpokeTx, wish: NewAccount, made: CreatedAccount & { readonly now: number }): Promise<void> {
  const { userId, organizationId, workspaceId } = made;
  const at = new Date(made.now);
  await tx.userCredentials.create({
    data: {
      userId,
      passwordHash: wish.passwordHash,
      passwordChangedAt: wish.passwordHash === null ? null : at,
      emailVerifiedAt: at,
    },
  });
  if (wish.instanceAdmin === true) await tx.user.update({ where: { id: userId }, data: { instanceAdmin: true } });
  await tx.organization.update({
    where: { id: organizationId },
    data: { personal: wish.organization === undefined, tier: wish.organization?.tier ?? 'free' },
  });
  await tx.agent.create({
    data: { workspaceId, id: newId(made.now), name: 'embedded', runtime: 'embedded', config: {}, createdBy: userId },
  });
  if (wish.identity !== undefined) await addIdentity(tx, userId, { ...wish.identity, email: wish.email });
  await wish.also?.(tx, userId);
  await addInstanceAudit(
    tx,
    { ...wish.actor, kind: 'user', principalId: userId },
    { action: 'person.create', resourceKind: 'user', resourceId: userId, detail: { organizationId, workspaceId } },
  );
}

/** Books that a person is this subject of a provider, within a transaction of theirs. */
export async function addIdentity(
  tx: SpokeTx,
  userId: string,
  identity: { readonly issuer: string; readonly subject: string; readonly email: string },
): Promise<void> {
  const { issuer, subject, email } = identity;
  await tx.identity.create({ data: { userId, issuer, subject, email } });
  await tx.identityDirectory.create({ data: { userId, issuer, subject } });
}

/** Unique by chance: people's names are not. */
function slugOf(name: string): string {
  const readable = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  const suffix = randomBytes(5).toString('hex');
  return readable === '' ? suffix : `${readable}-${suffix}`;
}
