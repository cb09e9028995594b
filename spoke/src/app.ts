import {
  buildHttp,
  collectRoutes,
  registerAuditHook,
  registerAuth,
  registerDocsPage,
  registerIdempotency,
  registerLimits,
  registerUpgrades,
  serveConsole,
  type HttpOptions,
  type HttpServer,
} from '@wheelhouse/server';
import { spokeBook } from './api-book/book.ts';
import { openIdempotency } from './idempotency/open-idempotency.ts';
import { a2aRoutes } from './routes/a2a.ts';
import { agentRoutes } from './routes/agents.ts';
import { auditRoutes } from './routes/audit.ts';
import { authRoutes } from './routes/auth.ts';
import { commandRoutes } from './routes/commands.ts';
import type { RouteDeps } from './routes/deps.ts';
import { factorRoutes } from './routes/factors.ts';
import { grantRoutes } from './routes/grants.ts';
import { importRoutes } from './routes/imports.ts';
import { instanceRoutes } from './routes/instance.ts';
import { keyRoutes } from './routes/keys.ts';
import { liveRoutes } from './routes/live.ts';
import { meRoutes } from './routes/me.ts';
import { memberRoutes } from './routes/members.ts';
import { organizationRoutes } from './routes/organizations.ts';
import { oidcRoutes } from './routes/oidc.ts';
import { outboxRoutes } from './routes/outbox.ts';
import { peerRoutes } from './routes/peers.ts';
import { runOutputRoutes } from './routes/run-output.ts';
import { secretsKeyRoutes } from './routes/secrets-key.ts';
import { approvalRoutes } from './routes/approvals.ts';
import { killAllRoutes } from './routes/kill-all.ts';
import { scheduleRoutes } from './routes/schedules.ts';
import { secretRoutes } from './routes/secrets.ts';
import { runRoutes } from './routes/runs.ts';
import { serviceAccountRoutes } from './routes/service-accounts.ts';
import { shareRoutes, teamRoutes } from './routes/teams.ts';
import { viewRoutes } from './routes/views.ts';
import { workspaceRoutes } from './routes/workspaces.ts';

/** All there are; each registers its own. */
const routes: readonly ((app: HttpServer, deps: RouteDeps) => void)[] = [
  instanceRoutes,
  workspaceRoutes,
  memberRoutes,
  organizationRoutes,
  teamRoutes,
  shareRoutes,
  agentRoutes,
  runRoutes,
  runOutputRoutes,
  approvalRoutes,
  killAllRoutes,
  scheduleRoutes,
  viewRoutes,
  liveRoutes,
  a2aRoutes,
  commandRoutes,
  peerRoutes,
  grantRoutes,
  keyRoutes,
  serviceAccountRoutes,
  auditRoutes,
  authRoutes,
  meRoutes,
  factorRoutes,
  outboxRoutes,
  oidcRoutes,
  importRoutes,
  secretRoutes,
  secretsKeyRoutes,
];

/** Builds the spoke's HTTP server without opening a port. */
export async function buildApp(http: HttpOptions, deps: RouteDeps): Promise<HttpServer> {
  const app = await buildHttp({ ...http, api: spokeBook });
  collectRoutes(app);
  await registerUpgrades(app, deps.live.limits);
  await registerAuth(app, {
    authenticate: (bearer, request) => deps.authenticate(bearer, request.ip),
    sessions: {
      cookies: deps.people.cookies,
      authenticate: (token, use) => deps.authenticateSession(token, use),
    },
  });
  await registerAuditHook(app, deps.audit.hook);
  await registerLimits(app, {
    limiter: deps.limiter,
    onFault: (error, { id: requestId }) => {
      http.logger.warn({ event: 'limits', requestId, err: error }, 'a request was not counted');
    },
  });
  await registerIdempotency(app, {
    store: openIdempotency({ db: deps.db, sealer: deps.people.sealer, now: deps.now }),
    onFault: (error, { id: requestId }) => {
      http.logger.warn({ event: 'idempotency', requestId, err: error }, 'an answer was not kept');
    },
  });
  for (const register of routes) register(app, deps);
  await registerDocsPage(app, http.title);
  if (http.consoleDir !== undefined) await serveConsole(app, { folder: http.consoleDir, page: 'spoke.html' });
  return app;
}
