import { WheelhouseError, type Code, type hubApi, type OperatorRole } from '@wheelhouse/protocol';
import type { HubTx } from '@wheelhouse/prisma/hub';
import type { Caller } from '@wheelhouse/server';
import { audit, auditEntry } from '../changes.ts';
import type { Asker } from './asker.ts';
import { takePasswordAttempt } from './attempts.ts';
import type { OperatorDeps } from './deps.ts';
import { bookLink, linkTo } from './links.ts';
import { decideChange, mayAppoint, type Actor } from './rules.ts';
import { endSessions } from './sessions.ts';
import { operatorView, type OperatorRow } from './view.ts';

/** What an operator does, and as whom. */
export interface Doing {
  readonly caller: Caller;
  readonly asker: Asker;
}

const invitationLifetimeMs = 7 * 24 * 60 * 60_000;

/** Everybody who runs the hub; they are few. */
export async function listOperators({ db }: Pick<OperatorDeps, 'db'>): Promise<hubApi.OperatorView[]> {
  const rows = await db.run((tx) => tx.operator.findMany({ orderBy: { createdAt: 'asc' }, take: 1_000 }));
  return rows.map(operatorView);
}

/**
 * Makes a link by which somebody becomes an operator. An earlier one for the same address is worth nothing from now on.
 * @throws WheelhouseError CONFLICT for an operator's address; MORE_THAN_HELD
 */
export async function inviteOperator(
  deps: OperatorDeps,
  { email, role }: hubApi.InviteOperator,
  { caller, asker }: Doing,
): Promise<hubApi.InvitedOperator> {
  const token = await deps.db.transaction(async (tx) => {
    refuse(mayAppoint(await actorOf(tx, caller), role));
    if ((await tx.operator.count({ where: { email } })) > 0) {
      throw new WheelhouseError('CONFLICT', 'this address has an account');
    }
    await tx.operatorLink.deleteMany({ where: { purpose: 'invitation', email, usedAt: null } });
    const createdBy = caller.credential.kind === 'session' ? caller.principalId : null;
    const wish = { purpose: 'invitation', email, role, createdBy, lifetimeMs: invitationLifetimeMs } as const;
    const made = await bookLink(tx, deps.now(), wish);
    const detail = { email, role };
    await audit(tx, deps, auditEntry(asker.decider, { action: 'operators.invite', resource: 'operator', detail }));
    return made;
  });
  const expiresAt = deps.now() + invitationLifetimeMs;
  return { email, role, link: linkTo(deps.publicUrl(), 'accept-invitation', token), expiresAt };
}

export type OperatorChange =
  | { readonly action: 'role'; readonly role: OperatorRole }
  | { readonly action: 'disable' }
  | { readonly action: 'enable' }
  | { readonly action: 'remove' };

/**
 * Changes another operator. It counts from the commit on: for their sessions, their keys and what they ask next.
 * @returns the operator as they are now; null once removed
 * @throws WheelhouseError NOT_FOUND; OWN_ROLE, LAST_OWNER, MORE_THAN_HELD
 */
export async function changeOperator(
  deps: OperatorDeps,
  id: string,
  change: OperatorChange,
  { caller, asker }: Doing,
): Promise<hubApi.OperatorView | null> {
  return deps.db.transaction(async (tx) => {
    const target = await tx.operator.findUnique({ where: { id } });
    if (target === null) throw new WheelhouseError('NOT_FOUND');
    const owners = await lockOwners(tx);
    const actor = await actorOf(tx, caller);
    const role = target.role as OperatorRole;
    const to = change.action === 'role' ? change.role : change.action === 'enable' ? role : null;
    const otherOwners = owners.filter((owner) => owner.id !== id).length;
    refuse(decideChange(actor, { id, role }, { to, otherOwners }));
    const after = await carryOut(tx, target, change, deps.now());
    const detail = change.action === 'role' ? { from: role, to: change.role } : {};
    const entry = { action: `operator.${change.action}`, resource: `operator:${id}`, detail };
    await audit(tx, deps, auditEntry(asker.decider, entry));
    return after === null ? null : operatorView(after);
  });
}

async function carryOut(
  tx: HubTx,
  { id }: OperatorRow,
  change: OperatorChange,
  now: number,
): Promise<OperatorRow | null> {
  switch (change.action) {
    case 'role':
      return tx.operator.update({ where: { id }, data: { role: change.role } });
    case 'enable':
      return tx.operator.update({ where: { id }, data: { disabledAt: null } });
    case 'disable':
      await endSessions(tx, id);
      return tx.operator.update({ where: { id }, data: { disabledAt: new Date(now) } });
    case 'remove':
      await tx.operator.delete({ where: { id } });
      return null;
  }
}

/** Held to the end, so that two owners cannot remove each other at once. */
async function lockOwners(tx: HubTx): Promise<readonly { readonly id: string }[]> {
  return tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM operators WHERE role = 'owner' AND disabled_at IS NULL ORDER BY id FOR UPDATE`;
}

/** The operator behind a session or a key; a key without one was made with the hub. */
async function actorOf(tx: HubTx, { principalId }: Caller): Promise<Actor> {
  const row = await tx.operator.findUnique({ where: { id: principalId }, select: { role: true } });
  return row === null
    ? { operatorId: null, role: 'owner' }
    : { operatorId: principalId, role: row.role as OperatorRole };
}

function refuse(code: Code | null): void {
  if (code !== null) throw new WheelhouseError(code);
}

/**
 * Sets another password and ends every session, the one that asks too.
 * @throws WheelhouseError INVALID where the current password is not right; RATE_LIMITED
 */
export async function changePassword(
  deps: OperatorDeps,
  wish: hubApi.ChangeOperatorPassword,
  { caller, asker }: Doing,
): Promise<void> {
  const id = caller.principalId;
  const found = await deps.db.run((tx) => tx.operator.findUniqueOrThrow({ where: { id } }));
  await takePasswordAttempt(deps, found.email, asker.ip);
  const check = await deps.hasher.check(found.passwordHash, wish.current);
  if (!check.ok) throw new WheelhouseError('INVALID', 'the current password is not right');
  const passwordHash = await deps.hasher.hash(wish.next);
  await deps.db.transaction(async (tx) => {
    await tx.operator.update({ where: { id }, data: { passwordHash } });
    await endSessions(tx, id);
    await audit(tx, deps, auditEntry(asker.decider, { action: 'password.change', resource: `operator:${id}` }));
  });
}

/** Ends one session of an operator, or all of them. */
export async function signOut(deps: OperatorDeps, { caller, asker }: Doing, everywhere: boolean): Promise<void> {
  const id = caller.principalId;
  await deps.db.transaction(async (tx) => {
    await endSessions(tx, id, everywhere ? undefined : caller.credential.id);
    const action = everywhere ? 'session.end-all' : 'session.end';
    await audit(tx, deps, auditEntry(asker.decider, { action, resource: `operator:${id}` }));
  });
}
