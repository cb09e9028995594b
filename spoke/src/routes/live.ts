import { registerLiveRoute, callerOf, type HttpServer } from '@wheelhouse/server';
import { authenticatorAgain } from '../auth/authenticate-again.ts';
import type { RouteDeps } from './deps.ts';

/** One websocket a tab: what happens in the workspace, by topics. Frames: `docs/live.md`. */
export function liveRoutes(app: HttpServer, deps: RouteDeps): void {
  registerLiveRoute(app, {
    url: '/api/v1/live',
    permission: 'runs:read:any',
    live: deps.live,
    schema: {
      summary: 'Live socket',
      description:
        'A websocket (`101`): topics with numbered events, and resuming after a lost connection. The session or API key is checked before the upgrade; with a session the Origin has to be this instance. Frames and topics: docs/live.md.',
    },
    reauthenticatorFor: (request) => authenticatorAgain(deps, request, callerOf(request)),
  });
}
