import { spokeApi, successOf, WheelhouseError } from '@wheelhouse/protocol';
import { callerOf, sendData, type Caller, type HttpServer } from '@wheelhouse/server';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { auditActorOf } from '../audit/add-audit.ts';
import type { PeopleDeps } from '../people/deps.ts';
import {
  changePerson,
  changePreferences,
  getPerson,
  getPreferences,
  getUsage,
  listMyWorkspaces,
} from '../people/me.ts';
import { endSession, listSessions } from '../people/sessions.ts';
import { sessionOf } from './auth.ts';
import type { RouteDeps } from './deps.ts';

const config = { permission: 'self' };
const Id = z.object({ id: z.string().regex(/^[0-9a-f-]{36}$/) });

/** A person's own: who they are, where they are, what they keep. The person is whose credential it is. */
export function meRoutes(app: HttpServer, { people }: RouteDeps): void {
  const person = successOf(spokeApi.PersonView);
  app.get('/api/v1/me', { schema: { response: { 200: person } }, config }, async (request, reply) => {
    const { principalId, workspaceId } = personOf(request);
    return sendData(reply, await getPerson(people, principalId, workspaceId));
  });
  app.patch(
    '/api/v1/me',
    { schema: { body: spokeApi.ChangeMe, response: { 200: person } }, config },
    async (request, reply) => {
      const userId = personOf(request).principalId;
      return sendData(reply, await changePerson(people, { ...request.body, userId }, auditActorOf(request)));
    },
  );
  const workspaces = successOf(z.array(spokeApi.MyWorkspace));
  app.get('/api/v1/me/workspaces', { schema: { response: { 200: workspaces } }, config }, async (request, reply) => {
    const { principalId, workspaceId } = personOf(request);
    return sendData(reply, await listMyWorkspaces(people, principalId, workspaceId ?? null));
  });
  const usage = successOf(spokeApi.Usage);
  app.get('/api/v1/me/usage', { schema: { response: { 200: usage } }, config }, async (request, reply) => {
    const { principalId, workspaceId } = personOf(request);
    return sendData(reply, await getUsage(people, principalId, workspaceId ?? null));
  });
  sessionRoutes(app, people);
  preferenceRoutes(app, people);
}

function sessionRoutes(app: HttpServer, people: PeopleDeps): void {
  const sessions = successOf(z.array(spokeApi.SessionView));
  app.get('/api/v1/me/sessions', { schema: { response: { 200: sessions } }, config }, async (request, reply) => {
    const { principalId, credential } = personOf(request);
    return sendData(reply, await listSessions(people, principalId, credential.id));
  });
  app.delete(
    '/api/v1/me/sessions/:id',
    { schema: { params: Id, response: { 200: successOf(z.object({})) } }, config },
    async (request, reply) => {
      const wish = { sessionId: request.params.id, actor: auditActorOf(request) };
      const ended = await endSession(people, sessionOf(request).userId, wish);
      if (!ended) throw new WheelhouseError('NOT_FOUND');
      return sendData(reply, {});
    },
  );
}

function preferenceRoutes(app: HttpServer, people: PeopleDeps): void {
  const preferences = successOf(spokeApi.Preferences);
  app.get('/api/v1/me/preferences', { schema: { response: { 200: preferences } }, config }, async (request, reply) =>
    sendData(reply, await getPreferences(people, personOf(request).principalId)),
  );
  app.patch(
    '/api/v1/me/preferences',
    { schema: { body: spokeApi.Preferences, response: { 200: preferences } }, config },
    async (request, reply) => {
      const wish = { userId: personOf(request).principalId, change: request.body };
      return sendData(reply, await changePreferences(people, wish, auditActorOf(request)));
    },
  );
}

/**
 * The person of a request.
 * @throws WheelhouseError UNAUTHENTICATED where no person asks
 */
function personOf(request: FastifyRequest): Caller {
  const caller = callerOf(request);
  if (caller.kind !== 'user') throw new WheelhouseError('UNAUTHENTICATED');
  return caller;
}
