import { PageQuery, spokeApi, successOf } from '@wheelhouse/protocol';
import { sendData, sendTagged, tagOf, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { workspaceCallerOf } from '../issue/caller.ts';
import { createShare, deleteShare, listShares } from '../shares/service.ts';
import * as teams from '../teams/service.ts';
import type { RouteDeps } from './deps.ts';
import { checkCursor } from './page.ts';

const params = z.object({ id: z.uuid() });
const member = z.object({ id: z.uuid(), userId: z.uuid() });
const headers = z.object({ 'if-match': z.string().max(1024).optional() });
const one = { 200: successOf(spokeApi.TeamView) };

/** Teams of the workspace. Who may change one is decided by the team: `teams:read` lets its own people come that far. */
export function teamRoutes(app: HttpServer, deps: RouteDeps): void {
  const config = { permission: 'teams:read' } as const;
  app.get(
    '/api/v1/teams',
    { schema: { querystring: PageQuery, response: { 200: successOf(z.array(spokeApi.TeamView)) } }, config },
    async (request, reply) => {
      checkCursor(request.query);
      const page = await teams.listTeams(deps.db, workspaceCallerOf(request), request.query);
      return sendData(reply, page.items, page);
    },
  );
  app.post(
    '/api/v1/teams',
    {
      schema: { body: spokeApi.CreateTeam, response: { 201: successOf(spokeApi.TeamView) } },
      config: { permission: 'teams:manage' },
    },
    async (request, reply) => {
      const made = await teams.createTeam(deps.db, workspaceCallerOf(request), { wish: request.body, now: deps.now() });
      return sendData(reply.code(201), made);
    },
  );
  app.get('/api/v1/teams/:id', { schema: { params, response: one }, config }, async (request, reply) => {
    const view = await teams.getTeam(deps.db, workspaceCallerOf(request), request.params.id);
    return sendTagged(reply, { view, tag: tagOf(view) });
  });
  app.patch(
    '/api/v1/teams/:id',
    { schema: { params, headers, body: spokeApi.UpdateTeam, response: one }, config },
    async (request, reply) => {
      const update = { wish: request.body, ifMatch: request.headers['if-match'] };
      const view = await teams.updateTeam(deps.db, workspaceCallerOf(request), request.params.id, update);
      return sendTagged(reply, { view, tag: tagOf(view) });
    },
  );
  app.delete(
    '/api/v1/teams/:id',
    { schema: { params, response: { 200: successOf(z.object({ id: z.string() })) } }, config },
    async (request, reply) => {
      await teams.deleteTeam(deps.db, workspaceCallerOf(request), request.params.id);
      return sendData(reply, { id: request.params.id });
    },
  );
  teamMemberRoutes(app, deps);
}

function teamMemberRoutes(app: HttpServer, deps: RouteDeps): void {
  const config = { permission: 'teams:read' } as const;
  app.get(
    '/api/v1/teams/:id/members',
    { schema: { params, response: { 200: successOf(z.array(spokeApi.TeamMemberView)) } }, config },
    async (request, reply) =>
      sendData(reply, await teams.listTeamMembers(deps.db, workspaceCallerOf(request), request.params.id)),
  );
  app.put(
    '/api/v1/teams/:id/members/:userId',
    {
      schema: {
        params: member,
        body: spokeApi.PutTeamMember,
        response: { 200: successOf(z.object({ userId: z.string(), role: z.string() })) },
      },
      config,
    },
    async (request, reply) => {
      const { id: teamId, userId } = request.params;
      const wish = { teamId, userId, role: request.body.role };
      return sendData(reply, await teams.putTeamMember(deps.db, workspaceCallerOf(request), wish));
    },
  );
  app.delete(
    '/api/v1/teams/:id/members/:userId',
    { schema: { params: member, response: { 200: successOf(z.object({ userId: z.string() })) } }, config },
    async (request, reply) => {
      const { id: teamId, userId } = request.params;
      await teams.removeTeamMember(deps.db, workspaceCallerOf(request), { teamId, userId });
      return sendData(reply, { userId });
    },
  );
}

/** What is shared with whom. Who may share what is decided by the thing. */
export function shareRoutes(app: HttpServer, deps: RouteDeps): void {
  const config = { permission: 'workspace:read' } as const;
  app.get(
    '/api/v1/shares',
    {
      schema: { querystring: spokeApi.SharesQuery, response: { 200: successOf(z.array(spokeApi.ShareView)) } },
      config,
    },
    async (request, reply) => {
      checkCursor(request.query);
      const page = await listShares(deps.db, workspaceCallerOf(request), request.query);
      return sendData(reply, page.items, page);
    },
  );
  app.post(
    '/api/v1/shares',
    { schema: { body: spokeApi.CreateShare, response: { 201: successOf(spokeApi.ShareView) } }, config },
    async (request, reply) => {
      const made = await createShare(deps.db, workspaceCallerOf(request), { wish: request.body, now: deps.now() });
      return sendData(reply.code(201), made);
    },
  );
  app.delete(
    '/api/v1/shares/:id',
    { schema: { params, response: { 200: successOf(z.object({ id: z.string() })) } }, config },
    async (request, reply) => {
      await deleteShare(deps.db, workspaceCallerOf(request), request.params.id);
      return sendData(reply, { id: request.params.id });
    },
  );
}
