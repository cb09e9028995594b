import { permits, WheelhouseError } from '@wheelhouse/protocol';
import type { FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { HttpServer } from './http.ts';

/** Who calls, as the credential says; never as a body or query says. */
export interface Caller {
  readonly kind: 'user' | 'service' | 'operator';
  readonly principalId: string;
  /** The workspace the credential is bound to; absent for instance-wide operators. */
  readonly workspaceId?: string;
  readonly permissions: readonly string[];
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

export interface AuthOptions {
  /** Null where the credential is unknown, expired or revoked; which of them is never said. */
  authenticate(bearer: string, request: FastifyRequest): Promise<Caller | null>;
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
      if (needed === undefined || needed === 'public') return;
      const bearer = bearerOf(request.headers.authorization);
      const caller = bearer === null ? null : await options.authenticate(bearer, request);
      if (caller === null) throw new WheelhouseError('UNAUTHENTICATED');
      request.presentedBy = caller;
      if (needed !== 'self' && !permits(caller.permissions, needed)) throw new WheelhouseError('NOT_AUTHORIZED');
      request.caller = caller;
    });
    done();
  },
  { name: 'auth' },
);

function bearerOf(header: string | undefined): string | null {
  const match = /^Bearer ([A-Za-z0-9_-]{8,256})$/.exec(header ?? '');
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
