import type { FastifyRequest } from 'fastify';

/** What the audit log says about a route that its permission and path do not say by themselves. */
export interface AuditRule {
  /** Default: the permission with dots (`agents.create`), else method and path. */
  readonly action?: string;
  /** Default: the first part of the path. */
  readonly resourceKind?: string;
  /** A read that is worth a row when it succeeds: exports, secrets. */
  readonly reads?: true;
  /** A POST that only looks: searches. Its refusals are written all the same. */
  readonly changesNothing?: true;
  /** Calls of many kinds on one path (JSON-RPC): the handler marks those that change nothing, see {@link markAudited}. */
  readonly perCall?: true;
}

/** Which rows were written about a request before its answer left. */
export interface AuditTrail {
  accepted: boolean;
  rejected: boolean;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    audit?: AuditRule;
  }
  interface FastifyRequest {
    auditTrail: AuditTrail | null;
  }
}

/** What was written about a request so far; {@link markAudited} and services add to it. */
export function auditTrailOf(request: FastifyRequest): AuditTrail {
  request.auditTrail ??= { accepted: false, rejected: false };
  return request.auditTrail;
}

/**
 * Says that the request's row is written (in the transaction that committed), so that the hook adds none. Without a
 * verdict it holds for every answer.
 */
export function markAudited(request: FastifyRequest, verdict?: 'accepted' | 'rejected'): void {
  const trail = auditTrailOf(request);
  if (verdict !== 'rejected') trail.accepted = true;
  if (verdict !== 'accepted') trail.rejected = true;
}
