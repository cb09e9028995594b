import type { WorkspaceId } from '@wheelhouse/protocol';
import { WheelhouseError } from '@wheelhouse/protocol';
import { auditTrailOf, callerOf, type AuditTrail } from '@wheelhouse/server';
import type { FastifyRequest } from 'fastify';
import { requestFacts } from '../audit/add-audit.ts';

/** A caller bound to one workspace, as its credential says. */
export interface WorkspaceCaller {
  readonly kind: 'user' | 'service';
  readonly principalId: string;
  readonly workspaceId: WorkspaceId;
  readonly permissions: readonly string[];
  readonly requestId: string;
  readonly ip?: string;
  readonly userAgent?: string | null;
  /** Which audit rows the request has by now. */
  readonly trail?: AuditTrail;
}

/** The caller of a request. Every credential of a spoke belongs to one workspace. */
export function workspaceCallerOf(request: FastifyRequest): WorkspaceCaller {
  const caller = callerOf(request);
  if (caller.kind === 'operator' || caller.workspaceId === undefined) throw new WheelhouseError('UNAUTHENTICATED');
  return {
    kind: caller.kind,
    principalId: caller.principalId,
    workspaceId: caller.workspaceId as WorkspaceId,
    permissions: caller.permissions,
    requestId: request.id,
    ...requestFacts(request),
    trail: auditTrailOf(request),
  };
}

/** The door's context of a caller. */
export function contextOf(caller: WorkspaceCaller): {
  readonly workspaceId: WorkspaceId;
  readonly actor: { readonly kind: 'user' | 'service'; readonly id: string };
} {
  return { workspaceId: caller.workspaceId, actor: { kind: caller.kind, id: caller.principalId } };
}
