import { PageQuery, spokeApi, successOf } from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { workspaceCallerOf } from '../issue/caller.ts';
import * as accounts from '../keys/service-accounts.ts';
import type { RouteDeps } from './deps.ts';
import { checkCursor } from './page.ts';

const params = z.object({ id: z.uuid() });
const path = '/api/v1/service-accounts';
const one = { 200: successOf(spokeApi.ServiceAccountView) };
const shownOnce = { 201: successOf(spokeApi.NewServiceAccountView) };

/** Programs that act in the workspace, each with keys of its own. */
export function serviceAccountRoutes(app: HttpServer, deps: RouteDeps): void {
  const config = { permission: 'keys:manage' } as const;
  const list = { 200: successOf(z.array(spokeApi.ServiceAccountView)) };
  app.get(path, { schema: { querystring: PageQuery, response: list }, config }, async (request, reply) => {
    checkCursor(request.query);
    const page = await accounts.listServiceAccounts(deps.db, workspaceCallerOf(request), request.query);
    return sendData(reply, page.items, page);
  });
  const create = { body: spokeApi.CreateServiceAccount, response: shownOnce };
  app.post(path, { schema: create, config }, async (request, reply) => {
    const timed = { wish: request.body, now: deps.now() };
    return sendData(reply.code(201), await accounts.createServiceAccount(deps.db, workspaceCallerOf(request), timed));
  });
  app.get(`${path}/:id`, { schema: { params, response: one }, config }, async (request, reply) =>
    sendData(reply, await accounts.getServiceAccount(deps.db, workspaceCallerOf(request), request.params.id)),
  );
  const update = { params, body: spokeApi.UpdateServiceAccount, response: one };
  app.patch(`${path}/:id`, { schema: update, config }, async (request, reply) => {
    const timed = { wish: { ...request.body, id: request.params.id }, now: deps.now() };
    return sendData(reply, await accounts.updateServiceAccount(deps.db, workspaceCallerOf(request), timed));
  });
  const rotate = { params, body: spokeApi.RotateKey.optional(), response: shownOnce };
  app.post(`${path}/:id/rotate`, { schema: rotate, config }, async (request, reply) => {
    const timed = { wish: { ...request.body, id: request.params.id }, now: deps.now() };
    return sendData(reply.code(201), await accounts.rotateServiceAccount(deps.db, workspaceCallerOf(request), timed));
  });
  const revoke = { params, response: { 200: successOf(z.object({ id: z.string() })) } };
  app.delete(`${path}/:id`, { schema: revoke, config }, async (request, reply) => {
    const { id } = request.params;
    await accounts.revokeServiceAccount(deps.db, workspaceCallerOf(request), { id, now: deps.now() });
    return sendData(reply, { id });
  });
}
