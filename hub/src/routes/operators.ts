import { hubApi, successOf, WheelhouseError } from '@wheelhouse/protocol';
import { callerOf, sendData, type HttpServer } from '@wheelhouse/server';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { askerOf } from '../operators/asker.ts';
import type { OperatorDeps } from '../operators/deps.ts';
import { createKey, listKeys, revokeKey } from '../operators/keys.ts';
import { changeOperator, inviteOperator, listOperators, type Doing } from '../operators/service.ts';
import { operatorView } from '../operators/view.ts';
import { doingOf } from './doing.ts';

const Params = z.object({ id: z.uuid() });
const View = successOf(hubApi.OperatorView);
const nothing = { 200: successOf(z.object({})) };

/** Who runs the hub, and what each of them may. */
export function operatorRoutes(app: HttpServer, operators: OperatorDeps): void {
  app.get(
    '/api/v1/operators',
    { schema: { response: { 200: successOf(hubApi.OperatorView.array()) } }, config: { permission: 'operators:read' } },
    async (_request, reply) => sendData(reply, await listOperators(operators)),
  );
  app.post(
    '/api/v1/operators/invitations',
    {
      schema: { body: hubApi.InviteOperator, response: { 200: successOf(hubApi.InvitedOperator) } },
      config: { permission: 'operators:invite' },
    },
    async (request, reply) => sendData(reply, await inviteOperator(operators, request.body, actingOf(request))),
  );
  app.put(
    '/api/v1/operators/:id/role',
    {
      schema: { params: Params, body: hubApi.ChangeOperatorRole, response: { 200: View } },
      config: { permission: 'operators:manage' },
    },
    async (request, reply) => {
      const { id } = request.params;
      const change = { action: 'role', role: request.body.role } as const;
      return sendData(reply, await changed(operators, id, change, request));
    },
  );
  for (const action of ['disable', 'enable'] as const) {
    app.post(
      `/api/v1/operators/:id/${action}`,
      { schema: { params: Params, response: { 200: View } }, config: { permission: 'operators:manage' } },
      async (request, reply) => sendData(reply, await changed(operators, request.params.id, { action }, request)),
    );
  }
  app.delete(
    '/api/v1/operators/:id',
    { schema: { params: Params, response: nothing }, config: { permission: 'operators:manage' } },
    async (request, reply) => {
      await changeOperator(operators, request.params.id, { action: 'remove' }, actingOf(request));
      return sendData(reply, {});
    },
  );
  ownRoutes(app, operators);
}

/** One's own account and keys. */
function ownRoutes(app: HttpServer, operators: OperatorDeps): void {
  const config = { permission: 'self' };
  app.get(
    '/api/v1/me',
    { schema: { response: { 200: successOf(hubApi.OperatorSelf) } }, config },
    async (request, reply) => {
      const { caller } = await doingOf(operators, request, 'any');
      const row = await operators.db.run((tx) => tx.operator.findUnique({ where: { id: caller.principalId } }));
      if (row === null) throw new WheelhouseError('UNAUTHENTICATED');
      return sendData(reply, { ...operatorView(row), permissions: [...caller.permissions] });
    },
  );
  app.get(
    '/api/v1/keys',
    { schema: { response: { 200: successOf(hubApi.OperatorKeyView.array()) } }, config },
    async (request, reply) => {
      const { caller } = await doingOf(operators, request, 'any');
      return sendData(reply, await listKeys(operators, caller.principalId));
    },
  );
  app.post(
    '/api/v1/keys',
    {
      schema: { body: hubApi.CreateOperatorKey, response: { 201: successOf(hubApi.NewOperatorKeyView) } },
      config,
    },
    async (request, reply) => {
      const made = await createKey(operators, request.body, await doingOf(operators, request, 'session'));
      return sendData(reply.code(201), made);
    },
  );
  app.delete('/api/v1/keys/:id', { schema: { params: Params, response: nothing }, config }, async (request, reply) => {
    await revokeKey(operators, request.params.id, await doingOf(operators, request, 'any'));
    return sendData(reply, {});
  });
}

/** The hub's own key may run the operators too: it is how a hub without any gets its first ones back. */
function actingOf(request: FastifyRequest): Doing {
  return { caller: callerOf(request), asker: askerOf(request) };
}

async function changed(
  operators: OperatorDeps,
  id: string,
  change: Parameters<typeof changeOperator>[2],
  request: FastifyRequest,
): Promise<hubApi.OperatorView> {
  const view = await changeOperator(operators, id, change, actingOf(request));
  if (view === null) throw new WheelhouseError('NOT_FOUND');
  return view;
}
