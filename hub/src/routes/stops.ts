import { hubApi, successOf, WheelhouseError } from '@wheelhouse/protocol';
import { auditTrailOf, sendData, type HttpServer } from '@wheelhouse/server';
import type { FastifyRequest } from 'fastify';
import type { IssueRequest } from '../fleet/issue.ts';
import type { HubContext } from '../hub-context.ts';
import { stopFleet, unlockFleet } from '../stops/service.ts';
import { listStops } from '../stops/views.ts';
import { deciderOf } from './context.ts';

/** Kill-alls that are shown: what is older is in the audit log. */
const shown = 20;
/** As many envelopes as one kill-all may bring, at a size that a kill-all has. */
const bodyLimit = 2 * 1024 * 1024;

const issueRequestOf = (request: FastifyRequest): IssueRequest => ({
  requestId: request.id,
  trail: auditTrailOf(request),
});

/** The fleet's stop: every run ends, and nothing starts until that is lifted. */
export function stopRoutes(app: HttpServer, context: HubContext): void {
  app.post(
    '/api/v1/fleet/kill-all',
    {
      schema: { body: hubApi.StopFleet, response: { 202: successOf(hubApi.FleetStopView) } },
      config: { permission: 'fleet:command' },
      bodyLimit,
    },
    async (request, reply) => {
      const { confirm, ...wish } = request.body;
      if (confirm !== context.identity.name)
        throw new WheelhouseError('INVALID', 'confirm it with the name of this hub');
      await stopFleet(context, wish, { decider: deciderOf(request), request: issueRequestOf(request) });
      const stops = await context.db.run((db) => listStops(db, context, shown));
      const stop = stops.find(({ id }) => id === wish.id);
      if (stop === undefined) throw new WheelhouseError('NOT_FOUND');
      return sendData(reply.code(202), stop);
    },
  );
  app.get(
    '/api/v1/fleet/kill-all',
    { schema: { response: { 200: successOf(hubApi.FleetStops) } }, config: { permission: 'fleet:read' } },
    async (_request, reply) => {
      const stops = await context.db.run((db) => listStops(db, context, shown));
      return sendData(reply, { isHeld: context.directory.isHeld, stops });
    },
  );
  app.post(
    '/api/v1/fleet/unlock',
    {
      schema: { body: hubApi.UnlockFleet, response: { 200: successOf(hubApi.FleetUnlocked) } },
      config: { permission: 'fleet:command' },
      bodyLimit,
    },
    async (request, reply) => {
      const by = { decider: deciderOf(request), request: issueRequestOf(request) };
      const { lifted, sent } = await unlockFleet(context, request.body.envelopes, by);
      const commands = sent.map(({ opened: { message }, code }) => ({
        id: message.id,
        aud: message.aud,
        workspaceId: message.ws,
        code,
      }));
      return sendData(reply, { lifted, commands });
    },
  );
}
