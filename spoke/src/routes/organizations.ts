import { OrganizationId, PageQuery, spokeApi, successOf } from '@wheelhouse/protocol';
import { callerOf, sendData, sendTagged, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { freePersonOf, personOf } from '../organizations/caller.ts';
import * as members from '../organizations/members.ts';
import * as service from '../organizations/service.ts';
import type { RouteDeps } from './deps.ts';
import { inOrganization, organizationInvitationRoutes, roleRoutes } from './organization-parts.ts';
import { checkCursor } from './page.ts';

const params = z.object({ id: OrganizationId });
const member = z.object({ id: OrganizationId, userId: z.uuid() });
const headers = z.object({ 'if-match': z.string().max(1024).optional() });
const config = { permission: 'self' } as const;

/** Organizations: the caller's, new ones, each with its members, invitations and roles. */
export function organizationRoutes(app: HttpServer, deps: RouteDeps): void {
  const one = { 200: successOf(spokeApi.OrganizationView) };
  app.get(
    '/api/v1/organizations',
    { schema: { response: { 200: successOf(z.array(spokeApi.OrganizationView)) } }, config },
    async (request, reply) => {
      const { credential, organizationId } = callerOf(request);
      const only = credential.kind === 'api-key' ? organizationId : undefined;
      return sendData(reply, await service.listMyOrganizations(deps.db, personOf(request).principalId, only));
    },
  );
  app.post(
    '/api/v1/organizations',
    {
      schema: { body: spokeApi.CreateOrganization, response: { 201: successOf(spokeApi.OrganizationView) } },
      config,
    },
    async (request, reply) =>
      sendData(reply.code(201), await service.createOrganization(deps, freePersonOf(request), request.body)),
  );
  app.get('/api/v1/organizations/:id', { schema: { params, response: one }, config }, async (request, reply) => {
    const found = await service.getOrganization(deps.db, await inOrganization(deps, request, 'organization:read'));
    return sendTagged(reply, found);
  });
  app.patch(
    '/api/v1/organizations/:id',
    { schema: { params, headers, body: spokeApi.UpdateOrganization, response: one }, config },
    async (request, reply) => {
      const caller = await inOrganization(deps, request, 'organization:update');
      const update = { wish: request.body, ifMatch: request.headers['if-match'] };
      const changed = await service.updateOrganization(deps.db, caller, update);
      return sendTagged(reply, changed);
    },
  );
  memberRoutes(app, deps);
  organizationInvitationRoutes(app, deps);
  roleRoutes(app, deps);
}

function memberRoutes(app: HttpServer, deps: RouteDeps): void {
  app.get(
    '/api/v1/organizations/:id/members',
    {
      schema: {
        params,
        querystring: PageQuery,
        response: { 200: successOf(z.array(spokeApi.OrganizationMemberView)) },
      },
      config,
    },
    async (request, reply) => {
      checkCursor(request.query);
      const caller = await inOrganization(deps, request, 'organization:read');
      const page = await members.listOrganizationMembers(deps.db, caller, request.query);
      return sendData(reply, page.items, page);
    },
  );
  app.put(
    '/api/v1/organizations/:id/members/:userId/role',
    {
      schema: {
        params: member,
        body: spokeApi.ChangeOrganizationRole,
        response: { 200: successOf(z.object({ userId: z.string(), role: z.string() })) },
      },
      config,
    },
    async (request, reply) => {
      const caller = await inOrganization(deps, request, 'organization:members');
      const wish = { userId: request.params.userId, role: request.body.role };
      return sendData(reply, await members.changeOrganizationRole(deps, caller, wish));
    },
  );
  app.put(
    '/api/v1/organizations/:id/members/:userId/overrides',
    {
      schema: { params: member, body: spokeApi.Overrides, response: { 200: successOf(spokeApi.Overrides) } },
      config,
    },
    async (request, reply) => {
      const caller = await inOrganization(deps, request, 'organization:members');
      const wish = { userId: request.params.userId, overrides: request.body };
      return sendData(reply, await members.putOverrides(deps.db, caller, wish));
    },
  );
  app.delete(
    '/api/v1/organizations/:id/members/:userId',
    { schema: { params: member, response: { 200: successOf(z.object({ userId: z.string() })) } }, config },
    async (request, reply) => {
      const { userId } = request.params;
      const leaves = personOf(request).principalId === userId;
      const caller = await inOrganization(deps, request, leaves ? 'organization:read' : 'organization:members');
      await members.removeOrganizationMember(deps, caller, userId);
      return sendData(reply, { userId });
    },
  );
}
