import { WheelhouseError } from '@wheelhouse/protocol';
import type { FastifyRequest } from 'fastify';
import type { SessionCookies } from './session-cookie.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Cross-site request forgery: a change with a cookie must prove that a page of ours sent it, by its Origin or, without
 * one, by Sec-Fetch-Site. Without a cookie (signing in) it must not be seen to come from elsewhere; programs that send
 * neither header pass.
 * @throws WheelhouseError ORIGIN_REFUSED
 */
export function assertSameOrigin(request: FastifyRequest, cookies: SessionCookies, hasCookie: boolean): void {
  if (safeMethods.has(request.method)) return;
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (site === 'cross-site') throw new WheelhouseError('ORIGIN_REFUSED');
  if (origin !== undefined) {
    if (cookies.isOwnOrigin(origin, request)) return;
    throw new WheelhouseError('ORIGIN_REFUSED');
  }
  if (site === 'same-origin' || (site === undefined && !hasCookie)) return;
  throw new WheelhouseError('ORIGIN_REFUSED');
}

/**
 * Cross-site websocket hijacking: a browser lets every page open a socket anywhere, with the cookies of that place and
 * whatever answers. So a handshake with a cookie must name an Origin of ours, exactly; with a key it need not name one,
 * and a foreign one is refused all the same.
 * @throws WheelhouseError ORIGIN_REFUSED
 */
export function assertUpgradeOrigin(request: FastifyRequest, cookies: SessionCookies | null, hasCookie: boolean): void {
  if (!isUpgrade(request)) return;
  const { origin } = request.headers;
  const isOwn = origin === undefined ? !hasCookie : cookies?.isOwnOrigin(origin, request) === true;
  if (!isOwn) throw new WheelhouseError('ORIGIN_REFUSED');
}

function isUpgrade(request: FastifyRequest): boolean {
  return request.headers.upgrade?.toLowerCase() === 'websocket';
}
