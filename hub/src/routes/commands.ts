import {
  hubApi,
  MessageId,
  receiptStatuses,
  successOf,
  WheelhouseError,
  type ReceiptStatus,
} from '@wheelhouse/protocol';
import { auditTrailOf, sendData, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { issueCommand } from '../fleet/issue.ts';
import { commandViewOf, receiptViewOf } from '../fleet/views.ts';
import type { HubContext } from '../hub-context.ts';
import { decodeTimeCursor, encodeCursor, pageOf } from './context.ts';

type Detail = z.infer<typeof hubApi.FleetCommandDetail>;

const Params = z.object({ id: MessageId });

/** The command log, and the console's way to issue. */
export function commandRoutes(app: HttpServer, context: HubContext): void {
  app.post(
    '/api/v1/fleet/commands',
    {
      schema: { body: hubApi.PostFleetCommand, response: { 200: successOf(hubApi.FleetCommandDetail) } },
      // As over a link: whoever looks for refused commands finds both under one name.
      config: { permission: 'fleet:command', audit: { action: 'command.relay', resourceKind: 'command' } },
    },
    async (request, reply) => {
      const issued = await issueCommand(context, request.body.envelope, {
        requestId: request.id,
        trail: auditTrailOf(request),
      });
      return sendData(reply, await getDetail(context, issued.id, issued.iss));
    },
  );
  app.get(
    '/api/v1/fleet/commands/:id',
    {
      schema: {
        params: Params,
        querystring: hubApi.FleetCommandQuery,
        response: { 200: successOf(hubApi.FleetCommandDetail) },
      },
      config: { permission: 'fleet:read' },
    },
    async (request, reply) => sendData(reply, await getDetail(context, request.params.id, request.query.iss)),
  );
  listRoute(app, context);
}

function listRoute(app: HttpServer, context: HubContext): void {
  app.get(
    '/api/v1/fleet/commands',
    {
      schema: {
        querystring: hubApi.FleetCommandsQuery,
        response: { 200: successOf(hubApi.FleetCommandView.array()) },
      },
      config: { permission: 'fleet:read' },
    },
    async (request, reply) => {
      const { cursor, limit, agt, aud, iss } = request.query;
      const after = cursor === undefined ? null : decodeTimeCursor(cursor);
      const found = await context.db.run((db) =>
        db.command.findMany({
          where: {
            ...(agt === undefined ? {} : { agt }),
            ...(aud === undefined ? {} : { aud }),
            ...(iss === undefined ? {} : { iss }),
            ...(after === null
              ? {}
              : { OR: [{ receivedAt: { lt: after.at } }, { receivedAt: after.at, id: { lt: after.id } }] }),
          },
          orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
          take: limit + 1,
          omit: { envelope: true },
        }),
      );
      const page = pageOf(found, limit, (last) => encodeCursor([last.receivedAt.getTime(), last.id]));
      return sendData(reply, page.rows.map(commandViewOf), { nextCursor: page.nextCursor });
    },
  );
}

function rankOf(status: ReceiptStatus): number {
  return receiptStatuses.indexOf(status);
}

async function getDetail(context: HubContext, id: string, iss: string | undefined): Promise<Detail> {
  return await context.db.run(async (db) => {
    const row = await db.command.findFirst({ where: { id, ...(iss === undefined ? {} : { iss }) } });
    if (row === null) throw new WheelhouseError('NOT_FOUND');
    const receipts = await db.receipt.findMany({
      where: { commandIss: row.iss, commandId: row.id },
      orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
    });
    // Those that came at once are told in the order of what they say.
    const told = receipts
      .map(receiptViewOf)
      .toSorted((a, b) => a.receivedAt - b.receivedAt || rankOf(a.status) - rankOf(b.status));
    return { ...commandViewOf(row), envelope: row.envelope, receipts: told };
  });
}
