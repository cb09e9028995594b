import { hubApi, InstanceId, PageQuery, successOf, WheelhouseError } from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import { listAgents } from '../fleet/agents.ts';
import { listApprovals } from '../fleet/approvals.ts';
import type { HubContext } from '../hub-context.ts';
import { pageOf } from './context.ts';

/** What can be run where, and what runs wait for. Read only. */
export function fleetWorkRoutes(app: HttpServer, context: HubContext): void {
  app.get(
    '/api/v1/fleet/agents',
    {
      schema: { querystring: PageQuery, response: { 200: successOf(hubApi.FleetAgentsView.array()) } },
      config: { permission: 'fleet:read' },
    },
    async (request, reply) => {
      const { cursor, limit } = request.query;
      const after = cursor === undefined ? undefined : cursorOf(cursor);
      const found = await context.db.run((db) => listAgents(db, context, { limit, after }));
      const page = pageOf(found, limit, (last) => last.instanceId);
      return sendData(reply, page.rows, { nextCursor: page.nextCursor });
    },
  );
  app.get(
    '/api/v1/fleet/approvals',
    {
      schema: {
        querystring: hubApi.FleetApprovalsQuery,
        response: { 200: successOf(hubApi.FleetApprovalView.array()) },
      },
      config: { permission: 'fleet:read' },
    },
    async (request, reply) => sendData(reply, await context.db.run((db) => listApprovals(db, request.query))),
  );
}

/** @throws WheelhouseError INVALID */
function cursorOf(cursor: string): string {
  const id = InstanceId.safeParse(cursor);
  if (!id.success) throw new WheelhouseError('INVALID', 'the cursor is not one of this list');
  return id.data;
}
