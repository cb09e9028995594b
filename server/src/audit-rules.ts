import type { Code } from '@wheelhouse/protocol';
import type { FastifyRequest } from 'fastify';
import type { Caller } from './auth.ts';

/** One row of an audit log about one request. */
export interface AuditFacts {
  /** Null where nobody had proved who they are. */
  readonly caller: Caller | null;
  readonly action: string;
  readonly resourceKind: string | null;
  readonly resourceId: string | null;
  readonly verdict: 'accepted' | 'rejected';
  readonly code: Code | null;
  readonly requestId: string;
  readonly ip: string;
  readonly userAgent: string | null;
  readonly detail: Readonly<Record<string, string | number>>;
}

export interface Outcome {
  readonly request: FastifyRequest;
  readonly status: number;
  readonly code: Code | null;
  /** The answer was kept from an earlier, identical request. */
  readonly replayed: boolean;
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Answers to a read that say "no" to a person, rather than "what?" to a program. */
const refusals = new Set([401, 403, 404, 409, 410, 412, 423, 429]);
/** Mistakes of input. From somebody unknown they are noise that would make the log the victim. */
const inputFaults: ReadonlySet<Code> = new Set(['INVALID', 'TOO_LARGE', 'UNSUPPORTED']);

/** Whether this answer still needs a row, and with which verdict. */
export function decideAudit({ request, status, code, replayed }: Outcome): 'accepted' | 'rejected' | null {
  const { config, url } = request.routeOptions;
  if (url === undefined || replayed) return null;
  const changes = !safeMethods.has(request.method) && config.audit?.changesNothing !== true;
  const trail = request.auditTrail;
  if (status < 400) {
    const counts = changes || config.audit?.reads === true;
    return counts && trail?.accepted !== true ? 'accepted' : null;
  }
  if (trail?.rejected === true) return null;
  const known = callerIn(request) !== null || presentsCredential(request);
  if (!known && (config.permission !== 'public' || code === null || inputFaults.has(code))) return null;
  return changes || (known && refusals.has(status)) ? 'rejected' : null;
}

function callerIn(request: FastifyRequest): Caller | null {
  return request.caller ?? request.presentedBy;
}

/** Somebody without any credential is no refusal worth keeping; a wrong one is. */
function presentsCredential(request: FastifyRequest): boolean {
  const { authorization, cookie } = request.headers;
  return authorization !== undefined || (cookie !== undefined && /wh_(hub_)?session=/.test(cookie));
}

interface Verdict {
  readonly verdict: 'accepted' | 'rejected';
  readonly code: Code | null;
  readonly status: number;
  /** Rows like this one that were not written since the last. */
  readonly suppressed: number;
}

/** Who, what, from where. Ids from the path are what was asked for, not what exists. */
export function describeRequest(request: FastifyRequest, outcome: Verdict): AuditFacts {
  const { config, url = '' } = request.routeOptions;
  const path = url.replace(/^\/api(?:\/v1)?/, '');
  return {
    caller: callerIn(request),
    action: config.audit?.action ?? actionOf(config.permission, request.method, path),
    resourceKind: config.audit?.resourceKind ?? path.split('/')[1] ?? null,
    resourceId: resourceIdIn(request.params),
    verdict: outcome.verdict,
    code: outcome.code,
    requestId: request.id,
    ip: request.ip,
    userAgent: storable(request.headers['user-agent'], 256),
    detail: {
      method: request.method,
      route: url,
      status: outcome.status,
      ...(outcome.suppressed === 0 ? {} : { suppressed: outcome.suppressed }),
    },
  };
}

/** A permission to look says nothing about a change: such a route is named by its method and path. */
function actionOf(permission: string | undefined, method: string, path: string): string {
  const [resource, action] = permission?.split(':') ?? [];
  const looks = action === 'read' || action === 'view';
  if (resource === undefined || action === undefined || looks !== safeMethods.has(method)) return `${method} ${path}`;
  return `${resource}.${action}`;
}

function resourceIdIn(params: unknown): string | null {
  if (typeof params !== 'object' || params === null) return null;
  const values = Object.values(params).filter((value) => typeof value === 'string');
  return storable(values.at(-1), 128);
}

/** Text that any store can hold: no NUL, no half of a surrogate pair, not longer than `max`. */
function storable(text: string | undefined, max: number): string | null {
  if (text === undefined) return null;
  return text.slice(0, max).replaceAll(/[\0\p{Surrogate}]/gu, '\uFFFD');
}
