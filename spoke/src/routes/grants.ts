import { PageQuery, spokeApi, successOf } from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { createGrant, listGrants, revokeGrant } from '../grants/service.ts';
import { workspaceCallerOf } from '../issue/caller.ts';
import type { RouteDeps } from './deps.ts';
import { checkCursor } from './page.ts';

/** What other instances may do in this workspace. */
export function grantRoutes(app: HttpServer, deps: RouteDeps): void {
  const grants = { db: deps.db, signer: deps.grants, now: deps.now };
  app.get(
    '/api/v1/grants',
    {
      schema: { querystring: PageQuery, response: { 200: successOf(z.array(spokeApi.GrantView)) } },
      config: { permission: 'federation:read' },
    },
    async (request, reply) => {
      checkCursor(request.query);
      const page = await listGrants(deps.db, workspaceCallerOf(request), request.query);
      return sendData(reply, page.items, page);
    },
  );
  app.post(
    '/api/v1/grants',
    {
      schema: { body: spokeApi.CreateGrant, response: { 201: successOf(spokeApi.GrantView) } },
      config: { permission: 'federation:grant' },
    },
    async (request, reply) =>
      sendData(reply.code(201), await createGrant(grants, workspaceCallerOf(request), request.body)),
  );
  app.delete(
    '/api/v1/grants/:id',
    {
      schema: { params: z.object({ id: z.uuid() }), response: { 200: successOf(spokeApi.GrantView) } },
      config: { permission: 'federation:grant' },
    },
    async (request, reply) => sendData(reply, await revokeGrant(grants, workspaceCallerOf(request), request.params.id)),
  );
  app.get(
    '/api/v1/grants/held',
    {
      schema: { response: { 200: successOf(z.array(spokeApi.HeldGrantView)) } },
      config: { permission: 'federation:read' },
    },
    async (_request, reply) => {
      const rows = await deps.db.withInstance('peers', (tx) =>
        tx.heldGrant.findMany({ where: { revokedAt: null }, orderBy: { createdAt: 'desc' }, take: 200 }),
      );
      const views = rows.map((row) => ({
        id: row.id,
        issuer: row.issuer,
        workspace: row.remoteWorkspaceId,
        verbs: row.verbs,
        agents: row.agents,
        exp: row.exp.getTime(),
      }));
      return sendData(reply, views);
    },
  );
}
