import { PageQuery, spokeApi, successOf } from '@wheelhouse/protocol';
import { sendData, sendTagged, tagOf, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { createAgent, getAgent, listAgents, updateAgent } from '../agents/service.ts';
import { workspaceCallerOf } from '../issue/caller.ts';
import type { RouteDeps } from './deps.ts';
import { checkCursor } from './page.ts';

const params = z.object({ id: z.uuid() });
const headers = z.object({ 'if-match': z.string().max(1024).optional() });
const one = { 200: successOf(spokeApi.AgentView) };

/** The catalogue. */
export function agentRoutes(app: HttpServer, deps: RouteDeps): void {
  app.get(
    '/api/v1/agents',
    {
      schema: { querystring: PageQuery, response: { 200: successOf(z.array(spokeApi.AgentView)) } },
      config: { permission: 'agents:read:any' },
    },
    async (request, reply) => {
      checkCursor(request.query);
      const page = await listAgents(deps.db, workspaceCallerOf(request), request.query);
      return sendData(reply, page.items, page);
    },
  );
  app.get(
    '/api/v1/agents/:id',
    { schema: { params, response: one }, config: { permission: 'agents:read:any' } },
    async (request, reply) => {
      const view = await getAgent(deps.db, workspaceCallerOf(request), request.params.id);
      return sendTagged(reply, { view, tag: tagOf(view) });
    },
  );
  app.post(
    '/api/v1/agents',
    {
      schema: { body: spokeApi.CreateAgent, response: { 201: successOf(spokeApi.AgentView) } },
      config: { permission: 'agents:create' },
    },
    async (request, reply) => {
      const made = await createAgent(deps.db, workspaceCallerOf(request), { wish: request.body, now: deps.now() });
      return sendData(reply.code(201), made);
    },
  );
  app.patch(
    '/api/v1/agents/:id',
    {
      schema: { params, headers, body: spokeApi.UpdateAgent, response: one },
      config: { permission: 'agents:update:any' },
    },
    async (request, reply) => {
      const update = { wish: request.body, ifMatch: request.headers['if-match'] };
      const view = await updateAgent(deps.db, workspaceCallerOf(request), request.params.id, update);
      return sendTagged(reply, { view, tag: tagOf(view) });
    },
  );
}
