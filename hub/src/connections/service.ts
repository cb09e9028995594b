import { newId, WheelhouseError } from '@wheelhouse/protocol';
import type { HubTx } from '@wheelhouse/prisma/hub';
import { audit, auditEntry, notifyChange, type ChangeDeps, type Decider } from '../changes.ts';
import type { HubLimits } from '../limits.ts';
import { announcePolicy, assertPolicyFits } from '../policy/store.ts';
import { decideConnection, decideRequest, type Connection, type ConnectionActionName } from './rules.ts';
import { reofferBuried } from './reoffer.ts';
import { findConnection, findPair, saveConnection } from './store.ts';

export interface ConnectionDeps extends ChangeDeps {
  readonly limits: HubLimits;
}

/**
 * Asks for a connection in the name of `from`.
 * @throws WheelhouseError NOT_FOUND where one of the two is not enrolled, INVALID where they are the same
 */
export async function requestConnection(
  deps: ConnectionDeps,
  request: { readonly from: string; readonly to: string },
  decider: Decider,
): Promise<Connection> {
  if (request.from === request.to) throw new WheelhouseError('INVALID', 'an instance has no connection with itself');
  const now = deps.now();
  return await change(deps, decider, 'connection.request', async (tx) => {
    const known = await tx.instance.count({
      where: { id: { in: [request.from, request.to] }, state: { in: ['active', 'suspended'] } },
    });
    if (known !== 2) throw new WheelhouseError('NOT_FOUND', 'both instances have to be enrolled');
    return decideRequest(await findPair(tx, request.from, request.to), { ...request, id: newId(now) }, now);
  });
}

/**
 * Carries out one side's decision about a connection.
 * @throws WheelhouseError NOT_FOUND, PRECONDITION
 */
export async function changeConnection(
  deps: ConnectionDeps,
  request: { readonly id: string; readonly action: ConnectionActionName; readonly instance: string },
  decider: Decider,
): Promise<Connection> {
  return await change(deps, decider, `connection.${request.action}`, async (tx) => {
    const known = await findConnection(tx, request.id);
    if (known === null) throw new WheelhouseError('NOT_FOUND');
    const next = decideConnection(known, request.action, { instance: request.instance, now: deps.now() });
    if (next === null) {
      throw new WheelhouseError('PRECONDITION', `cannot ${request.action} a connection that is ${known.state}`);
    }
    return next;
  });
}

async function change(
  deps: ConnectionDeps,
  decider: Decider,
  action: string,
  decide: (tx: HubTx) => Promise<Connection>,
): Promise<Connection> {
  const connection = await deps.db.transaction(async (tx) => {
    const next = await decide(tx);
    await saveConnection(tx, next, deps.now());
    if (action === 'connection.request') await assertPolicyFits(tx, [next.a, next.b]);
    await announcePolicy(tx, [next.a, next.b], deps.now());
    if (next.state === 'active') await reofferBuried(tx, next, { now: deps.now(), limits: deps.limits });
    const detail = { a: next.a, b: next.b, state: next.state };
    await audit(tx, deps, auditEntry(decider, { action, resource: `connection:${next.id}`, detail }));
    await notifyChange(deps.db, tx, `connection:${next.id}`);
    return next;
  });
  await deps.directory.refreshConnection(connection.id);
  deps.sessions.wake([connection.a, connection.b]);
  return connection;
}
