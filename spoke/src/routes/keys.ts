import { PageQuery, spokeApi, successOf } from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { workspaceCallerOf } from '../issue/caller.ts';
import { createKey, listKeys, revokeKey, rotateKey } from '../keys/service.ts';
import type { RouteDeps } from './deps.ts';
import { checkCursor } from './page.ts';

const params = z.object({ id: z.uuid() });
const shownOnce = { 201: successOf(spokeApi.NewKeyView) };

/** A person's API keys in the workspace they are in. */
export function keyRoutes(app: HttpServer, deps: RouteDeps): void {
  const config = { permission: 'keys:create:any' } as const;
  app.get(
    '/api/v1/keys',
    { schema: { querystring: PageQuery, response: { 200: successOf(z.array(spokeApi.KeyView)) } }, config },
    async (request, reply) => {
      checkCursor(request.query);
      const page = await listKeys(deps.db, workspaceCallerOf(request), request.query);
      return sendData(reply, page.items, page);
    },
  );
  app.post(
    '/api/v1/keys',
    { schema: { body: spokeApi.CreateKey, response: shownOnce }, config },
    async (request, reply) => {
      const made = await createKey(deps.db, workspaceCallerOf(request), { wish: request.body, now: deps.now() });
      return sendData(reply.code(201), made);
    },
  );
  app.post(
    '/api/v1/keys/:id/rotate',
    { schema: { params, body: spokeApi.RotateKey.optional(), response: shownOnce }, config },
    async (request, reply) => {
      const wish = { ...request.body, id: request.params.id };
      const made = await rotateKey(deps.db, workspaceCallerOf(request), { wish, now: deps.now() });
      return sendData(reply.code(201), made);
    },
  );
  app.delete(
    '/api/v1/keys/:id',
    {
      schema: { params, response: { 200: successOf(z.object({ id: z.string() })) } },
      config: { permission: 'keys:revoke:any' },
    },
    async (request, reply) => {
      await revokeKey(deps.db, workspaceCallerOf(request), { id: request.params.id, now: deps.now() });
      return sendData(reply, { id: request.params.id });
    },
  );
}
