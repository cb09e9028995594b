import { hubApi, InstanceId, PageQuery, successOf, WheelhouseError } from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { registerConsole } from '../enrolment/consoles.ts';
import type { HubContext } from '../hub-context.ts';
import { changeInstance, type InstanceAction } from '../instances/service.ts';
import { findInstanceView, listInstanceViews } from '../instances/views.ts';
import { deciderOf } from './context.ts';

const Params = z.object({ id: InstanceId });
const View = successOf(hubApi.HubInstanceView);

/** The registry: who is enrolled, and what an operator decides about them. */
export function instanceRoutes(app: HttpServer, context: HubContext): void {
  app.get(
    '/api/v1/instances',
    {
      schema: { querystring: PageQuery, response: { 200: successOf(hubApi.HubInstanceView.array()) } },
      config: { permission: 'instances:read' },
    },
    async (request, reply) => {
      const { rows, nextCursor } = await listInstanceViews(context, request.query);
      return sendData(reply, rows, { nextCursor });
    },
  );

  app.get(
    '/api/v1/instances/:id',
    { schema: { params: Params, response: { 200: View } }, config: { permission: 'instances:read' } },
    async (request, reply) => sendData(reply, await getView(context, request.params.id)),
  );

  app.post(
    '/api/v1/consoles',
    {
      schema: { body: hubApi.RegisterConsole, response: { 200: View } },
      config: { permission: 'instances:approve' },
    },
    async (request, reply) => {
      const id = await registerConsole(context, request.body.keyset, deciderOf(request));
      return sendData(reply, await getView(context, id));
    },
  );

  app.post(
    '/api/v1/instances/:id/approve',
    {
      schema: { params: Params, body: hubApi.ApproveInstance, response: { 200: View } },
      config: { permission: 'instances:approve' },
    },
    async (request, reply) => {
      const { id } = request.params;
      await changeInstance(context, { id, action: 'approve', shortCode: request.body.shortCode }, deciderOf(request));
      return sendData(reply, await getView(context, id));
    },
  );

  for (const action of ['reject', 'suspend', 'resume', 'revoke'] as const) actionRoute(app, context, action);
}

function actionRoute(
  app: HttpServer,
  context: HubContext,
  action: Exclude<InstanceAction, 'approve' | 'quarantine'>,
): void {
  app.post(
    `/api/v1/instances/:id/${action}`,
    { schema: { params: Params, response: { 200: View } }, config: { permission: `instances:${action}` } },
    async (request, reply) => {
      await changeInstance(context, { id: request.params.id, action }, deciderOf(request));
      return sendData(reply, await getView(context, request.params.id));
    },
  );
}

async function getView(context: HubContext, id: string): Promise<z.infer<typeof hubApi.HubInstanceView>> {
  const view = await findInstanceView(context, id);
  if (view === null) throw new WheelhouseError('NOT_FOUND');
  return view;
}
