import { WheelhouseError } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { callerOf } from '@wheelhouse/server';
import type { FastifyRequest } from 'fastify';

/**
 * For what concerns every tenant of the instance: whoever owns a workspace on it may not decide that, only who runs it.
 * @throws WheelhouseError NOT_AUTHORIZED
 */
export async function requireInstanceAdmin(db: SpokeDb, request: FastifyRequest): Promise<void> {
  const { kind, principalId: id } = callerOf(request);
  if (kind !== 'user') throw new WheelhouseError('NOT_AUTHORIZED');
  const user = await db.withUser(id, (tx) => tx.user.findUnique({ where: { id }, select: { instanceAdmin: true } }));
  if (user?.instanceAdmin !== true) throw new WheelhouseError('NOT_AUTHORIZED');
}
