import { spokeApi, successOf } from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { workspaceCallerOf } from '../issue/caller.ts';
import * as views from '../views/service.ts';
import type { RouteDeps } from './deps.ts';
import { checkCursor } from './page.ts';

const params = z.object({ id: z.uuid() });
const one = successOf(spokeApi.SavedView);

/** Saved views of lists. Which screens somebody has, and what they may do with whose view, is decided by the view. */
export function viewRoutes(app: HttpServer, deps: RouteDeps): void {
  const config = { permission: 'workspace:read' } as const;
  app.get(
    '/api/v1/views',
    {
      schema: { querystring: spokeApi.ViewsQuery, response: { 200: successOf(z.array(spokeApi.SavedView)) } },
      config,
    },
    async (request, reply) => {
      checkCursor(request.query);
      const page = await views.listViews(deps, workspaceCallerOf(request), request.query);
      return sendData(reply, page.items, page);
    },
  );
  app.post(
    '/api/v1/views',
    { schema: { body: spokeApi.CreateSavedView, response: { 201: one } }, config },
    async (request, reply) =>
      sendData(reply.code(201), await views.createView(deps, workspaceCallerOf(request), request.body)),
  );
  app.patch(
    '/api/v1/views/:id',
    { schema: { params, body: spokeApi.UpdateSavedView, response: { 200: one } }, config },
    async (request, reply) => {
      const { id } = request.params;
      return sendData(reply, await views.updateView(deps, workspaceCallerOf(request), id, request.body));
    },
  );
  app.delete(
    '/api/v1/views/:id',
    { schema: { params, response: { 200: successOf(z.object({ id: z.string() })) } }, config },
    async (request, reply) => {
      await views.deleteView(deps, workspaceCallerOf(request), request.params.id);
      return sendData(reply, { id: request.params.id });
    },
  );
}
