import type { HttpServer } from './http.ts';

/** For what is no page: a browser that shows it runs nothing and nobody frames it. */
const inert = "default-src 'none'; frame-ancestors 'none'";
/** For a page without a policy of its own. */
const ownPage = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'";

/** Headers that every answer has, streams and errors included; a page may bring a policy of its own. */
export function secureHeaders(app: HttpServer): void {
  app.addHook('onRequest', (_request, reply, done) => {
    // On the socket's own answer: a stream is written past Fastify.
    reply.raw.setHeader('x-content-type-options', 'nosniff');
    reply.raw.setHeader('referrer-policy', 'no-referrer');
    reply.raw.setHeader('content-security-policy', inert);
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    const type = String(reply.getHeader('content-type') ?? '');
    if (type.startsWith('text/html') && reply.getHeader('content-security-policy') === inert) {
      void reply.header('content-security-policy', ownPage);
    }
    done();
  });
}
