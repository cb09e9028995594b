import { MessageId, spokeApi, successOf } from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { getCommand, listCommands } from '../commands/service.ts';
import { workspaceCallerOf } from '../issue/caller.ts';
import { relayCommand } from '../issue/issue-command.ts';
import type { RouteDeps } from './deps.ts';
import { checkCursor } from './page.ts';
import { takenOf } from './runs.ts';

/** The books of commands, and the way for envelopes that were signed elsewhere with this instance's key. */
export function commandRoutes(app: HttpServer, deps: RouteDeps): void {
  app.get(
    '/api/v1/commands',
    {
      schema: { querystring: spokeApi.CommandsQuery, response: { 200: successOf(z.array(spokeApi.CommandView)) } },
      config: { permission: 'runs:read' },
    },
    async (request, reply) => {
      checkCursor(request.query);
      const page = await listCommands(deps.db, workspaceCallerOf(request), request.query);
      return sendData(reply, page.items, page);
    },
  );
  app.get(
    '/api/v1/commands/:id',
    {
      schema: { params: z.object({ id: MessageId }), response: { 200: successOf(spokeApi.CommandDetail) } },
      config: { permission: 'runs:read' },
    },
    async (request, reply) => sendData(reply, await getCommand(deps.db, workspaceCallerOf(request), request.params.id)),
  );
  app.post(
    '/api/v1/commands/envelope',
    {
      schema: { body: spokeApi.RelayEnvelope, response: { 202: successOf(spokeApi.CommandTaken) } },
      config: { permission: 'federation:connect' },
    },
    async (request, reply) => {
      const caller = workspaceCallerOf(request);
      const issued = await relayCommand(deps.issue, caller, request.body.envelope);
      return sendData(reply.code(202), await takenOf(deps, caller, issued));
    },
  );
}
