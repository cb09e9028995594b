import { permits, spokeApi, successOf, WheelhouseError, WorkspaceId } from '@wheelhouse/protocol';
import { callerOf, sendData, sendTagged, tagOf, type HttpServer, type Tagged } from '@wheelhouse/server';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { pathWorkspaceCaller } from '../access/path-workspace.ts';
import { permissionsIn } from '../access/permissions-in.ts';
import { enterOrganization, personOf } from '../organizations/caller.ts';
import { findBySlug } from '../workspaces/by-slug.ts';
import { listMyWorkspaces } from '../workspaces/list.ts';
import * as service from '../workspaces/service.ts';
import { switchWorkspace } from '../workspaces/switch.ts';
import { getWorkspaceRow, workspaceView } from '../workspaces/view.ts';
import type { RouteDeps } from './deps.ts';
import { checkCursor } from './page.ts';
import { workspaceEndRoutes } from './workspace-end.ts';
import { workspacePartRoutes } from './workspace-parts.ts';

const params = z.object({ id: WorkspaceId });
const headers = z.object({ 'if-match': z.string().max(1024).optional() });
const one = { 200: successOf(spokeApi.WorkspaceView) };

/** Workspaces: the caller's, new ones, and each by itself. */
export function workspaceRoutes(app: HttpServer, deps: RouteDeps): void {
  app.get(
    '/api/v1/workspaces',
    {
      schema: {
        querystring: spokeApi.WorkspacesQuery,
        response: { 200: successOf(z.array(spokeApi.WorkspaceSummary)) },
      },
      config: { permission: 'self' },
    },
    async (request, reply) => {
      checkCursor(request.query);
      const { cursor, limit, deleted } = request.query;
      const only = onlyWorkspaceOf(request);
      const wish = { limit, deleted: deleted === 'true', cursor, ...(only === undefined ? {} : { only }) };
      const page = await listMyWorkspaces(deps.db, personOf(request).principalId, wish);
      return sendData(reply, page.items, page);
    },
  );
  app.post(
    '/api/v1/workspaces',
    {
      schema: { body: spokeApi.CreateWorkspace, response: { 201: successOf(spokeApi.CreatedWorkspace) } },
      config: { permission: 'self' },
    },
    async (request, reply) => {
      const { organizationId = callerOf(request).organizationId, name, slug } = request.body;
      if (organizationId === undefined) throw new WheelhouseError('INVALID', 'name the organization');
      const needed = 'organization:workspaces';
      const caller = await enterOrganization(deps.db, request, { organizationId, needed });
      const withKey = callerOf(request).credential.kind === 'api-key';
      return sendData(reply.code(201), await service.createWorkspace(deps, caller, { name, slug, withKey }));
    },
  );
  app.get(
    '/api/v1/workspaces/by-slug/:org/:slug',
    { schema: { params: spokeApi.SlugPath, response: one }, config: { permission: 'self' } },
    async (request, reply) => sendTagged(reply, await getBySlug(deps, request, request.params)),
  );
  entryRoutes(app, deps);
  workspacePartRoutes(app, deps);
  workspaceEndRoutes(app, deps);
}

/** A key reaches its own workspace only, whatever its person may enter. */
function onlyWorkspaceOf(request: FastifyRequest): string | undefined {
  const caller = callerOf(request);
  return caller.credential.kind === 'api-key' ? caller.workspaceId : undefined;
}

async function getBySlug(
  deps: RouteDeps,
  request: FastifyRequest,
  path: { readonly org: string; readonly slug: string },
): Promise<Tagged<spokeApi.WorkspaceView>> {
  const { principalId: userId } = personOf(request);
  const workspaceId = await findBySlug(deps.db, userId, path);
  const only = onlyWorkspaceOf(request);
  if (only !== undefined && only !== workspaceId) throw new WheelhouseError('NOT_FOUND');
  const rights = await permissionsIn(deps.db, { workspaceId, userId });
  if (rights === null) throw new WheelhouseError('NOT_FOUND');
  // A key holds what it was made for, not what its person does.
  const held = only === undefined ? rights.permissions : callerOf(request).permissions;
  if (!permits(held, 'workspace:read')) throw new WheelhouseError('NOT_AUTHORIZED');
  const view = await deps.db.withTenant({ workspaceId, actor: { kind: 'user', id: userId } }, async (tx) =>
    workspaceView(await getWorkspaceRow(tx, workspaceId)),
  );
  return { view, tag: tagOf(view) };
}

/** One workspace: looking at it, changing it, making it the session's. */
function entryRoutes(app: HttpServer, deps: RouteDeps): void {
  app.get(
    '/api/v1/workspaces/:id',
    { schema: { params, response: one }, config: { permission: 'workspace:read', workspaceParam: 'id' } },
    async (request, reply) => sendTagged(reply, await service.getWorkspace(deps.db, pathWorkspaceCaller(request))),
  );
  app.patch(
    '/api/v1/workspaces/:id',
    {
      schema: { params, headers, body: spokeApi.UpdateWorkspace, response: one },
      config: { permission: 'workspace:update', workspaceParam: 'id' },
    },
    async (request, reply) => {
      const update = { wish: request.body, ifMatch: request.headers['if-match'] };
      return sendTagged(reply, await service.updateWorkspace(deps.db, pathWorkspaceCaller(request), update));
    },
  );
  app.post(
    '/api/v1/workspaces/:id/switch',
    {
      schema: { params, response: { 200: successOf(spokeApi.SwitchedWorkspace) } },
      config: { permission: 'self', notIdempotent: 'an earlier answer would not switch' },
    },
    async (request, reply) => {
      const { kind, id } = callerOf(request).credential;
      const wish = { workspaceId: request.params.id, sessionId: kind === 'session' ? id : null };
      return sendData(reply, await switchWorkspace(deps.db, personOf(request), wish));
    },
  );
}
