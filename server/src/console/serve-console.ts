import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpServer } from '../http.ts';

/**
 * Scripts and requests are of this origin and in files. Styles may stand in elements: the component library sets sizes
 * and colours there.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Files below it have a digest of their content in their name. */
const immutable = 'assets/';
const yearMs = 31_536_000_000;
/** Never pages: what is not found below them is answered as the API answers. */
const notPages = /^(?:api|link|docs|\.well-known|a2a)(?:\/|$)/;

export interface ConsoleFiles {
  /** What the build of the web package left. */
  readonly folder: string;
  /** The page: every address that is no file and no route is one of its screens. */
  readonly page: 'spoke.html' | 'hub.html';
}

/** Serves the console's page and files. To be called last. Without a built console there is none, and `/` says so. */
export async function serveConsole(app: HttpServer, { folder, page }: ConsoleFiles): Promise<void> {
  if (!existsSync(join(folder, page))) return;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Set(
    entries
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.html') && !entry.name.startsWith('.'))
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')),
  );
  await app.register(fastifyStatic, { root: folder, serve: false });
  const config = { permission: 'public', isOwnFile: true } as const;
  app.get('/*', { schema: { hide: true }, config }, (request, reply) => {
    const path = (request.params as { '*': string })['*'];
    if (files.has(path)) return sendOwn(reply, path);
    if (notPages.test(path) || !wantsPage(request)) return reply.callNotFound();
    void reply.header('content-security-policy', policy);
    return reply.sendFile(page, { cacheControl: false, lastModified: false });
  });
}

function sendOwn(reply: FastifyReply, path: string): FastifyReply {
  const isImmutable = path.startsWith(immutable);
  return reply.sendFile(path, { immutable: isImmutable, maxAge: isImmutable ? yearMs : 0 });
}

function wantsPage({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') === true;
}
