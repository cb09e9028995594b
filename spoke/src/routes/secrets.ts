import { PageQuery, spokeApi, successOf } from '@wheelhouse/protocol';
import { sendData, sendTagged, tagOf, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { workspaceCallerOf } from '../issue/caller.ts';
import * as secrets from '../secrets/service.ts';
import type { RouteDeps } from './deps.ts';
import { checkCursor } from './page.ts';

const params = z.object({ id: z.uuid() });
const headers = z.object({ 'if-match': z.string().max(1024).optional() });
const one = { 200: successOf(spokeApi.SecretView) };

/** What agents are given and nobody is shown. Values come in, and go out only into a run's environment. */
export function secretRoutes(app: HttpServer, { db, people: { sealer }, now }: RouteDeps): void {
  const deps = { db, sealer, now };
  app.get(
    '/api/v1/secrets',
    {
      schema: { querystring: PageQuery, response: { 200: successOf(z.array(spokeApi.SecretView)) } },
      config: { permission: 'secrets:read' },
    },
    async (request, reply) => {
      checkCursor(request.query);
      const page = await secrets.listSecrets(deps, workspaceCallerOf(request), request.query);
      return sendData(reply, page.items, page);
    },
  );
  app.post(
    '/api/v1/secrets',
    {
      schema: { body: spokeApi.CreateSecret, response: { 201: successOf(spokeApi.SecretView) } },
      config: {
        permission: 'secrets:manage',
        notIdempotent:
          'the digest of the body that is kept with a key would be one of the secret; a name is there once',
      },
    },
    async (request, reply) => {
      const view = await secrets.createSecret(deps, workspaceCallerOf(request), request.body);
      return sendTagged(reply.code(201), { view, tag: tagOf(view) });
    },
  );
  oneSecretRoutes(app, deps);
}

function oneSecretRoutes(app: HttpServer, deps: secrets.SecretDeps): void {
  app.get(
    '/api/v1/secrets/:id',
    { schema: { params, response: one }, config: { permission: 'secrets:read' } },
    async (request, reply) => {
      const view = await secrets.getSecret(deps, workspaceCallerOf(request), request.params.id);
      return sendTagged(reply, { view, tag: tagOf(view) });
    },
  );
  app.patch(
    '/api/v1/secrets/:id',
    {
      schema: { params, headers, body: spokeApi.UpdateSecret, response: one },
      config: { permission: 'secrets:manage' },
    },
    async (request, reply) => {
      const update = { wish: request.body, ifMatch: request.headers['if-match'] };
      const view = await secrets.updateSecret(deps, workspaceCallerOf(request), request.params.id, update);
      return sendTagged(reply, { view, tag: tagOf(view) });
    },
  );
  app.delete(
    '/api/v1/secrets/:id',
    {
      schema: { params, response: { 200: successOf(z.object({ id: z.string() })) } },
      config: { permission: 'secrets:manage' },
    },
    async (request, reply) => {
      await secrets.deleteSecret(deps, workspaceCallerOf(request), request.params.id);
      return sendData(reply, { id: request.params.id });
    },
  );
}
