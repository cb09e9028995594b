import { WheelhouseError } from '@wheelhouse/protocol';
import type { FastifyRequest } from 'fastify';
import { workspaceCallerOf, type WorkspaceCaller } from '../issue/caller.ts';

/**
 * The caller of a route under `/workspaces/:id`, in that workspace. A session was entered there already; a key reaches
 * its own workspace only.
 * @throws WheelhouseError NOT_FOUND for every other id, whether it exists or not
 */
export function pathWorkspaceCaller(request: FastifyRequest): WorkspaceCaller {
  const caller = workspaceCallerOf(request);
  const { id } = request.params as { readonly id: string };
  if (id !== caller.workspaceId) throw new WheelhouseError('NOT_FOUND');
  return caller;
}
