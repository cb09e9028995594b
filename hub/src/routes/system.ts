import { hubApi, successOf } from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import type { HubContext } from '../hub-context.ts';
import { readSystem } from '../operations/read-system.ts';

/** How the hub itself is. */
export function systemRoutes(app: HttpServer, context: HubContext): void {
  app.get(
    '/api/v1/system',
    { schema: { response: { 200: successOf(hubApi.SystemView) } }, config: { permission: 'fleet:read' } },
    async (_request, reply) => sendData(reply, await readSystem(context)),
  );
}
