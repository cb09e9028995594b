import websocket from '@fastify/websocket';
import { limits as protocolLimits, WheelhouseError } from '@wheelhouse/protocol';
import { frameCounter, type HttpServer } from '@wheelhouse/server';
import type { HubContext } from '../hub-context.ts';
import { acceptSocket } from '../link/entrance.ts';
import type { HandshakeDeps } from '../link/handshake.ts';

const subprotocol = 'link.v1';

/** The websocket that spokes dial. Must be registered before any route, as the plugin looks at routes when they are added. */
export async function registerWebsocket(app: HttpServer): Promise<void> {
  await app.register(websocket, {
    options: {
      maxPayload: protocolLimits.frameMaxBytes,
      // Compression would cost up to 90 KiB a connection and is a bomb's best friend.
      perMessageDeflate: false,
      handleProtocols: (offered: Set<string>) => (offered.has(subprotocol) ? subprotocol : false),
    },
  });
}

/** `/link/v1`: strangers are counted before the upgrade and prove themselves after it. */
export function linkRoutes(app: HttpServer, context: HubContext): void {
  const { admission, limits, logger, failpoints, links } = context;
  const handshake: HandshakeDeps = {
    hubId: context.identity.instanceId,
    linkKey: context.identity.link,
    limits,
    now: context.now,
    findInstance: (id) => context.directory.findInstance(id),
    isOwnOrigin: (origin) => isOwnOrigin(origin, context),
  };
  const onFrame = frameCounter(context.operations.metrics);
  app.get(
    '/link/v1',
    {
      websocket: true,
      config: { permission: 'public' },
      preValidation: (request, _reply, done) => {
        const offered = request.headers['sec-websocket-protocol']?.split(',').map((name) => name.trim()) ?? [];
        if (!offered.includes(subprotocol)) return done(new WheelhouseError('UNSUPPORTED', `ask for ${subprotocol}`));
        if (!admission.hasRoom(request.ip))
          return done(new WheelhouseError('RATE_LIMITED', 'too many unproven sockets'));
        done();
      },
    },
    (socket, request) =>
      acceptSocket(
        socket,
        { ip: request.ip, transport: request.raw.socket },
        {
          handshake,
          admission,
          limits,
          logger,
          failpoints,
          openSession: (opening) => links.open(opening),
          onFrame,
          onSessionClosed: (session) => links.closed(session),
        },
      ),
  );
}

const loopbackNames = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The spoke signs the origin it dialled: one that is not ours means that somebody in between relays the handshake. */
function isOwnOrigin(origin: string, context: HubContext): boolean {
  const { url, listenUrl } = context.address();
  try {
    const dialled = new URL(origin);
    const own = [new URL(url), new URL(listenUrl)];
    return own.some(
      (known) =>
        known.host === dialled.host ||
        (loopbackNames.has(known.hostname) && loopbackNames.has(dialled.hostname) && known.port === dialled.port),
    );
  } catch {
    return false;
  }
}
