import { hubApi, successOf, WheelhouseError } from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import type { OperatorDeps } from '../operators/deps.ts';
import { createView, deleteView, listViews, updateView } from '../views/service.ts';
import { pageOf } from './context.ts';
import { doingOf } from './doing.ts';

const params = z.object({ id: z.uuid() });
const one = successOf(hubApi.SavedView);

/** Saved views of lists. Which screens an operator has, and what they may do with whose view, is decided by the view. */
export function viewRoutes(app: HttpServer, operators: OperatorDeps): void {
  const config = { permission: 'self' };
  app.get(
    '/api/v1/views',
    { schema: { querystring: hubApi.ViewsQuery, response: { 200: successOf(hubApi.SavedView.array()) } }, config },
    async (request, reply) => {
      const { caller } = await doingOf(operators, request, 'any');
      const { cursor, limit } = request.query;
      if (cursor !== undefined && !z.uuid().safeParse(cursor).success)
        throw new WheelhouseError('INVALID', 'not a cursor of this list');
      const page = pageOf(await listViews(operators, caller, request.query), limit, ({ id }) => id);
      return sendData(reply, page.rows, { nextCursor: page.nextCursor });
    },
  );
  app.post(
    '/api/v1/views',
    { schema: { body: hubApi.CreateSavedView, response: { 201: one } }, config },
    async (request, reply) => {
      const doing = await doingOf(operators, request, 'any');
      return sendData(reply.code(201), await createView(operators, request.body, doing));
    },
  );
  app.patch(
    '/api/v1/views/:id',
    { schema: { params, body: hubApi.UpdateSavedView, response: { 200: one } }, config },
    async (request, reply) => {
      const doing = await doingOf(operators, request, 'any');
      return sendData(reply, await updateView(operators, request.params.id, request.body, doing));
    },
  );
  app.delete(
    '/api/v1/views/:id',
    { schema: { params, response: { 200: successOf(z.object({ id: z.string() })) } }, config },
    async (request, reply) => {
      const { id } = request.params;
      await deleteView(operators, id, await doingOf(operators, request, 'any'));
      return sendData(reply, { id });
    },
  );
}
