import { WheelhouseError } from '@wheelhouse/protocol';
import { callerOf } from '@wheelhouse/server';
import type { FastifyRequest } from 'fastify';
import { askerOf } from '../operators/asker.ts';
import type { OperatorDeps } from '../operators/deps.ts';
import type { Doing } from '../operators/service.ts';

/**
 * What only an operator may do, and with `session` only at a browser: a key must not make its own life longer.
 * @throws WheelhouseError NOT_AUTHORIZED for the hub's own keys, which speak for nobody; UNAUTHENTICATED for other keys
 */
export async function doingOf(
  { db }: Pick<OperatorDeps, 'db'>,
  request: FastifyRequest,
  by: 'any' | 'session',
): Promise<Doing> {
  const caller = callerOf(request);
  if (caller.credential.kind === 'api-key') {
    const { principalId: id } = caller;
    if ((await db.run((tx) => tx.operator.count({ where: { id } }))) === 0) throw new WheelhouseError('NOT_AUTHORIZED');
    if (by === 'session') throw new WheelhouseError('UNAUTHENTICATED', 'this needs a session, not a key');
  }
  return { caller, asker: askerOf(request) };
}
