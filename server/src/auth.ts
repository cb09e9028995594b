import { permits, WheelhouseError } from '@wheelhouse/protocol';
import type { FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { HttpServer } from './http.ts';
import { assertSameOrigin, assertUpgradeOrigin } from './same-origin.ts';
import type { SessionCookies } from './session-cookie.ts';

/** Who calls, as the credential says; never as a body or query says. */
export interface Caller {
  readonly kind: 'user' | 'service' | 'operator';
  readonly principalId: string;
  /** The workspace it acts in; absent for instance-wide operators, and for people who are in none. */
  readonly workspaceId?: string;
  /** Of that workspace. */
  readonly organizationId?: string;
  /** What it may do there; empty without a workspace. */
  readonly permissions: readonly string[];
  /** Limits of its own: of the shown key, of the service account it speaks for. */
  readonly perMinute?: { readonly key?: number; readonly account?: number };
  /** What it showed: a key's or a session's id. */
  readonly credential: { readonly kind: 'api-key' | 'session'; readonly id: string };
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a caller needs; `public` needs nothing, `self` any person. A route without it refuses to register. */
    permission?: string;
    /**
     * The path parameter that names the workspace to enter, for credentials that may enter several (sessions): the
     * permission is asked there. A credential of one workspace meets the handler's own check.
     */
    workspaceParam?: string;
  }
  interface FastifyRequest {
    caller: Caller | null;
    /** Whose credential it is, also where the route's permission is missing. For the audit log only. */
    presentedBy: Caller | null;
  }
}

/** Where a session is used from, and for which workspace. */
export interface SessionUse {
  readonly ip: string;
  /** Named by the path or by `X-Workspace-Id`; null = the session's current one. */
  readonly workspaceId: string | null;
  /** Asked about for something that is open already: a forgotten tab is no use of the session, and keeps it from no end. */
  readonly isRecheck?: boolean;
}

export interface SessionAuth {
  readonly cookies: SessionCookies;
  /**
   * Null where the session is unknown, over or ended.
   * @throws WheelhouseError NOT_AUTHORIZED where the named workspace is not one that this person may enter
   */
  authenticate(token: string, use: SessionUse): Promise<Caller | null>;
}

export interface AuthOptions {
  /** Null where the key is unknown, expired or revoked; which of them is never said. */
  authenticate(bearer: string, request: FastifyRequest): Promise<Caller | null>;
  /** Where people sign in with a browser. */
  readonly sessions?: SessionAuth;
}

/** Credential, then permission, before any handler and before the body is validated. */
export const auth = fastifyPlugin<AuthOptions>(
  (instance, options, done) => {
    instance.decorateRequest('caller', null);
    instance.decorateRequest('presentedBy', null);
    instance.addHook('onRoute', (route) => {
      if (route.method === 'HEAD' || route.config?.permission !== undefined) return;
      throw new Error(`route ${String(route.method)} ${route.url} names no permission`);
    });
    instance.addHook('onRequest', async (request) => {
      const needed = request.routeOptions.config.permission;
      if (needed === undefined) return;
      if (needed === 'public') {
        if (options.sessions !== undefined) assertOwnPage(request, options.sessions.cookies);
        return;
      }
      const caller = await findCaller(request, options);
      if (caller === null) throw new WheelhouseError('UNAUTHENTICATED');
      request.presentedBy = caller;
      // The route's own need, whatever it is asked about: it tells nothing of what there is.
      const details = needed === 'self' ? undefined : { permission: needed };
      if (!isPermitted(caller, needed)) throw new WheelhouseError('NOT_AUTHORIZED', undefined, details && { details });
      request.caller = caller;
    });
    done();
  },
  { name: 'auth' },
);

function isPermitted(caller: Caller, needed: string): boolean {
  return needed === 'self' ? caller.kind !== 'service' : permits(caller.permissions, needed);
}

/** A bearer key counts before a cookie, and one that does not hold is not made good by it. */
async function findCaller(request: FastifyRequest, options: AuthOptions): Promise<Caller | null> {
  const { sessions } = options;
  if (request.headers.authorization !== undefined) {
    assertUpgradeOrigin(request, sessions?.cookies ?? null, false);
    const bearer = bearerOf(request.headers.authorization);
    return bearer === null ? null : stayInside(await options.authenticate(bearer, request), request);
  }
  const token = sessions?.cookies.find(request.headers.cookie) ?? null;
  if (sessions === undefined || token === null) return null;
  assertSameOrigin(request, sessions.cookies, true);
  assertUpgradeOrigin(request, sessions.cookies, true);
  return sessions.authenticate(token, { ip: request.ip, workspaceId: wantedWorkspace(request) });
}

function assertOwnPage(request: FastifyRequest, cookies: SessionCookies): void {
  if (request.headers.authorization !== undefined) return;
  assertSameOrigin(request, cookies, cookies.find(request.headers.cookie) !== null);
}

function wantedWorkspace(request: FastifyRequest): string | null {
  const { workspaceParam } = request.routeOptions.config;
  const params = request.params as Readonly<Record<string, string>>;
  const fromPath = workspaceParam === undefined ? undefined : params[workspaceParam];
  return fromPath ?? workspaceHeader(request) ?? null;
}

/** By a header; on a websocket also by the address, since a browser's can have no headers. */
function workspaceHeader(request: FastifyRequest): string | undefined {
  if (request.ws) {
    const { workspace } = request.query as Readonly<Record<string, string | undefined>>;
    if (typeof workspace === 'string') return workspace;
  }
  const value = request.headers['x-workspace-id'];
  return Array.isArray(value) ? value.join() : value;
}

/** A key is of one workspace: the header cannot name another. */
function stayInside(caller: Caller | null, request: FastifyRequest): Caller | null {
  const wanted = workspaceHeader(request);
  if (caller !== null && wanted !== undefined && wanted !== caller.workspaceId) {
    throw new WheelhouseError('NOT_AUTHORIZED');
  }
  return caller;
}

function bearerOf(header: string): string | null {
  const match = /^Bearer ([A-Za-z0-9_-]{8,256})$/.exec(header);
  return match?.[1] ?? null;
}

/** The caller of a route that is not public. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw new WheelhouseError('UNAUTHENTICATED');
  return request.caller;
}

/** Installs {@link auth}; every later route has to name its permission. */
export async function registerAuth(app: HttpServer, options: AuthOptions): Promise<void> {
  await app.register(auth, options);
}
