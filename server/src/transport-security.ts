import { codes, WheelhouseError } from '@wheelhouse/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpServer } from './http.ts';
import { isLocal } from './loopback.ts';

export interface TransportOptions {
  /** Where browsers are sent that come over plain HTTP, when it is https. */
  readonly publicUrl?: string;
  /** Plain HTTP off this machine, by the operator's explicit word. */
  readonly insecureHttp?: boolean;
}

/** A year: browsers keep to HTTPS for that long after the last answer. Subdomains are not ours to decide about. */
const strictTransport = 'max-age=31536000';

/** Load balancers ask these from elsewhere and over plain HTTP; they say nothing but "yes" or which part does not. */
const openPaths = new Set(['/healthz', '/readyz']);

/**
 * Off this machine nothing is answered over plain HTTP, because a credential on the way is lost: pages are sent to the
 * public https address where there is one, everything else is refused. HTTPS is our own, or what a trusted proxy says of its side. Answers
 * over HTTPS tell browsers to stay there. Register it before anything that looks at credentials.
 */
export function secureTransport(app: HttpServer, options: TransportOptions): void {
  const target = publicOrigin(options.publicUrl);
  app.addHook('onRequest', async (request, reply) => {
    if (request.protocol === 'https') {
      if (!isLocalName(request.hostname)) reply.raw.setHeader('strict-transport-security', strictTransport);
      return;
    }
    if (options.insecureHttp === true || isLocal(request)) return;
    if (openPaths.has(request.routeOptions.url ?? '')) return;
    if (wantsPage(request)) return target === null ? refusePage(request, reply) : redirect(request, reply, target);
    throw new WheelhouseError('TLS_REQUIRED', `${meaning}: ${remedy}`);
  });
}

const { meaning, remedy, status } = codes.TLS_REQUIRED;

/** The same words for somebody at a browser. Nothing in it is of the request. */
const refusal = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Wheelhouse: not over plain HTTP</title>
<h1>Not over plain HTTP</h1>
<p>${meaning}: ${remedy}.</p>
</html>
`;

async function refusePage(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  request.answeredCode = 'TLS_REQUIRED';
  return reply.code(status).type('text/html; charset=utf-8').send(refusal);
}

function publicOrigin(url: string | undefined): string | null {
  return url?.startsWith('https://') === true ? url.replace(/\/$/, '') : null;
}

/** A developer's other servers on localhost speak plain HTTP, and the browser would refuse them all. */
function isLocalName(hostname: string): boolean {
  return /(^|\.)localhost$/i.test(hostname);
}

function wantsPage(request: FastifyRequest): boolean {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  return isRead && request.headers.accept?.includes('text/html') === true && request.headers.upgrade === undefined;
}

/** Never to where the request's own Host says. */
async function redirect(request: FastifyRequest, reply: FastifyReply, target: string): Promise<FastifyReply> {
  const path = request.raw.url?.startsWith('/') === true ? request.raw.url : '/';
  return reply.redirect(`${target}${path}`, 308);
}
