import { PageQuery, spokeApi, successOf } from '@wheelhouse/protocol';
import { markAudited, sendData, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { requireInstanceAdmin } from '../access/instance-admin.ts';
import { runImport, type ImportDeps } from '../imports/run-import.ts';
import { bookImport, getImport, listImports } from '../imports/service.ts';
import { sweepImports } from '../imports/settle.ts';
import { undoImport } from '../imports/undo-import.ts';
import { workspaceCallerOf } from '../issue/caller.ts';
import type { RouteDeps } from './deps.ts';
import { checkCursor } from './page.ts';

const params = z.object({ id: z.uuid() });
const one = { 200: successOf(spokeApi.ImportView) };
const started = successOf(spokeApi.ImportStarted);

/** How often somebody looks for imports whose process is gone. */
const sweepMs = 30_000;

/** A system of one tenant comes into a workspace. It makes accounts of the instance, so whoever runs the instance does it. */
export function importRoutes(app: HttpServer, { db, instance, now }: RouteDeps): void {
  const deps: ImportDeps = { db, self: instance.self, logger: app.log, now };
  const running = keepRunning(app, deps);
  const config = { permission: 'workspace:update' };
  app.post(
    '/api/v1/imports',
    {
      bodyLimit: spokeApi.importLimits.maxBytes,
      schema: { body: spokeApi.StartImport, response: { 200: started, 202: started } },
      config,
    },
    async (request, reply) => {
      await requireInstanceAdmin(db, request);
      const booked = await bookImport(deps, workspaceCallerOf(request), request.body);
      if (booked.work === null)
        markAudited(request, 'accepted'); // It only looked.
      else running.add(runImport(deps, booked.work));
      return sendData(reply.code(booked.work === null ? 200 : 202), booked.started);
    },
  );
  app.get(
    '/api/v1/imports',
    { schema: { querystring: PageQuery, response: { 200: successOf(z.array(spokeApi.ImportView)) } }, config },
    async (request, reply) => {
      checkCursor(request.query);
      const page = await listImports(deps, workspaceCallerOf(request), request.query);
      return sendData(reply, page.items, page);
    },
  );
  app.get('/api/v1/imports/:id', { schema: { params, response: one }, config }, async (request, reply) =>
    sendData(reply, await getImport(deps, workspaceCallerOf(request), request.params.id)),
  );
  app.post('/api/v1/imports/:id/undo', { schema: { params, response: one }, config }, async (request, reply) => {
    await requireInstanceAdmin(db, request);
    return sendData(reply, await undoImport(deps, workspaceCallerOf(request), request.params.id));
  });
}

/** Waits for imports under way when the server closes, and takes back what other processes have left. */
function keepRunning(app: HttpServer, deps: ImportDeps): { add(work: Promise<void>): void } {
  const open = new Set<Promise<unknown>>();
  const add = (work: Promise<unknown>): void => {
    const kept = work.finally(() => open.delete(kept));
    open.add(kept);
  };
  const sweep = (): void =>
    add(
      sweepImports(deps).catch((err: unknown) => {
        app.log.warn({ event: 'import', err }, 'imports were not looked at');
      }),
    );
  let timer: NodeJS.Timeout | undefined;
  app.addHook('onReady', () => {
    sweep();
    timer = setInterval(sweep, sweepMs);
  });
  app.addHook('onClose', async () => {
    clearInterval(timer);
    await Promise.all(open);
  });
  return { add };
}
