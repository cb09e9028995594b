import {
  spokeApi,
  successOf,
  WheelhouseError,
  WorkspaceId,
  type OrganizationId,
  type PrincipalId,
} from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { contextOf, workspaceCallerOf, type WorkspaceCaller } from '../issue/caller.ts';
import { isUniqueViolation } from '../intake/store.ts';
import { bootstrapSpoke } from '../tenant/bootstrap.ts';
import type { RouteDeps } from './deps.ts';

/** Workspaces as far as the credential reaches: its own, and new ones of the same organization. */
export function workspaceRoutes(app: HttpServer, deps: RouteDeps): void {
  app.get(
    '/api/v1/workspaces',
    {
      schema: { response: { 200: successOf(z.array(spokeApi.WorkspaceView)) } },
      config: { permission: 'workspace:read' },
    },
    async (request, reply) => sendData(reply, [await getOwn(deps, workspaceCallerOf(request))]),
  );
  app.get(
    '/api/v1/workspaces/:id',
    {
      schema: { params: z.object({ id: WorkspaceId }), response: { 200: successOf(spokeApi.WorkspaceView) } },
      config: { permission: 'workspace:read' },
    },
    async (request, reply) => {
      const caller = workspaceCallerOf(request);
      if (request.params.id !== caller.workspaceId) throw new WheelhouseError('NOT_FOUND');
      return sendData(reply, await getOwn(deps, caller));
    },
  );
  app.post(
    '/api/v1/workspaces',
    {
      schema: { body: spokeApi.CreateWorkspace, response: { 201: successOf(spokeApi.CreatedWorkspace) } },
      config: { permission: 'workspace:create' },
    },
    async (request, reply) => {
      const created = await create(deps, workspaceCallerOf(request), request.body);
      return sendData(reply.code(201), created);
    },
  );
}

async function getOwn(deps: RouteDeps, caller: WorkspaceCaller): Promise<spokeApi.WorkspaceView> {
  const row = await deps.db.withTenant(contextOf(caller), (tx) =>
    tx.workspace.findUnique({ where: { id: caller.workspaceId }, include: { settings: true } }),
  );
  if (row === null || row.deletedAt !== null) throw new WheelhouseError('NOT_FOUND');
  return {
    id: row.id as WorkspaceId,
    organizationId: row.organizationId as OrganizationId,
    name: row.name,
    slug: row.slug,
    description: row.description,
    createdAt: row.createdAt.getTime(),
    settings: {
      requiredContainment: row.settings?.requiredContainment ?? null,
      requiredFilesystem: row.settings?.requiredFilesystem ?? null,
      logRetentionDays: row.settings?.logRetentionDays ?? 30,
      allowedSources: row.settings?.allowedSources ?? [],
    },
  };
}

/** Only an owner or admin of the organization makes workspaces in it, whatever they may do in this one. */
async function create(
  deps: RouteDeps,
  caller: WorkspaceCaller,
  wish: spokeApi.CreateWorkspace,
): Promise<spokeApi.CreatedWorkspace> {
  const found = await deps.db.withTenant(contextOf(caller), async (tx) => {
    const workspace = await tx.workspace.findUniqueOrThrow({
      where: { id: caller.workspaceId },
      include: { organization: true },
    });
    const member = await tx.organizationMember.findUnique({
      where: { organizationId_userId: { organizationId: workspace.organizationId, userId: caller.principalId } },
    });
    const user = await tx.user.findUnique({ where: { id: caller.principalId } });
    return { organization: workspace.organization, role: member?.role, user };
  });
  if (found.user === null || (found.role !== 'owner' && found.role !== 'admin'))
    throw new WheelhouseError('NOT_AUTHORIZED');
  const { id, name, slug } = found.organization;
  try {
    const made = await bootstrapSpoke(deps.db, {
      organization: { id: id as OrganizationId, name, slug },
      workspace: wish,
      owner: { id: caller.principalId as PrincipalId, name: found.user.name, email: found.user.email },
      now: deps.now(),
    });
    const owner = { ...caller, workspaceId: made.workspaceId };
    return { workspace: await getOwn(deps, owner), apiKey: made.apiKey };
  } catch (error) {
    if (isUniqueViolation(error)) throw new WheelhouseError('CONFLICT', 'this slug is taken', { cause: error });
    throw error;
  }
}
