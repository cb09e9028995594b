import { NameToken, RunId, spokeApi, successOf, WheelhouseError } from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { workspaceCallerOf, type WorkspaceCaller } from '../issue/caller.ts';
import type { Issued } from '../issue/issue-command.ts';
import { commandOwnRun, findRun, getRun, killRun, listRuns, spawnRun } from '../runs/service.ts';
import { runRecordOf } from '../runs/view.ts';
import type { RouteDeps } from './deps.ts';
import { checkCursor } from './page.ts';

const params = z.object({ id: RunId });
const taken = { 202: successOf(spokeApi.CommandTaken) };

/** Spawn, look, kill, talk. Every change is a signed command; the answer says that it is taken, not that it is done. */
export function runRoutes(app: HttpServer, deps: RouteDeps): void {
  readRoutes(app, deps);
  app.post(
    '/api/v1/runs',
    {
      schema: {
        body: spokeApi.SpawnRequest,
        headers: z.object({ 'idempotency-key': NameToken.optional() }),
        response: { ...taken, 200: successOf(spokeApi.CommandTaken) },
      },
      config: { permission: 'runs:create', notIdempotent: 'the key names the run itself, for as long as it is known' },
    },
    async (request, reply) => {
      const caller = workspaceCallerOf(request);
      const idem = request.body.idem ?? request.headers['idempotency-key'];
      const wish = idem === undefined ? request.body : { ...request.body, idem };
      const spawned = await spawnRun(deps.issue, caller, wish);
      return sendData(reply.code(spawned.existing ? 200 : 202), await takenOf(deps, caller, spawned));
    },
  );
  commandRoutes(app, deps);
}

function readRoutes(app: HttpServer, deps: RouteDeps): void {
  app.get(
    '/api/v1/runs',
    {
      schema: { querystring: spokeApi.RunsQuery, response: { 200: successOf(z.array(spokeApi.RunRecord)) } },
      config: { permission: 'runs:read:any' },
    },
    async (request, reply) => {
      checkCursor(request.query);
      const page = await listRuns(deps.db, workspaceCallerOf(request), request.query);
      return sendData(reply, page.items, page);
    },
  );
  app.get(
    '/api/v1/runs/:id',
    { schema: { params, response: { 200: successOf(spokeApi.RunRecord) } }, config: { permission: 'runs:read:any' } },
    async (request, reply) =>
      sendData(reply, runRecordOf(await getRun(deps.db, workspaceCallerOf(request), request.params.id))),
  );
}

function commandRoutes(app: HttpServer, deps: RouteDeps): void {
  app.post(
    '/api/v1/runs/:id/status',
    { schema: { params, response: taken }, config: { permission: 'runs:read:any', allowance: 'control' } },
    async (request, reply) => {
      const caller = workspaceCallerOf(request);
      const wish = { action: 'read', body: { verb: 'agent.status' } } as const;
      const issued = await commandOwnRun(deps.issue, caller, request.params.id, wish);
      return sendData(reply.code(202), await takenOf(deps, caller, issued));
    },
  );
  app.post(
    '/api/v1/runs/:id/kill',
    {
      schema: { params, body: spokeApi.KillRequest.nullish(), response: taken },
      config: { permission: 'runs:kill:any', allowance: 'control' },
    },
    async (request, reply) => {
      const caller = workspaceCallerOf(request);
      const issued = await killRun(deps.issue, caller, request.params.id, request.body ?? {});
      return sendData(reply.code(202), await takenOf(deps, caller, issued));
    },
  );
  app.post(
    '/api/v1/runs/:id/input',
    { schema: { params, body: spokeApi.InputRequest, response: taken }, config: { permission: 'runs:input:any' } },
    async (request, reply) => {
      const caller = workspaceCallerOf(request);
      const wish = { action: 'input', body: { verb: 'agent.input', text: request.body.text } } as const;
      const issued = await commandOwnRun(deps.issue, caller, request.params.id, wish);
      return sendData(reply.code(202), await takenOf(deps, caller, issued));
    },
  );
  app.post(
    '/api/v1/runs/:id/approve',
    { schema: { params, body: spokeApi.ApproveRequest, response: taken }, config: { permission: 'runs:approve:any' } },
    async (request, reply) => {
      const caller = workspaceCallerOf(request);
      const wish = { action: 'approve', body: { verb: 'agent.approve', ...request.body } } as const;
      const issued = await commandOwnRun(deps.issue, caller, request.params.id, wish);
      return sendData(reply.code(202), await takenOf(deps, caller, issued));
    },
  );
}

/** The answer to a taken command, with the run as it stands now. */
export async function takenOf(
  deps: RouteDeps,
  caller: WorkspaceCaller,
  issued: Issued,
): Promise<spokeApi.CommandTaken> {
  const row = issued.runId === null ? null : await findRun(deps.db, caller, issued.runId);
  const parsed = spokeApi.CommandTaken.safeParse({
    commandId: issued.commandId,
    runId: issued.runId,
    run: row === null ? null : runRecordOf(row),
  });
  if (!parsed.success)
    throw new WheelhouseError('INTERNAL', 'a taken command has no valid view', { cause: parsed.error });
  return parsed.data;
}
