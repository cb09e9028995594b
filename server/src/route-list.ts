import type { FastifySchema } from 'fastify';
import type { AuditRule } from './audit-trail.ts';
import type { HttpServer } from './http.ts';

/** What is known of a route from its registration; tests are generated from these. */
export interface RouteInfo {
  readonly method: string;
  /** With `:name` for parameters. */
  readonly url: string;
  readonly permission: string;
  readonly audit: AuditRule | undefined;
  readonly schema: FastifySchema | undefined;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Where {@link collectRoutes} was called. */
    routeList: readonly RouteInfo[];
  }
}

/** Collects every route that is registered after this call, one entry a method, as `app.routeList`. */
export function collectRoutes(app: HttpServer): void {
  const routes: RouteInfo[] = [];
  app.addHook('onRoute', ({ method, url, config, schema }) => {
    for (const name of [method].flat()) {
      if (name === 'HEAD' || config?.isOwnFile === true) continue;
      routes.push({ method: name, url, permission: config?.permission ?? 'public', audit: config?.audit, schema });
    }
  });
  app.decorate('routeList', routes);
}
