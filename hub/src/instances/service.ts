import type { HubTx } from '@wheelhouse/prisma/hub';
import { instanceMachine, WheelhouseError, type InstanceState } from '@wheelhouse/protocol';
import { audit, auditEntry, notifyChange, type ChangeDeps, type Decider } from '../changes.ts';
import { factsOf } from '../directory/store.ts';
import { announcePolicy, listConcerned } from '../policy/store.ts';
import { ensureHead } from '../mailbox/store.ts';

export type InstanceAction = 'approve' | 'reject' | 'suspend' | 'resume' | 'revoke' | 'quarantine';

const targets: Readonly<Record<InstanceAction, InstanceState>> = {
  approve: 'active',
  reject: 'revoked',
  suspend: 'suspended',
  resume: 'active',
  revoke: 'revoked',
  // A quarantined instance keeps its state; the mark stands beside it.
  quarantine: 'active',
};

/** The state after an action; null where the action does not fit the state. */
export function decideInstance(
  current: { readonly state: InstanceState; readonly quarantined: boolean },
  action: InstanceAction,
): InstanceState | null {
  if (action === 'quarantine') return current.state;
  if (action === 'resume' && current.quarantined && current.state === 'active') return 'active';
  if (action === 'approve' && current.state !== 'pending' && current.state !== 'requested') return null;
  if (action === 'reject' && current.state !== 'pending' && current.state !== 'requested') return null;
  if (action === 'resume' && current.state !== 'suspended') return null;
  const target = targets[action];
  return instanceMachine.canMove(current.state, target) ? target : null;
}

/**
 * Carries out a decision about an instance: state, policy to everybody concerned, audit, all in one transaction; then
 * open links follow at once.
 * @throws WheelhouseError NOT_FOUND, PRECONDITION
 */
export async function changeInstance(
  deps: ChangeDeps,
  request: { readonly id: string; readonly action: InstanceAction; readonly shortCode?: string },
  decider: Decider,
): Promise<void> {
  const { id, action } = request;
  const concerned = await deps.db.transaction(async (tx) => {
    await applyChange(tx, deps, request);
    const spokeIds = await listConcerned(tx, id);
    await announcePolicy(tx, spokeIds, deps.now());
    await audit(tx, deps, auditEntry(decider, { action: `instance.${action}`, resource: `instance:${id}` }));
    await notifyChange(deps.db, tx, `instance:${id}`);
    return spokeIds;
  });
  await deps.directory.refreshInstance(id);
  deps.sessions.wake(concerned);
  const session = deps.sessions.find(id);
  if (session === null) return;
  if (action === 'revoke' || action === 'reject') await session.endAfterFlush('REVOKED');
  if (action === 'quarantine') await session.endAfterFlush('QUARANTINED');
}

async function applyChange(
  tx: HubTx,
  deps: ChangeDeps,
  request: { readonly id: string; readonly action: InstanceAction; readonly shortCode?: string },
): Promise<void> {
  const { id, action } = request;
  await tx.$queryRaw`select id from instances where id = ${id}::uuid for update`;
  const row = await tx.instance.findUnique({ where: { id } });
  if (row === null) throw new WheelhouseError('NOT_FOUND');
  const facts = factsOf(row.facts);
  const current = { state: row.state as InstanceState, quarantined: typeof facts.quarantinedAt === 'number' };
  const state = decideInstance(current, action);
  if (state === null) throw new WheelhouseError('PRECONDITION', `cannot ${action} an instance that is ${row.state}`);
  if (action === 'approve' && request.shortCode !== row.shortCode) {
    throw new WheelhouseError('PRECONDITION', 'the short code is not the one that this instance shows');
  }
  const now = deps.now();
  const quarantinedAt = action === 'quarantine' ? now : action === 'resume' ? null : (facts.quarantinedAt ?? null);
  if (action === 'approve') await ensureHead(tx, id, id.slice(-12));
  await tx.instance.update({
    where: { id },
    data: {
      state,
      facts: { ...facts, quarantinedAt },
      ...(action === 'approve' ? { approvedAt: new Date(now) } : {}),
    },
  });
}
