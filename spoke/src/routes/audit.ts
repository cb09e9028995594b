import { OrganizationId, PageQuery, permits, spokeApi, successOf, WheelhouseError } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { callerOf, sendAuditExport, sendData, type AuditChainRef, type HttpServer } from '@wheelhouse/server';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { addAudit, addInstanceAudit, addOrganizationAudit, auditActorOf, type AuditEntry } from '../audit/add-audit.ts';
import { instanceChain, organizationChain, workspaceChain } from '../audit/chains.ts';
import { tellFilter } from '../audit/filter.ts';
import { listAudit, listCheckpoints } from '../audit/list.ts';
import { contextOf, workspaceCallerOf } from '../issue/caller.ts';
import { organizationContextOf } from '../organizations/service.ts';
import { readPerson } from '../people/person-view.ts';
import type { RouteDeps } from './deps.ts';
import { inOrganization } from './organization-parts.ts';

/** One log, as the caller may see it. */
interface AuditScope {
  readonly ref: AuditChainRef;
  /** Enters it as the caller. */
  readonly enter: <T>(fn: (tx: SpokeTx) => Promise<T>) => Promise<T>;
  readonly add: (tx: SpokeTx, entry: AuditEntry) => Promise<void>;
}

interface ScopeRoutes {
  readonly base: string;
  readonly params?: z.ZodObject;
  readonly permissions: { readonly read: string; readonly export: string };
  /** @throws WheelhouseError where the caller may not */
  readonly open: (request: FastifyRequest, action: 'read' | 'export') => Promise<AuditScope>;
}

/** A long log takes its time; it streams. */
const exportTimeoutMs = 3_600_000;

/** Audit logs of workspace, organization and instance: rows newest first, signed heads, files to verify offline. */
export function auditRoutes(app: HttpServer, deps: RouteDeps): void {
  const scopes: ScopeRoutes[] = [
    {
      base: '/api/v1/audit',
      permissions: { read: 'audit:read', export: 'audit:export' },
      open: async (request) => workspaceScope(deps, request),
    },
    {
      base: '/api/v1/organizations/:id/audit',
      params: z.object({ id: OrganizationId }),
      permissions: { read: 'self', export: 'self' },
      open: (request) => organizationScope(deps, request),
    },
    {
      base: '/api/v1/instance/audit',
      permissions: { read: 'self', export: 'self' },
      open: (request, action) => instanceScope(deps, request, action),
    },
  ];
  for (const scope of scopes) {
    listRoutes(app, scope);
    exportRoute(app, deps, scope);
  }
}

function listRoutes(app: HttpServer, { base, params, permissions, open }: ScopeRoutes): void {
  const config = { permission: permissions.read };
  const known = params === undefined ? {} : { params };
  app.get(
    base,
    {
      schema: { ...known, querystring: spokeApi.AuditQuery, response: { 200: successOf(z.array(spokeApi.AuditView)) } },
      config,
    },
    async (request, reply) => {
      const scope = await open(request, 'read');
      const page = await scope.enter((tx) => listAudit(tx, scope.ref, request.query));
      return sendData(reply, page.items, page);
    },
  );
  app.get(
    `${base}/checkpoints`,
    {
      schema: { ...known, querystring: PageQuery, response: { 200: successOf(z.array(spokeApi.AuditCheckpointView)) } },
      config,
    },
    async (request, reply) => {
      const scope = await open(request, 'read');
      const page = await scope.enter((tx) => listCheckpoints(tx, scope.ref, request.query));
      return sendData(reply, page.items, page);
    },
  );
}

function exportRoute(app: HttpServer, deps: RouteDeps, { base, params, permissions, open }: ScopeRoutes): void {
  app.get(
    `${base}/export`,
    {
      handlerTimeout: exportTimeoutMs,
      schema: { ...(params === undefined ? {} : { params }), querystring: spokeApi.AuditExportQuery },
      config: { permission: permissions.export, audit: { action: 'audit.export', resourceKind: 'audit', reads: true } },
    },
    async (request, reply) => {
      const { format, ...filter } = request.query;
      const { ref, enter, add } = await open(request, 'export');
      const detail = { format, ...tellFilter(filter) };
      // Its own row is the last one of the file.
      await enter((tx) => add(tx, { action: 'audit.export', resourceKind: 'audit', resourceId: ref.chain, detail }));
      return sendAuditExport(reply, deps.audit.exportChain(ref, filter), { ...ref, format });
    },
  );
}

function workspaceScope({ db }: RouteDeps, request: FastifyRequest): AuditScope {
  const caller = workspaceCallerOf(request);
  return {
    ref: workspaceChain(caller.workspaceId),
    enter: (fn) => db.withTenant(contextOf(caller), fn),
    add: (tx, entry) => addAudit(tx, caller, entry),
  };
}

async function organizationScope(deps: RouteDeps, request: FastifyRequest): Promise<AuditScope> {
  const caller = await inOrganization(deps, request, 'organization:audit');
  const { organizationId } = caller;
  return {
    ref: organizationChain(organizationId),
    enter: (fn) => deps.db.withOrganization(organizationContextOf(caller), fn),
    add: (tx, entry) => addOrganizationAudit(tx, caller, { ...entry, organizationId }),
  };
}

/** For who runs the instance: in person, or by a key that was made for it. */
async function instanceScope(
  { db, instance }: RouteDeps,
  request: FastifyRequest,
  action: 'read' | 'export',
): Promise<AuditScope> {
  const { kind, principalId, credential, permissions } = callerOf(request);
  if (kind !== 'user') throw new WheelhouseError('NOT_AUTHORIZED');
  if (credential.kind === 'api-key' && !permits(permissions, `audit:${action}`)) {
    throw new WheelhouseError('NOT_AUTHORIZED');
  }
  const person = await db.withUser(principalId, (tx) => readPerson(tx, principalId));
  if (!person.instanceAdmin) throw new WheelhouseError('NOT_AUTHORIZED');
  return {
    ref: instanceChain(instance.self),
    enter: (fn) => db.withInstance('audit', fn),
    add: (tx, entry) => addInstanceAudit(tx, auditActorOf(request), entry),
  };
}
