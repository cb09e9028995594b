import { hubApi, PageQuery, successOf, WheelhouseError } from '@wheelhouse/protocol';
import { sendAuditExport, sendData, type HttpServer } from '@wheelhouse/server';
import { whereOf } from '../audit/filter.ts';
import { auditViewOf } from '../fleet/views.ts';
import type { HubContext } from '../hub-context.ts';
import { pageOf } from './context.ts';

/** A long log takes its time; it streams. */
const exportTimeoutMs = 3_600_000;

function cursorOf(cursor: string | undefined): bigint | undefined {
  if (cursor !== undefined && !/^\d{1,18}$/.test(cursor)) throw new WheelhouseError('INVALID', 'not a cursor');
  return cursor === undefined ? undefined : BigInt(cursor);
}

/** The hub's audit log: rows newest first, signed heads, a file to verify offline. */
export function auditRoutes(app: HttpServer, context: HubContext): void {
  app.get(
    '/api/v1/audit',
    {
      schema: { querystring: hubApi.HubAuditQuery, response: { 200: successOf(hubApi.HubAuditView.array()) } },
      config: { permission: 'audit:read' },
    },
    async (request, reply) => {
      const { cursor, limit, ...filter } = request.query;
      const before = cursorOf(cursor);
      const where = { ...whereOf(filter), ...(before === undefined ? {} : { id: { lt: before } }) };
      const found = await context.db.run((db) =>
        db.auditLog.findMany({ where, orderBy: { id: 'desc' }, take: limit + 1 }),
      );
      const page = pageOf(found, limit, (last) => last.id.toString());
      return sendData(reply, page.rows.map(auditViewOf), { nextCursor: page.nextCursor });
    },
  );
  app.get(
    '/api/v1/audit/checkpoints',
    {
      schema: { querystring: PageQuery, response: { 200: successOf(hubApi.HubAuditCheckpointView.array()) } },
      config: { permission: 'audit:read' },
    },
    async (request, reply) => {
      const { cursor, limit } = request.query;
      const before = cursorOf(cursor);
      const where = { chain: context.audit.chain.chain, ...(before === undefined ? {} : { seq: { lt: before } }) };
      const found = await context.db.run((db) =>
        db.auditCheckpoint.findMany({ where, orderBy: { seq: 'desc' }, take: limit + 1 }),
      );
      const page = pageOf(found, limit, (last) => last.seq.toString());
      const views = page.rows.map((row) => ({
        seq: Number(row.seq),
        at: row.createdAt.getTime(),
        envelope: row.envelope,
      }));
      return sendData(reply, views, { nextCursor: page.nextCursor });
    },
  );
  app.get(
    '/api/v1/audit/export',
    {
      handlerTimeout: exportTimeoutMs,
      schema: { querystring: hubApi.HubAuditExportQuery },
      config: { permission: 'audit:export', audit: { action: 'audit.export', resourceKind: 'audit', reads: true } },
    },
    async (request, reply) => {
      const { format, ...filter } = request.query;
      return sendAuditExport(reply, context.audit.exportChain(filter), { ...context.audit.chain, format });
    },
  );
}
