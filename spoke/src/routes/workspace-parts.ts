import { spokeApi, successOf, WorkspaceId } from '@wheelhouse/protocol';
import { sendTagged, tagOf, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { pathWorkspaceCaller } from '../access/path-workspace.ts';
import * as service from '../workspaces/service.ts';
import type { RouteDeps } from './deps.ts';

const params = z.object({ id: WorkspaceId });
const headers = z.object({ 'if-match': z.string().max(1024).optional() });
const manage = { permission: 'settings:manage', workspaceParam: 'id' } as const;

/** Settings, limits and branding: each read and written as a whole of its own. */
export function workspacePartRoutes(app: HttpServer, deps: RouteDeps): void {
  settingsRoutes(app, deps);
  limitsRoutes(app, deps);
  brandingRoutes(app, deps);
}

function settingsRoutes(app: HttpServer, { db }: RouteDeps): void {
  const response = { 200: successOf(spokeApi.WorkspaceSettings) };
  app.get(
    '/api/v1/workspaces/:id/settings',
    { schema: { params, response }, config: { permission: 'settings:view', workspaceParam: 'id' } },
    async (request, reply) => {
      const { settings: view } = (await service.getWorkspace(db, pathWorkspaceCaller(request))).view;
      return sendTagged(reply, { view, tag: tagOf(view) });
    },
  );
  app.patch(
    '/api/v1/workspaces/:id/settings',
    { schema: { params, headers, body: spokeApi.UpdateWorkspaceSettings, response }, config: manage },
    async (request, reply) => {
      const update = { wish: request.body, ifMatch: request.headers['if-match'] };
      return sendTagged(reply, await service.updateSettings(db, pathWorkspaceCaller(request), update));
    },
  );
}

function limitsRoutes(app: HttpServer, { db }: RouteDeps): void {
  const response = { 200: successOf(spokeApi.WorkspaceLimits) };
  app.get(
    '/api/v1/workspaces/:id/limits',
    { schema: { params, response }, config: { permission: 'settings:view', workspaceParam: 'id' } },
    async (request, reply) => {
      const { limits: view } = (await service.getWorkspace(db, pathWorkspaceCaller(request))).view;
      return sendTagged(reply, { view, tag: tagOf(view) });
    },
  );
  app.put(
    '/api/v1/workspaces/:id/limits',
    { schema: { params, headers, body: spokeApi.WorkspaceLimits, response }, config: manage },
    async (request, reply) => {
      const update = { wish: request.body, ifMatch: request.headers['if-match'] };
      return sendTagged(reply, await service.putLimits(db, pathWorkspaceCaller(request), update));
    },
  );
}

function brandingRoutes(app: HttpServer, { db }: RouteDeps): void {
  const response = { 200: successOf(spokeApi.Branding) };
  app.get(
    '/api/v1/workspaces/:id/branding',
    { schema: { params, response }, config: { permission: 'workspace:read', workspaceParam: 'id' } },
    async (request, reply) => {
      const { branding: view } = (await service.getWorkspace(db, pathWorkspaceCaller(request))).view;
      return sendTagged(reply, { view, tag: tagOf(view) });
    },
  );
  app.put(
    '/api/v1/workspaces/:id/branding',
    { schema: { params, headers, body: spokeApi.Branding, response }, config: manage },
    async (request, reply) => {
      const update = { wish: request.body, ifMatch: request.headers['if-match'] };
      return sendTagged(reply, await service.putBranding(db, pathWorkspaceCaller(request), update));
    },
  );
}
