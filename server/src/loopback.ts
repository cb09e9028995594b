import type { FastifyRequest } from 'fastify';

/** Addresses that only this machine has. */
export function isLoopbackAddress(address: string | undefined): boolean {
  return address !== undefined && /^(::ffff:)?127(\.\d{1,3}){3}$|^::1$/i.test(address);
}

const proxied = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'via'] as const;

/** The client is on this machine: at the other end of the socket, and not behind a proxy that we trust. */
export function isLocal(request: FastifyRequest): boolean {
  return isLoopbackAddress(request.raw.socket.remoteAddress) && isLoopbackAddress(request.ip);
}

/** A proxy took the request in. One that we were not told of says so all the same, and then nobody is local. */
export function namesProxy(request: FastifyRequest): boolean {
  return proxied.some((name) => request.headers[name] !== undefined);
}
