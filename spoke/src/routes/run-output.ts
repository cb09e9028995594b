import { RunId, spokeApi, successOf, WheelhouseError } from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { workspaceCallerOf } from '../issue/caller.ts';
import { listArtifacts, listEvents, readArtifact, readLog } from '../runs/output-service.ts';
import { getRun } from '../runs/service.ts';
import type { RouteDeps } from './deps.ts';
import { streamEvents } from './run-stream.ts';

const params = z.object({ id: RunId });

/** What a run said and made: events (JSON or live), raw output, artifacts. */
export function runOutputRoutes(app: HttpServer, deps: RouteDeps): void {
  app.get(
    '/api/v1/runs/:id/events',
    {
      schema: {
        params,
        querystring: spokeApi.RunEventsQuery,
        response: { 200: successOf(z.array(spokeApi.RunEventView)) },
      },
      config: { permission: 'runs:read:any' },
    },
    async (request, reply) => {
      const caller = workspaceCallerOf(request);
      const run = await getRun(deps.db, caller, request.params.id);
      if (request.headers.accept?.includes('text/event-stream') === true) {
        return streamEvents(deps, { request, reply, caller, runId: run.id, after: request.query.after });
      }
      return sendData(reply, await listEvents(deps.db, caller, { runId: run.id, ...request.query }));
    },
  );
  logRoute(app, deps);
  artifactRoutes(app, deps);
}

function logRoute(app: HttpServer, deps: RouteDeps): void {
  app.get(
    '/api/v1/runs/:id/logs',
    { schema: { params, querystring: spokeApi.RunLogQuery }, config: { permission: 'logs:read:any' } },
    async (request, reply) => {
      const caller = workspaceCallerOf(request);
      const run = await getRun(deps.db, caller, request.params.id, 'logs:read');
      const { stream, offset, limit } = request.query;
      const attempt = request.query.attempt ?? Math.max(run.attempt, 1);
      const slice = await readLog(deps.instance.instanceDir, { runId: run.id, attempt, stream, offset, limit });
      const last = slice.offset + slice.bytes.length;
      const range = slice.bytes.length === 0 ? '*' : `${slice.offset}-${last - 1}`;
      return reply
        .header('content-range', `bytes ${range}/${slice.size}`)
        .header('x-next-offset', String(last))
        .header('x-content-type-options', 'nosniff')
        .type('application/octet-stream')
        .serializer((bytes) => bytes as unknown as string)
        .send(slice.bytes);
    },
  );
}

function artifactRoutes(app: HttpServer, deps: RouteDeps): void {
  app.get(
    '/api/v1/runs/:id/artifacts',
    {
      schema: { params, response: { 200: successOf(z.array(spokeApi.ArtifactView)) } },
      config: { permission: 'runs:read:any' },
    },
    async (request, reply) => {
      const caller = workspaceCallerOf(request);
      const run = await getRun(deps.db, caller, request.params.id);
      return sendData(reply, await listArtifacts(deps.db, caller, run.id));
    },
  );
  app.get(
    '/api/v1/runs/:id/artifacts/:artifact',
    {
      schema: { params: params.extend({ artifact: z.uuid() }) },
      config: { permission: 'runs:read:any' },
    },
    async (request, reply) => {
      const caller = workspaceCallerOf(request);
      const run = await getRun(deps.db, caller, request.params.id);
      const wish = { runId: run.id, id: request.params.artifact };
      const found = await readArtifact({ db: deps.db, instanceDir: deps.instance.instanceDir }, caller, wish);
      if (/[^\x20-\x7e]/.test(found.mediaType)) throw new WheelhouseError('INVALID');
      // An agent chose the type: a browser must not run it as a page of ours.
      return reply
        .header('content-disposition', 'attachment')
        .header('content-security-policy', 'sandbox')
        .header('x-content-type-options', 'nosniff')
        .header('x-media-type', found.mediaType)
        .type('application/octet-stream')
        .serializer((bytes) => bytes as unknown as string)
        .send(found.bytes);
    },
  );
}
