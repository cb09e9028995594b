import { hubApi, successOf, WheelhouseError } from '@wheelhouse/protocol';
import { auditTrailOf, sendData, type HttpServer } from '@wheelhouse/server';
import type { z } from 'zod';
import { createJoinToken, listJoinTokens } from '../enrolment/join-tokens.ts';
import { enrol } from '../enrolment/service.ts';
import { TokenBuckets } from '../link/token-bucket.ts';
import type { HubContext } from '../hub-context.ts';
import { deciderOf } from './context.ts';

/** Public: who the hub is, and the request to join it. Operators: join tokens. */
export function joinRoutes(app: HttpServer, context: HubContext): void {
  const perMinute = context.limits.joinsPerMinutePerIp;
  const rate = new TokenBuckets({ perSecond: perMinute / 60, burst: perMinute });

  app.get(
    '/api/v1/hub',
    { schema: { response: { 200: successOf(hubApi.HubView) } }, config: { permission: 'public' } },
    async (_request, reply) => sendData(reply, hubViewOf(context)),
  );

  app.post(
    '/api/v1/join',
    {
      schema: { body: hubApi.PostJoin, response: { 200: successOf(hubApi.JoinAnswer) } },
      config: { permission: 'public' },
    },
    async (request, reply) => {
      if (!rate.take(request.ip, context.now())) throw new WheelhouseError('RATE_LIMITED');
      const decider = { actor: `address:${request.ip}`, requestId: request.id, trail: auditTrailOf(request) };
      const deps = { ...context, hubFingerprint: context.identity.fingerprint };
      const enrolled = await enrol(deps, request.body.envelope, decider);
      return sendData(reply, { ...enrolled, hub: hubViewOf(context) });
    },
  );

  app.post(
    '/api/v1/join-tokens',
    {
      schema: { body: hubApi.CreateJoinToken, response: { 200: successOf(hubApi.CreatedJoinToken) } },
      config: { permission: 'join-tokens:create' },
    },
    async (request, reply) => {
      const { joinTokenLifetimeMs } = context.limits;
      const hub = { url: context.address().url, fingerprint: context.identity.fingerprint };
      return sendData(
        reply,
        await createJoinToken({ ...context, joinTokenLifetimeMs, hub }, request.body, deciderOf(request)),
      );
    },
  );

  app.get(
    '/api/v1/join-tokens',
    {
      schema: { response: { 200: successOf(hubApi.JoinTokenView.array()) } },
      config: { permission: 'join-tokens:read' },
    },
    async (_request, reply) => sendData(reply, await context.db.run((tx) => listJoinTokens(tx))),
  );
}

function hubViewOf(context: HubContext): z.infer<typeof hubApi.HubView> {
  const { identity } = context;
  return {
    id: identity.instanceId,
    name: identity.name,
    fingerprint: identity.fingerprint,
    keyset: identity.keyset,
    linkUrl: context.address().linkUrl,
    version: context.version,
  };
}
