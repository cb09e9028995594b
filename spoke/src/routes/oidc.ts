import { sessionRules } from '@wheelhouse/identity';
import { OrganizationId, spokeApi, successOf, WheelhouseError } from '@wheelhouse/protocol';
import { markAudited, sendData, type HttpServer } from '@wheelhouse/server';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { auditActorOf } from '../audit/add-audit.ts';
import type { PeopleDeps } from '../people/deps.ts';
import { linkIdentity } from '../people/link-identity.ts';
import { noteFailure } from '../people/note-failure.ts';
import {
  createProvider,
  deleteProvider,
  listChoices,
  listProviders,
  updateProvider,
} from '../people/oidc-providers.ts';
import { finishOidc, startOidc, type OidcOutcome } from '../people/oidc-sign-in.ts';
import { admit, answer } from './answer-session.ts';
import type { RouteDeps } from './deps.ts';
import { inOrganization } from './organization-parts.ts';

const open = { permission: 'public' };
const flowLifetimeMs = 10 * 60_000;

/** Signing in at an organization's OpenID Connect provider. */
export function oidcRoutes(app: HttpServer, deps: RouteDeps): void {
  const { people } = deps;
  app.get(
    '/api/v1/auth/oidc/:organizationId',
    {
      schema: {
        params: z.object({ organizationId: OrganizationId }),
        response: { 200: successOf(z.array(spokeApi.OidcChoice)) },
      },
      config: open,
    },
    async (request, reply) => sendData(reply, await listChoices(people, request.params.organizationId)),
  );
  app.post(
    '/api/v1/auth/oidc/:organizationId/:providerId/start',
    {
      schema: {
        params: spokeApi.OidcParams,
        body: spokeApi.StartOidc,
        response: { 200: successOf(spokeApi.StartedOidc) },
      },
      config: { ...open, audit: { action: 'session.start', resourceKind: 'oidc-provider' } },
    },
    async (request, reply) => {
      const wish = { ...request.params, ...request.body };
      const { url, browserToken } = await admit(people, request, (actor) => startOidc(people, wish, actor));
      people.flowCookies.set(reply, browserToken, flowLifetimeMs);
      return sendData(reply, { url });
    },
  );
  callbackRoutes(app, people);
  providerRoutes(app, deps);
}

function callbackRoutes(app: HttpServer, people: PeopleDeps): void {
  app.get('/api/v1/auth/oidc/callback', { config: open }, async (request, reply) => {
    const actor = auditActorOf(request);
    const query = new URL(request.url, 'http://localhost').searchParams;
    const browserToken = people.flowCookies.find(request.headers.cookie);
    people.flowCookies.clear(reply);
    try {
      return goOn(
        people,
        reply,
        await admit(people, request, (actor) => finishOidc(people, { query, browserToken }, actor)),
      );
    } catch (error) {
      if (!(error instanceof WheelhouseError)) throw error;
      await noteFailure(people, actor, { method: 'oidc', email: '', userId: null });
      return toPage(people, reply, `/sign-in#error=${error.code}`);
    }
  });
  app.post(
    '/api/v1/auth/oidc/verify',
    {
      schema: { body: spokeApi.GivenCode, response: { 200: successOf(spokeApi.SignInResult) } },
      config: { ...open, audit: { action: 'session.open', resourceKind: 'session' } },
    },
    async (request, reply) =>
      answer(people, reply, await admit(people, request, (actor) => linkIdentity(people, request.body, actor))),
  );
}

/** What is still missing goes after `#`: it is the page's business, and stands in no log. */
function goOn(people: PeopleDeps, reply: FastifyReply, outcome: OidcOutcome): FastifyReply {
  switch (outcome.status) {
    case 'signed-in':
      markAudited(reply.request);
      people.cookies.set(reply, outcome.token, sessionRules.absoluteMs);
      return toPage(people, reply, outcome.returnTo);
    case 'second-factor':
      return toPage(people, reply, `/sign-in#second-factor=${outcome.challenge}`);
    case 'email-code':
      return toPage(people, reply, `/sign-in#verify=${outcome.id}`);
  }
}

function toPage(people: PeopleDeps, reply: FastifyReply, path: string): FastifyReply {
  return reply.redirect(`${people.frame().publicUrl.replace(/\/+$/, '')}${path}`, 303);
}

function providerRoutes(app: HttpServer, deps: RouteDeps): void {
  const { people } = deps;
  const config = { permission: 'self' };
  const params = z.object({ id: OrganizationId });
  const one = z.object({ id: OrganizationId, providerId: z.uuid() });
  const view = successOf(spokeApi.OidcProviderView);
  const path = '/api/v1/organizations/:id/oidc-providers';
  app.get(
    path,
    { schema: { params, response: { 200: successOf(z.array(spokeApi.OidcProviderView)) } }, config },
    async (request, reply) =>
      sendData(reply, await listProviders(people, await inOrganization(deps, request, 'organization:update'))),
  );
  app.post(
    path,
    { schema: { params, body: spokeApi.CreateOidcProvider, response: { 201: view } }, config },
    async (request, reply) => {
      const caller = await inOrganization(deps, request, 'organization:update');
      return sendData(reply.code(201), await createProvider(people, caller, request.body));
    },
  );
  app.patch(
    `${path}/:providerId`,
    { schema: { params: one, body: spokeApi.UpdateOidcProvider, response: { 200: view } }, config },
    async (request, reply) => {
      const caller = await inOrganization(deps, request, 'organization:update');
      const wish = { ...request.body, id: request.params.providerId };
      return sendData(reply, await updateProvider(people, caller, wish));
    },
  );
  app.delete(
    `${path}/:providerId`,
    { schema: { params: one, response: { 200: successOf(z.object({})) } }, config },
    async (request, reply) => {
      const caller = await inOrganization(deps, request, 'organization:update');
      await deleteProvider(people, caller, request.params.providerId);
      return sendData(reply, {});
    },
  );
}
