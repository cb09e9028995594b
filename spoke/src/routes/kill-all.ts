import { spokeApi, successOf, WheelhouseError } from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { requireInstanceAdmin } from '../access/instance-admin.ts';
import { addInstanceAudit, auditActorOf } from '../audit/add-audit.ts';
import { workspaceCallerOf } from '../issue/caller.ts';
import { killAll, killInstance, liftLock } from '../runs/kill-all.ts';
import type { RouteDeps } from './deps.ts';

/** Everything stops: a workspace's runs, or the whole instance's. */
export function killAllRoutes(app: HttpServer, deps: RouteDeps): void {
  app.post(
    '/api/v1/kill-all',
    {
      schema: { body: spokeApi.KillAllRequest, response: { 202: successOf(spokeApi.KillAllTaken) } },
      config: { permission: 'runs:kill', allowance: 'control' },
    },
    async (request, reply) =>
      sendData(reply.code(202), await killAll(deps.issue, workspaceCallerOf(request), request.body)),
  );
  app.delete(
    '/api/v1/lock',
    { schema: { response: { 200: successOf(z.object({})) } }, config: { permission: 'workspace:update' } },
    async (request, reply) => {
      await liftLock(deps.db, workspaceCallerOf(request));
      return sendData(reply, {});
    },
  );
  app.post(
    '/api/v1/instance/kill-all',
    {
      schema: { body: spokeApi.KillInstanceRequest, response: { 202: successOf(spokeApi.InstanceKilled) } },
      config: { permission: 'workspace:update', allowance: 'control' },
    },
    async (request, reply) => {
      await requireInstanceAdmin(deps.db, request);
      const { name, self } = deps.instance;
      if (request.body.confirm !== name)
        throw new WheelhouseError('INVALID', 'confirm it with the name of this instance');
      const commands = await killInstance(deps.issue, workspaceCallerOf(request), request.body);
      const detail = { workspaces: commands.length };
      await deps.db.withInstance('sweep', (tx) =>
        addInstanceAudit(tx, auditActorOf(request), {
          action: 'instance.kill_all',
          resourceKind: 'instance',
          resourceId: self,
          detail,
        }),
      );
      return sendData(reply.code(202), { workspaces: commands.length, commands: [...commands] });
    },
  );
}
