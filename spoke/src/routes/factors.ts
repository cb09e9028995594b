import { spokeApi, successOf } from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { auditActorOf } from '../audit/add-audit.ts';
import { addFactor, confirmFactor, listFactors, removeFactor, renewRecoveryCodes } from '../people/factors.ts';
import { sessionOf } from './auth.ts';
import type { RouteDeps } from './deps.ts';

const config = { permission: 'self' };
const params = z.object({ id: z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) });
const codes = { 200: successOf(spokeApi.RecoveryCodes) };

/** The second factor of the person who asks, at a browser: keys cannot change it. */
export function factorRoutes(app: HttpServer, { people }: RouteDeps): void {
  const list = { 200: successOf(z.array(spokeApi.FactorView)) };
  app.get('/api/v1/me/factors', { schema: { response: list }, config }, async (request, reply) =>
    sendData(reply, await listFactors(people, sessionOf(request).userId)),
  );
  app.post(
    '/api/v1/me/factors',
    { schema: { response: { 201: successOf(spokeApi.NewFactor) } }, config },
    async (request, reply) =>
      sendData(reply.code(201), await addFactor(people, sessionOf(request).userId, auditActorOf(request))),
  );
  app.post(
    '/api/v1/me/factors/:id/confirm',
    { schema: { params, body: spokeApi.FactorCode, response: codes }, config },
    async (request, reply) => {
      const wish = { ...sessionOf(request), factorId: request.params.id, code: request.body.code };
      return sendData(reply, await confirmFactor(people, wish, auditActorOf(request)));
    },
  );
  app.post(
    '/api/v1/me/factors/:id/remove',
    { schema: { params, body: spokeApi.FactorCode, response: { 200: successOf(z.object({})) } }, config },
    async (request, reply) => {
      const wish = { ...sessionOf(request), factorId: request.params.id, code: request.body.code };
      await removeFactor(people, wish, auditActorOf(request));
      return sendData(reply, {});
    },
  );
  app.post(
    '/api/v1/me/recovery-codes',
    { schema: { body: spokeApi.FactorCode, response: codes }, config },
    async (request, reply) => {
      const wish = { userId: sessionOf(request).userId, code: request.body.code };
      return sendData(reply, await renewRecoveryCodes(people, wish, auditActorOf(request)));
    },
  );
}
