import type { FastifyRequest } from 'fastify';
import type { HttpServer } from '../http.ts';
import type { Metrics } from './metrics.ts';

/** Measures every request once it is answered. Sockets and streams count when they end. */
export function measureHttp(app: HttpServer, metrics: Metrics): void {
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? '(none)';
    const status = String(reply.statusCode);
    metrics.httpSeconds.observe({ method: request.method, route, status }, reply.elapsedTime / 1_000);
    const code = request.answeredCode;
    if (code !== null) metrics.errors.inc({ code });
    if (code === 'RATE_LIMITED') metrics.rateLimitHits.inc({ route });
    if (code === 'UNAUTHENTICATED' && showsCredential(route, request.headers)) metrics.signInFailures.inc({ route });
    done();
  });
}

/** Who shows nothing was only not signed in. */
function showsCredential(route: string, headers: FastifyRequest['headers']): boolean {
  if (route.startsWith('/api/v1/auth/')) return true;
  return headers.authorization !== undefined || (headers.cookie?.includes('wh_session=') ?? false);
}
