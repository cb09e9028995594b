import { OrganizationId, PageQuery, spokeApi, successOf } from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { enterOrganization, type OrganizationCaller } from '../organizations/caller.ts';
import * as invitations from '../organizations/invitations.ts';
import { organizationContextOf } from '../organizations/service.ts';
import * as roles from '../organizations/roles.ts';
import type { RouteDeps } from './deps.ts';
import { checkCursor } from './page.ts';

const params = z.object({ id: OrganizationId });
const invitation = z.object({ id: OrganizationId, invitationId: z.uuid() });
const role = z.object({ id: OrganizationId, roleId: z.uuid() });
const config = { permission: 'self' } as const;

/** The caller in the organization that the path names, with a permission there. */
export function inOrganization(deps: RouteDeps, request: FastifyRequest, needed: string): Promise<OrganizationCaller> {
  const { id: organizationId } = request.params as { id: string };
  return enterOrganization(deps.db, request, { organizationId, needed });
}

export function organizationInvitationRoutes(app: HttpServer, deps: RouteDeps): void {
  const one = { 200: successOf(spokeApi.InvitationView) };
  const entered = (request: FastifyRequest): Promise<OrganizationCaller> =>
    inOrganization(deps, request, 'organization:members');
  app.get(
    '/api/v1/organizations/:id/invitations',
    {
      schema: { params, querystring: PageQuery, response: { 200: successOf(z.array(spokeApi.InvitationView)) } },
      config,
    },
    async (request, reply) => {
      checkCursor(request.query);
      const page = await invitations.listOrganizationInvitations(deps, await entered(request), request.query);
      return sendData(reply, page.items, page);
    },
  );
  app.post(
    '/api/v1/organizations/:id/invitations',
    {
      schema: {
        params,
        body: spokeApi.CreateOrganizationInvitation,
        response: { 201: successOf(spokeApi.InvitationView) },
      },
      config,
    },
    async (request, reply) =>
      sendData(reply.code(201), await invitations.inviteToOrganization(deps, await entered(request), request.body)),
  );
  app.post(
    '/api/v1/organizations/:id/invitations/:invitationId/resend',
    { schema: { params: invitation, response: one }, config },
    async (request, reply) => {
      const { invitationId } = request.params;
      return sendData(
        reply,
        await invitations.resendOrganizationInvitation(deps, await entered(request), invitationId),
      );
    },
  );
  app.delete(
    '/api/v1/organizations/:id/invitations/:invitationId',
    { schema: { params: invitation, response: one }, config },
    async (request, reply) => {
      const { invitationId } = request.params;
      return sendData(
        reply,
        await invitations.revokeOrganizationInvitation(deps, await entered(request), invitationId),
      );
    },
  );
}

export function roleRoutes(app: HttpServer, deps: RouteDeps): void {
  const one = { 200: successOf(spokeApi.RoleView) };
  const entered = (request: FastifyRequest): Promise<OrganizationCaller> =>
    inOrganization(deps, request, 'organization:roles');
  app.get(
    '/api/v1/organizations/:id/roles',
    { schema: { params, response: { 200: successOf(z.array(spokeApi.RoleView)) } }, config },
    async (request, reply) => {
      const caller = await inOrganization(deps, request, 'organization:read');
      const { organizationId } = caller;
      const found = deps.db.withOrganization(organizationContextOf(caller), (tx) =>
        roles.listRoles(tx, organizationId),
      );
      return sendData(reply, await found);
    },
  );
  app.post(
    '/api/v1/organizations/:id/roles',
    { schema: { params, body: spokeApi.CreateRole, response: { 201: successOf(spokeApi.RoleView) } }, config },
    async (request, reply) =>
      sendData(reply.code(201), await roles.createRole(deps, await entered(request), request.body)),
  );
  app.patch(
    '/api/v1/organizations/:id/roles/:roleId',
    { schema: { params: role, body: spokeApi.UpdateRole, response: one }, config },
    async (request, reply) =>
      sendData(reply, await roles.updateRole(deps, await entered(request), request.params.roleId, request.body)),
  );
  app.delete(
    '/api/v1/organizations/:id/roles/:roleId',
    { schema: { params: role, response: { 200: successOf(z.object({ id: z.string() })) } }, config },
    async (request, reply) => {
      const { roleId } = request.params;
      await roles.deleteRole(deps.db, await entered(request), roleId);
      return sendData(reply, { id: roleId });
    },
  );
}
