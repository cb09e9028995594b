import websocket from '@fastify/websocket';
import { WheelhouseError } from '@wheelhouse/protocol';
import type { FastifyRequest } from 'fastify';
import { callerOf } from '../auth.ts';
import type { HttpServer } from '../http.ts';
import type { LiveServer } from './live-server.ts';
import type { LiveOpening } from './live-socket.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** This route opens a websocket. To all others an upgrade is as a path that does not exist. */
    upgrades?: boolean;
  }
}

/** Makes upgrades possible. To be called before any route, and before auth, is registered. */
export async function registerUpgrades(app: HttpServer, options: { readonly frameMaxBytes: number }): Promise<void> {
  await app.register(websocket, {
    options: {
      maxPayload: options.frameMaxBytes,
      // Compression would cost up to 90 KiB a connection and is a bomb's best friend.
      perMessageDeflate: false,
      // None is needed, and a browser that asks for one takes no answer for a refusal.
      handleProtocols: (offered: Set<string>) => (offered.has(subprotocol) ? subprotocol : false),
    },
    // A peer's broken frame is no fault of ours; the socket has sent its close code by now.
    errorHandler: (_error, socket) => socket.terminate(),
  });
  app.addHook('onRequest', (request, _reply, done) => {
    const isStray = request.ws && request.routeOptions.config.upgrades !== true;
    done(isStray ? new WheelhouseError('NOT_FOUND') : undefined);
  });
}

const subprotocol = 'live.v1';

export interface LiveRoute {
  readonly url: string;
  readonly permission: string;
  readonly live: LiveServer;
  readonly schema: { readonly summary: string; readonly description: string };
  /** How the credential of a request is asked again later. The request itself is not kept. */
  reauthenticatorFor(request: FastifyRequest): LiveOpening['reauthenticate'];
}

/** The way in: the credential and the permission are checked by the hooks of every route, so before any 101. */
export function registerLiveRoute(app: HttpServer, route: LiveRoute): void {
  const { live } = route;
  app.route({
    method: 'GET',
    url: route.url,
    schema: route.schema,
    config: { permission: route.permission, upgrades: true },
    preValidation: (request, _reply, done) => {
      if (request.ws) live.admit(callerOf(request));
      done();
    },
    handler: () => {
      throw new WheelhouseError('UNSUPPORTED', 'open it as a websocket');
    },
    wsHandler: (socket, request) => {
      live.accept(socket, { caller: callerOf(request), reauthenticate: route.reauthenticatorFor(request) });
    },
  });
}
