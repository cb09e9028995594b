import { hubApi, InstanceId, openRunStates, RunId, successOf, WheelhouseError } from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { openCommandStates } from '../fleet/open-command-states.ts';
import { grantViewOf, runViewsOf } from '../fleet/views.ts';
import type { HubContext } from '../hub-context.ts';
import { decodeTimeCursor, encodeCursor, pageOf } from './context.ts';

const Params = z.object({ id: RunId });

/** The mirror of runs, events and grants, and the fleet at a glance. All of it is read only. */
export function fleetRoutes(app: HttpServer, context: HubContext): void {
  glanceRoute(app, context);
  runRoutes(app, context);
  eventsRoute(app, context);
  grantRoute(app, context);
}

function glanceRoute(app: HttpServer, context: HubContext): void {
  app.get(
    '/api/v1/fleet',
    { schema: { response: { 200: successOf(hubApi.FleetView) } }, config: { permission: 'fleet:read' } },
    async (_request, reply) => {
      const counts = await context.db.run(async (db) => ({
        commands: { open: await db.command.count({ where: { state: { in: openCommandStates } } }) },
        runs: { open: await db.run.count({ where: { state: { in: [...openRunStates] } } }) },
      }));
      const instances = [...context.directory.listInstances()].filter((instance) => instance.kind === 'spoke');
      return sendData(reply, {
        hub: InstanceId.parse(context.directory.hubId),
        policyRevision: context.directory.policyRevision,
        instances: {
          total: instances.length,
          active: instances.filter((instance) => instance.state === 'active').length,
          live: context.sessions.count,
        },
        ...counts,
      });
    },
  );
}

function runRoutes(app: HttpServer, context: HubContext): void {
  app.get(
    '/api/v1/fleet/runs',
    {
      schema: { querystring: hubApi.FleetRunsQuery, response: { 200: successOf(hubApi.FleetRunView.array()) } },
      config: { permission: 'fleet:read' },
    },
    async (request, reply) => {
      const { cursor, limit, instance, workspace, state } = request.query;
      const after = cursor === undefined ? null : decodeTimeCursor(cursor);
      const page = await context.db.run(async (db) => {
        const found = await db.run.findMany({
          where: {
            ...(instance === undefined ? {} : { instanceId: instance }),
            ...(workspace === undefined ? {} : { workspaceId: workspace }),
            ...(state === undefined ? {} : { state }),
            ...(after === null ? {} : { OR: [{ asOf: { lt: after.at } }, { asOf: after.at, id: { lt: after.id } }] }),
          },
          orderBy: [{ asOf: 'desc' }, { id: 'desc' }],
          take: limit + 1,
        });
        const { rows, nextCursor } = pageOf(found, limit, (last) => encodeCursor([last.asOf.getTime(), last.id]));
        return { rows: await runViewsOf(db, rows, context), nextCursor };
      });
      return sendData(reply, page.rows, { nextCursor: page.nextCursor });
    },
  );
  app.get(
    '/api/v1/fleet/runs/:id',
    {
      schema: { params: Params, response: { 200: successOf(hubApi.FleetRunView) } },
      config: { permission: 'fleet:read' },
    },
    async (request, reply) => {
      const view = await context.db.run(async (db) => {
        const row = await db.run.findUnique({ where: { id: request.params.id } });
        return row === null ? undefined : (await runViewsOf(db, [row], context))[0];
      });
      if (view === undefined) throw new WheelhouseError('NOT_FOUND');
      return sendData(reply, view);
    },
  );
}

function eventsRoute(app: HttpServer, context: HubContext): void {
  app.get(
    '/api/v1/fleet/runs/:id/events',
    {
      schema: {
        params: Params,
        querystring: hubApi.FleetEventsQuery,
        response: { 200: successOf(hubApi.FleetRunEvent.array()) },
      },
      config: { permission: 'fleet:read' },
    },
    async (request, reply) => {
      const { after, limit } = request.query;
      const rows = await context.db.run(async (db) => {
        if ((await db.run.count({ where: { id: request.params.id } })) === 0) throw new WheelhouseError('NOT_FOUND');
        return await db.runEvent.findMany({
          where: { runId: request.params.id, seq: { gt: after } },
          orderBy: { seq: 'asc' },
          take: limit,
        });
      });
      const events = rows.map((row) => ({ seq: row.seq, at: row.at.getTime(), type: row.type, data: row.data }));
      return sendData(reply, hubApi.FleetRunEvent.array().parse(events));
    },
  );
}

function grantRoute(app: HttpServer, context: HubContext): void {
  app.get(
    '/api/v1/grants',
    {
      schema: { querystring: hubApi.FleetGrantsQuery, response: { 200: successOf(hubApi.FleetGrantView.array()) } },
      config: { permission: 'grants:read' },
    },
    async (request, reply) => {
      const { cursor, limit, instance, issuer, grantee, workspace } = request.query;
      const after = cursor === undefined ? null : decodeTimeCursor(cursor);
      const found = await context.db.run((db) =>
        db.grant.findMany({
          where: {
            ...(issuer === undefined ? {} : { issuer }),
            ...(grantee === undefined ? {} : { grantee }),
            ...(workspace === undefined ? {} : { workspaceId: workspace }),
            AND: [
              instance === undefined ? {} : { OR: [{ issuer: instance }, { grantee: instance }] },
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
      return sendData(reply, page.rows.map(grantViewOf), { nextCursor: page.nextCursor });
    },
  );
}
