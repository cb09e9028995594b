import type { HttpServer } from '../http.ts';
import type { Tracing } from './tracing.ts';

/** One span a request, below the `traceparent` that it brought. */
export function traceHttp(app: HttpServer, tracing: Tracing): void {
  app.decorateRequest('span', null);
  if (!tracing.enabled) return;
  app.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url ?? '(none)';
    const { traceparent } = request.headers;
    request.span = tracing.start(`${request.method} ${route}`, {
      kind: 'server',
      parent: typeof traceparent === 'string' ? traceparent : undefined,
      attributes: {
        'http.request.method': request.method,
        'http.route': route,
        'url.scheme': request.protocol,
        'wheelhouse.request_id': request.id,
      },
    });
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    request.span?.set({ 'http.response.status_code': reply.statusCode });
    request.span?.end({ code: reply.statusCode < 500 ? null : (request.answeredCode ?? 'INTERNAL') });
    done();
  });
}
