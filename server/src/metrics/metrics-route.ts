import { createHash, timingSafeEqual } from 'node:crypto';
import { WheelhouseError } from '@wheelhouse/protocol';
import type { FastifyRequest } from 'fastify';
import type { HttpServer } from '../http.ts';
import { isLocal, namesProxy } from '../loopback.ts';
import type { Metrics } from './metrics.ts';

/**
 * `/metrics`: with a token, for whoever shows it, wherever they are; without one, for this machine alone and not through
 * a proxy, which would let everybody be local.
 */
export function registerMetricsRoute(app: HttpServer, metrics: Metrics, token: string | undefined): void {
  app.get('/metrics', { config: { permission: 'public' } }, async (request, reply) => {
    assertMayScrape(request, token);
    const { contentType, body } = await metrics.text();
    return reply.type(contentType).header('cache-control', 'no-store').send(body);
  });
}

/** @throws WheelhouseError UNAUTHENTICATED; NOT_FOUND where no token would help */
function assertMayScrape(request: FastifyRequest, token: string | undefined): void {
  if (token === undefined) {
    if (isLocal(request) && !namesProxy(request)) return;
    throw new WheelhouseError('NOT_FOUND');
  }
  const shown = /^Bearer (.{1,1024})$/.exec(request.headers.authorization ?? '')?.[1];
  if (shown === undefined || !timingSafeEqual(digest(shown), digest(token))) {
    throw new WheelhouseError('UNAUTHENTICATED');
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
