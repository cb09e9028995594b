import {
  buildHttp,
  collectRoutes,
  registerAuditHook,
  registerAuth,
  registerDocsPage,
  serveConsole,
  type HttpServer,
  type ReadinessReport,
} from '@wheelhouse/server';
import { authenticateApiKey } from './access/api-keys.ts';
import { hubBook } from './api-book/book.ts';
import type { HubConfig } from './config.ts';
import type { HubContext } from './hub-context.ts';
import { openOperators } from './operators/open-operators.ts';
import { authenticateSession } from './operators/sessions.ts';
import { auditRoutes } from './routes/audit.ts';
import { authRoutes } from './routes/auth.ts';
import { commandRoutes } from './routes/commands.ts';
import { connectionRoutes } from './routes/connections.ts';
import { fleetWorkRoutes } from './routes/fleet-work.ts';
import { fleetRoutes } from './routes/fleet.ts';
import { stopRoutes } from './routes/stops.ts';
import { instanceRoutes } from './routes/instances.ts';
import { joinRoutes } from './routes/join.ts';
import { linkRoutes, registerWebsocket } from './routes/link.ts';
import { operatorRoutes } from './routes/operators.ts';
import { systemRoutes } from './routes/system.ts';
import { viewRoutes } from './routes/views.ts';

const title = 'Wheelhouse hub';

/** Builds the hub's HTTP and websocket server without opening a port. */
export async function buildApp(config: HubConfig, context: HubContext): Promise<HttpServer> {
  const app = await buildHttp({
    logger: context.logger,
    name: 'hub',
    title,
    version: context.version,
    api: hubBook,
    trustProxy: config.trustProxy ?? false,
    transport: {
      ...(config.publicUrl === undefined ? {} : { publicUrl: config.publicUrl }),
      insecureHttp: config.insecureHttp ?? false,
    },
    operations: context.operations,
    ...(config.tls === undefined ? {} : { tls: config.tls }),
    readiness: () => readiness(context),
  });
  collectRoutes(app);
  const operators = openOperators(config, context);
  await registerAuth(app, {
    authenticate: (bearer) => authenticateApiKey(context.db, bearer, context.now()),
    sessions: {
      cookies: operators.cookies,
      authenticate: (token, { ip }) => authenticateSession(operators, token, ip),
    },
  });
  await registerAuditHook(app, context.audit.hook);
  await registerWebsocket(app);
  authRoutes(app, operators);
  operatorRoutes(app, operators);
  viewRoutes(app, operators);
  joinRoutes(app, context);
  instanceRoutes(app, context);
  connectionRoutes(app, context);
  commandRoutes(app, context);
  fleetRoutes(app, context);
  fleetWorkRoutes(app, context);
  stopRoutes(app, context);
  auditRoutes(app, context);
  systemRoutes(app, context);
  linkRoutes(app, context);
  await registerDocsPage(app, title);
  if (config.consoleDir !== undefined) await serveConsole(app, { folder: config.consoleDir, page: 'hub.html' });
  return app;
}

/** Longer than any commit takes while the store is well. */
const stalledAfterMs = 8_000;

/** The store answers, and what comes in is stored. */
async function readiness({ db, commits }: HubContext): Promise<ReadinessReport> {
  const answers = await db.ping().then(
    () => true,
    () => false,
  );
  const moves = commits.stalledForMs < stalledAfterMs;
  return {
    ok: answers && moves,
    checks: {
      store: answers ? { ok: true } : { ok: false, detail: 'the database does not answer' },
      relay: moves ? { ok: true } : { ok: false, detail: 'messages come in and none is stored' },
    },
  };
}
