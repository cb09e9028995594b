import { hubApi, shortCode, successOf, WheelhouseError } from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import type { Connection, ConnectionActionName } from '../connections/rules.ts';
import { changeConnection, requestConnection } from '../connections/service.ts';
import { connectionOf } from '../connections/store.ts';
import type { HubContext } from '../hub-context.ts';
import { decodeTimeCursor, deciderOf, encodeCursor, pageOf } from './context.ts';

type View = z.infer<typeof hubApi.ConnectionView>;

const Params = z.object({ id: z.uuid() });
const actions = ['accept', 'suspend', 'resume', 'disconnect'] as const satisfies readonly ConnectionActionName[];

/** Who may talk to whom. An operator acts for the instance that the body names; both sides have to accept. */
export function connectionRoutes(app: HttpServer, context: HubContext): void {
  listRoute(app, context);
  app.post(
    '/api/v1/connections',
    {
      schema: { body: hubApi.RequestConnection, response: { 200: successOf(hubApi.ConnectionView) } },
      config: { permission: 'connections:request' },
    },
    async (request, reply) => {
      const connection = await requestConnection(context, request.body, deciderOf(request));
      return sendData(reply, viewOf(connection, { context, updatedAt: context.now() }));
    },
  );
  app.get(
    '/api/v1/connections/:id',
    {
      schema: { params: Params, response: { 200: successOf(hubApi.ConnectionView) } },
      config: { permission: 'connections:read' },
    },
    async (request, reply) => {
      const row = await context.db.run((db) => db.connection.findUnique({ where: { id: request.params.id } }));
      if (row === null) throw new WheelhouseError('NOT_FOUND');
      return sendData(reply, viewOf(connectionOf(row), { context, updatedAt: row.updatedAt.getTime() }));
    },
  );
  for (const action of actions) actionRoute(app, context, action);
}

function listRoute(app: HttpServer, context: HubContext): void {
  app.get(
    '/api/v1/connections',
    {
      schema: { querystring: hubApi.ConnectionsQuery, response: { 200: successOf(hubApi.ConnectionView.array()) } },
      config: { permission: 'connections:read' },
    },
    async (request, reply) => {
      const { cursor, limit, instance } = request.query;
      const after = cursor === undefined ? null : decodeTimeCursor(cursor);
      const found = await context.db.run((db) =>
        db.connection.findMany({
          where: {
            AND: [
              instance === undefined ? {} : { OR: [{ a: instance }, { b: instance }] },
              after === null
                ? {}
                : { OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }] },
            ],
          },
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          take: limit + 1,
        }),
      );
      const page = pageOf(found, limit, (last) => encodeCursor([last.createdAt.getTime(), last.id]));
      const views = page.rows.map((row) => viewOf(connectionOf(row), { context, updatedAt: row.updatedAt.getTime() }));
      return sendData(reply, views, { nextCursor: page.nextCursor });
    },
  );
}

function actionRoute(app: HttpServer, context: HubContext, action: ConnectionActionName): void {
  app.post(
    `/api/v1/connections/:id/${action}`,
    {
      schema: { params: Params, body: hubApi.ConnectionAction, response: { 200: successOf(hubApi.ConnectionView) } },
      config: { permission: `connections:${action}` },
    },
    async (request, reply) => {
      const change = { id: request.params.id, action, instance: request.body.instance };
      const connection = await changeConnection(context, change, deciderOf(request));
      return sendData(reply, viewOf(connection, { context, updatedAt: context.now() }));
    },
  );
}

function viewOf(connection: Connection, at: { readonly context: HubContext; readonly updatedAt: number }): View {
  const fingerprint = (id: string): string => at.context.directory.findInstance(id)?.fingerprint ?? '';
  return {
    ...connection,
    a: connection.a as View['a'],
    b: connection.b as View['b'],
    shortCode: shortCode(fingerprint(connection.a), fingerprint(connection.b)),
    updatedAt: at.updatedAt,
  };
}
