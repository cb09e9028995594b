import type { WorkspaceId } from '@wheelhouse/protocol';
import { WheelhouseError } from '@wheelhouse/protocol';
import { auditTrailOf, callerOf, type AuditTrail, type Caller } from '@wheelhouse/server';
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
  /** Of the request's span. */
  readonly traceparent?: string | undefined;
}

/** The caller of a request. Every credential of a spoke belongs to one workspace. */
export function workspaceCallerOf(request: FastifyRequest): WorkspaceCaller {
  return {
    ...boundCallerOf(callerOf(request), request.id),
    ...requestFacts(request),
    trail: auditTrailOf(request),
    traceparent: request.span?.traceparent,
  };
}

/** A caller that goes on reading after the request it came with. @throws WheelhouseError UNAUTHENTICATED without a workspace */
export function boundCallerOf(caller: Caller, requestId: string): WorkspaceCaller {
  const { kind, principalId, workspaceId, permissions } = caller;
  if (kind === 'operator' || workspaceId === undefined) throw new WheelhouseError('UNAUTHENTICATED');
  return { kind, principalId, workspaceId: workspaceId as WorkspaceId, permissions, requestId };
}

/** The door's context of a caller. */
export function contextOf(caller: WorkspaceCaller): {
  readonly workspaceId: WorkspaceId;
  readonly actor: { readonly kind: 'user' | 'service'; readonly id: string };
} {
  return { workspaceId: caller.workspaceId, actor: { kind: caller.kind, id: caller.principalId } };
}
