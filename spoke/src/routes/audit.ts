import { PageQuery, spokeApi, successOf, WheelhouseError } from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { contextOf, workspaceCallerOf } from '../issue/caller.ts';
import type { RouteDeps } from './deps.ts';
import { pageOf } from './page.ts';

/** The workspace's audit log, newest first. */
export function auditRoutes(app: HttpServer, deps: RouteDeps): void {
  app.get(
    '/api/v1/audit',
    {
      schema: { querystring: PageQuery, response: { 200: successOf(z.array(spokeApi.AuditView)) } },
      config: { permission: 'audit:read' },
    },
    async (request, reply) => {
      const caller = workspaceCallerOf(request);
      const { cursor, limit } = request.query;
      if (cursor !== undefined && !/^\d{1,18}$/.test(cursor))
        throw new WheelhouseError('INVALID', 'not a cursor of this list');
      const { workspaceId } = caller;
      const rows = await deps.db.withTenant(contextOf(caller), (tx) =>
        tx.auditLog.findMany({
          where: { workspaceId, ...(cursor === undefined ? {} : { id: { lt: BigInt(cursor) } }) },
          orderBy: { id: 'desc' },
          take: limit + 1,
        }),
      );
      const page = pageOf(rows, request.query, ({ detail: _detail, workspaceId: _workspaceId, ...row }) => ({
        ...row,
        id: String(row.id),
        at: row.at.getTime(),
      }));
      return sendData(reply, page.items, page);
    },
  );
}
