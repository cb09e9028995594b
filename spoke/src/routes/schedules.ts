import { PageQuery, spokeApi, successOf } from '@wheelhouse/protocol';
import { sendData, sendTagged, tagOf, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { workspaceCallerOf } from '../issue/caller.ts';
import * as schedules from '../schedules/service.ts';
import type { RouteDeps } from './deps.ts';
import { checkCursor } from './page.ts';

const params = z.object({ id: z.uuid() });
const headers = z.object({ 'if-match': z.string().max(1024).optional() });
const one = successOf(spokeApi.ScheduleView);

/** Runs that begin by the clock. */
export function scheduleRoutes(app: HttpServer, deps: RouteDeps): void {
  app.get(
    '/api/v1/schedules',
    {
      schema: { querystring: PageQuery, response: { 200: successOf(z.array(spokeApi.ScheduleView)) } },
      config: { permission: 'runs:read' },
    },
    async (request, reply) => {
      checkCursor(request.query);
      const page = await schedules.listSchedules(deps, workspaceCallerOf(request), request.query);
      return sendData(reply, page.items, page);
    },
  );
  app.get(
    '/api/v1/schedules/:id',
    { schema: { params, response: { 200: one } }, config: { permission: 'runs:read' } },
    async (request, reply) => {
      const view = await schedules.getSchedule(deps, workspaceCallerOf(request), request.params.id);
      return sendTagged(reply, { view, tag: tagOf(view) });
    },
  );
  app.post(
    '/api/v1/schedules',
    { schema: { body: spokeApi.CreateSchedule, response: { 201: one } }, config: { permission: 'runs:create' } },
    async (request, reply) =>
      sendData(reply.code(201), await schedules.createSchedule(deps, workspaceCallerOf(request), request.body)),
  );
  app.patch(
    '/api/v1/schedules/:id',
    {
      schema: { params, headers, body: spokeApi.UpdateSchedule, response: { 200: one } },
      config: { permission: 'runs:create' },
    },
    async (request, reply) => {
      const update = { wish: request.body, ifMatch: request.headers['if-match'] };
      const view = await schedules.updateSchedule(deps, workspaceCallerOf(request), request.params.id, update);
      return sendTagged(reply, { view, tag: tagOf(view) });
    },
  );
  app.delete(
    '/api/v1/schedules/:id',
    {
      schema: { params, response: { 200: successOf(z.object({ id: z.string() })) } },
      config: { permission: 'runs:create' },
    },
    async (request, reply) => {
      await schedules.deleteSchedule(deps, workspaceCallerOf(request), request.params.id);
      return sendData(reply, { id: request.params.id });
    },
  );
}
