import { PageQuery, permits, spokeApi, successOf, WheelhouseError, WorkspaceId } from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { pathWorkspaceCaller } from '../access/path-workspace.ts';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import { acceptInvitation } from '../members/accept.ts';
import { invite, listInvitations, resendInvitation, revokeInvitation } from '../members/invitations.ts';
import { changeRole, listMembers, removeMember } from '../members/service.ts';
import { freePersonOf } from '../organizations/caller.ts';
import { listRoles } from '../organizations/roles.ts';
import type { RouteDeps } from './deps.ts';
import { checkCursor } from './page.ts';

const workspace = z.object({ id: WorkspaceId });
const member = z.object({ id: WorkspaceId, userId: z.uuid() });
const invitation = z.object({ id: WorkspaceId, invitationId: z.uuid() });
const removed = { 200: successOf(z.object({ userId: z.string() })) };

/** Who is in a workspace, as what, and who shall be. */
export function memberRoutes(app: HttpServer, deps: RouteDeps): void {
  app.get(
    '/api/v1/workspaces/:id/members',
    {
      schema: {
        params: workspace,
        querystring: PageQuery,
        response: { 200: successOf(z.array(spokeApi.MemberView)) },
      },
      config: { permission: 'members:read', workspaceParam: 'id' },
    },
    async (request, reply) => {
      checkCursor(request.query);
      const page = await listMembers(deps.db, pathWorkspaceCaller(request), request.query);
      return sendData(reply, page.items, page);
    },
  );
  app.get(
    '/api/v1/workspaces/:id/roles',
    {
      schema: { params: workspace, response: { 200: successOf(z.array(spokeApi.RoleView)) } },
      config: { permission: 'members:read', workspaceParam: 'id' },
    },
    async (request, reply) => {
      const caller = pathWorkspaceCaller(request);
      const roles = await deps.db.withTenant(contextOf(caller), async (tx) => {
        const row = await tx.workspace.findUniqueOrThrow({ where: { id: caller.workspaceId } });
        return listRoles(tx, row.organizationId);
      });
      return sendData(reply, roles);
    },
  );
  app.put(
    '/api/v1/workspaces/:id/members/:userId/role',
    {
      schema: {
        params: member,
        body: spokeApi.ChangeRole,
        response: { 200: successOf(z.object({ userId: z.string(), role: z.string() })) },
      },
      config: { permission: 'members:manage', workspaceParam: 'id' },
    },
    async (request, reply) => {
      const wish = { userId: request.params.userId, role: request.body.role };
      return sendData(reply, await changeRole(deps, pathWorkspaceCaller(request), wish));
    },
  );
  app.delete(
    '/api/v1/workspaces/:id/members/:userId',
    // Everybody may leave; the rest is asked below.
    { schema: { params: member, response: removed }, config: { permission: 'workspace:read', workspaceParam: 'id' } },
    async (request, reply) => {
      const caller = pathWorkspaceCaller(request);
      const { userId } = request.params;
      mustRemove(caller, userId);
      await removeMember(deps, caller, userId);
      return sendData(reply, { userId });
    },
  );
  invitationRoutes(app, deps);
}

function mustRemove(caller: WorkspaceCaller, userId: string): void {
  const leaves = caller.kind === 'user' && caller.principalId === userId;
  if (!leaves && !permits(caller.permissions, 'members:remove')) throw new WheelhouseError('NOT_AUTHORIZED');
}

function invitationRoutes(app: HttpServer, deps: RouteDeps): void {
  const one = { 200: successOf(spokeApi.InvitationView) };
  const config = { permission: 'members:invite', workspaceParam: 'id' };
  app.get(
    '/api/v1/workspaces/:id/invitations',
    {
      schema: {
        params: workspace,
        querystring: PageQuery,
        response: { 200: successOf(z.array(spokeApi.InvitationView)) },
      },
      config,
    },
    async (request, reply) => {
      checkCursor(request.query);
      const page = await listInvitations(deps, pathWorkspaceCaller(request), request.query);
      return sendData(reply, page.items, page);
    },
  );
  app.post(
    '/api/v1/workspaces/:id/invitations',
    {
      schema: {
        params: workspace,
        body: spokeApi.CreateInvitation,
        response: { 201: successOf(spokeApi.InvitationView) },
      },
      config,
    },
    async (request, reply) => sendData(reply.code(201), await invite(deps, pathWorkspaceCaller(request), request.body)),
  );
  app.post(
    '/api/v1/workspaces/:id/invitations/:invitationId/resend',
    { schema: { params: invitation, response: one }, config },
    async (request, reply) =>
      sendData(reply, await resendInvitation(deps, pathWorkspaceCaller(request), request.params.invitationId)),
  );
  app.delete(
    '/api/v1/workspaces/:id/invitations/:invitationId',
    { schema: { params: invitation, response: one }, config },
    async (request, reply) =>
      sendData(reply, await revokeInvitation(deps, pathWorkspaceCaller(request), request.params.invitationId)),
  );
  app.post(
    '/api/v1/workspaces/accept-invitation',
    {
      schema: { body: spokeApi.AcceptInvitation, response: { 200: successOf(spokeApi.AcceptedInvitation) } },
      config: { permission: 'self' },
    },
    async (request, reply) => sendData(reply, await acceptInvitation(deps, freePersonOf(request), request.body.token)),
  );
}
