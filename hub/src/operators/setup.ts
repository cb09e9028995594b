import { newId, WheelhouseError, type hubApi, type OperatorRole } from '@wheelhouse/protocol';
import type { HubTx } from '@wheelhouse/prisma/hub';
import { audit, auditEntry } from '../changes.ts';
import type { Asker } from './asker.ts';
import { takeAttempt } from './attempts.ts';
import type { OperatorDeps } from './deps.ts';
import { bookLink, linkTo, takeLink } from './links.ts';
import { openSession } from './sessions.ts';
import { from, type SignedIn } from './sign-in.ts';
import { operatorView, type OperatorRow } from './view.ts';

const setUpLifetimeMs = 24 * 60 * 60_000;

/**
 * The link for a hub's first operator; null where there is one. A new one at each start: the one before is worth nothing
 * then, since it was printed somewhere.
 */
export async function findSetUpLink(deps: Pick<OperatorDeps, 'db' | 'now' | 'publicUrl'>): Promise<string | null> {
  const token = await deps.db.transaction(async (tx) => {
    if ((await tx.operator.count()) > 0) return null;
    await tx.operatorLink.deleteMany({ where: { purpose: 'first-operator', usedAt: null } });
    return bookLink(tx, deps.now(), {
      purpose: 'first-operator',
      email: null,
      role: 'owner',
      createdBy: null,
      lifetimeMs: setUpLifetimeMs,
    });
  });
  return token === null ? null : linkTo(deps.publicUrl(), 'setup', token);
}

/**
 * Makes the first operator, an owner, and signs them in.
 * @throws WheelhouseError UNAUTHENTICATED for a link that does not hold, or once there is an operator
 */
export async function setUpHub(deps: OperatorDeps, wish: hubApi.SetUpHub, asker: Asker): Promise<SignedIn> {
  await takeAttempt(deps, asker.ip);
  const passwordHash = await deps.hasher.hash(wish.password);
  const { token, email, name } = wish;
  return deps.db.transaction(async (tx) => {
    const link = await takeLink(tx, 'first-operator', { token, now: deps.now() });
    if ((await tx.operator.count()) > 0) throw new WheelhouseError('UNAUTHENTICATED', 'this hub is set up already');
    return addOperator(tx, deps, { ...link, email, name, passwordHash, asker });
  });
}

/**
 * Takes an invitation: an operator with the role it names, signed in.
 * @throws WheelhouseError UNAUTHENTICATED for a link that does not hold; CONFLICT where the address has an account by now
 */
export async function acceptInvitation(
  deps: OperatorDeps,
  wish: hubApi.AcceptOperatorInvitation,
  asker: Asker,
): Promise<SignedIn> {
  await takeAttempt(deps, asker.ip);
  const passwordHash = await deps.hasher.hash(wish.password);
  const { token, name } = wish;
  return deps.db.transaction(async (tx) => {
    const { email, ...link } = await takeLink(tx, 'invitation', { token, now: deps.now() });
    if (email === null) throw new WheelhouseError('INTERNAL', 'an invitation without an address');
    if ((await tx.operator.count({ where: { email } })) > 0) {
      throw new WheelhouseError('CONFLICT', 'this address has an account');
    }
    return addOperator(tx, deps, { ...link, email, name, passwordHash, asker });
  });
}

interface NewOperator {
  readonly email: string;
  readonly name: string;
  readonly role: OperatorRole;
  readonly passwordHash: string;
  readonly createdBy: string | null;
  readonly asker: Asker;
}

async function addOperator(tx: HubTx, deps: OperatorDeps, wish: NewOperator): Promise<SignedIn> {
  const { asker, passwordHash, createdBy, email, name, role } = wish;
  const now = deps.now();
  const row: OperatorRow = { id: newId(now), email, name, role, disabledAt: null, createdAt: new Date(now) };
  await tx.operator.create({ data: { ...row, passwordHash, createdBy } });
  const session = await openSession(tx, { operatorId: row.id, ...from(asker), now });
  const detail = { role, invitedBy: createdBy };
  await audit(
    tx,
    deps,
    auditEntry(asker.decider, { action: 'operator.create', resource: `operator:${row.id}`, detail }),
  );
  return { ...session, operator: operatorView(row) };
}
