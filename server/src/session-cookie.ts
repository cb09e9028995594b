import { codes, WheelhouseError } from '@wheelhouse/protocol';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface SessionCookieOptions {
  /** Where people reach this server, when it is not where it listens. */
  readonly publicUrl?: string;
  /** Plain HTTP off loopback, by the operator's explicit word. */
  readonly insecureHttp?: boolean;
  /** Without its prefix. Default `wh_session`. */
  readonly name?: string;
}

/** The cookie that carries a session's token, and from where a browser may use it. */
export interface SessionCookies {
  /** The token in a Cookie header; null where there is none. */
  find(cookieHeader: string | undefined): string | null;
  /** @throws WheelhouseError TLS_REQUIRED on plain HTTP off loopback, where that was not allowed by name */
  set(reply: FastifyReply, token: string, maxAgeMs: number): void;
  clear(reply: FastifyReply): void;
  /** @throws WheelhouseError TLS_REQUIRED where {@link set} would */
  assertUsable(request: FastifyRequest): void;
  /** Whether a browser's page at this Origin may act here: exact match, nothing by suffix. */
  isOwnOrigin(origin: string, request: FastifyRequest): boolean;
}

const tokenPattern = /^[A-Za-z0-9_-]{43}$/;
const attributes = { httpOnly: true, sameSite: 'lax', path: '/' } as const;

export function createSessionCookies(options: SessionCookieOptions): SessionCookies {
  const publicOrigin = options.publicUrl === undefined ? null : new URL(options.publicUrl).origin;
  const insecure = options.insecureHttp === true;
  // Without the prefix's guarantees; read only where plain HTTP was allowed, or a neighbour's page could plant one.
  const plainName = options.name ?? 'wh_session';
  const secureName = `__Host-${plainName}`;
  const nameFor = (request: FastifyRequest): string => {
    const local = isLoopbackName(request.hostname);
    if (request.protocol === 'https' || local || publicOrigin?.startsWith('https:') === true) return secureName;
    if (insecure) return plainName;
    throw new WheelhouseError('TLS_REQUIRED', codes.TLS_REQUIRED.meaning);
  };
  const write = (reply: FastifyReply, value: string, maxAgeMs: number): void => {
    const name = nameFor(reply.request);
    const maxAge = Math.floor(maxAgeMs / 1000);
    void reply.header(
      'set-cookie',
      stringifySetCookie({ ...attributes, name, value, maxAge, secure: name === secureName }),
    );
  };
  return {
    find(header) {
      const cookies = parseCookie(header ?? '');
      const token = cookies[secureName] ?? (insecure ? cookies[plainName] : undefined);
      return token !== undefined && tokenPattern.test(token) ? token : null;
    },
    set: write,
    clear: (reply) => write(reply, '', 0),
    assertUsable: (request) => void nameFor(request),
    isOwnOrigin: (origin, request) => origin === (publicOrigin ?? `${request.protocol}://${request.host}`),
  };
}

/** Browsers take Secure cookies from these over plain HTTP: nobody is on the way. */
function isLoopbackName(hostname: string): boolean {
  return /^(localhost|[a-z0-9-]+\.localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(hostname);
}
