import { spokeApi, successOf, WorkspaceId } from '@wheelhouse/protocol';
import { callerOf, sendData, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { pathWorkspaceCaller } from '../access/path-workspace.ts';
import { personOf } from '../organizations/caller.ts';
import { deleteWorkspace, restoreWorkspace } from '../workspaces/delete.ts';
import { purgeNow } from '../workspaces/purge.ts';
import type { RouteDeps } from './deps.ts';

const params = z.object({ id: WorkspaceId });

/** The end of a workspace: deleted by its owner, brought back, or gone for good. */
export function workspaceEndRoutes(app: HttpServer, deps: RouteDeps): void {
  app.delete(
    '/api/v1/workspaces/:id',
    {
      schema: { params, response: { 200: successOf(spokeApi.DeletedWorkspace) } },
      config: { permission: 'workspace:delete', workspaceParam: 'id' },
    },
    async (request, reply) => sendData(reply, await deleteWorkspace(deps, pathWorkspaceCaller(request))),
  );
  app.post(
    '/api/v1/workspaces/:id/restore',
    { schema: { params, response: { 200: successOf(spokeApi.WorkspaceView) } }, config: { permission: 'self' } },
    async (request, reply) => {
      const wish = { workspaceId: request.params.id, credential: callerOf(request) };
      return sendData(reply, await restoreWorkspace(deps, personOf(request), wish));
    },
  );
  app.post(
    '/api/v1/workspaces/:id/purge',
    {
      schema: { params, body: spokeApi.PurgeWorkspace, response: { 200: successOf(spokeApi.PurgedWorkspace) } },
      config: { permission: 'self' },
    },
    async (request, reply) => {
      const wish = { workspaceId: request.params.id, credential: callerOf(request), confirm: request.body.confirm };
      return sendData(reply, await purgeNow(deps, personOf(request), wish));
    },
  );
}
