import { PageQuery, spokeApi, successOf } from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { workspaceChain } from '../audit/chains.ts';
import { listAudit, listCheckpoints } from '../audit/list.ts';
import { contextOf, workspaceCallerOf } from '../issue/caller.ts';
import type { RouteDeps } from './deps.ts';

/** The workspace's audit log, newest first, and the signed heads of its chain. */
export function auditRoutes(app: HttpServer, deps: RouteDeps): void {
  app.get(
    '/api/v1/audit',
    {
      schema: { querystring: spokeApi.AuditQuery, response: { 200: successOf(z.array(spokeApi.AuditView)) } },
      config: { permission: 'audit:read' },
    },
    async (request, reply) => {
      const caller = workspaceCallerOf(request);
      const page = await deps.db.withTenant(contextOf(caller), (tx) =>
        listAudit(tx, workspaceChain(caller.workspaceId), request.query),
      );
      return sendData(reply, page.items, page);
    },
  );
  app.get(
    '/api/v1/audit/checkpoints',
    {
      schema: { querystring: PageQuery, response: { 200: successOf(z.array(spokeApi.AuditCheckpointView)) } },
      config: { permission: 'audit:read' },
    },
    async (request, reply) => {
      const caller = workspaceCallerOf(request);
      const page = await deps.db.withTenant(contextOf(caller), (tx) =>
        listCheckpoints(tx, workspaceChain(caller.workspaceId), request.query),
      );
      return sendData(reply, page.items, page);
    },
  );
}
