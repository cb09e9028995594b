import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { openHubDb, type HubDb } from '@wheelhouse/prisma/hub';
import { loadOrCreateIdentity } from '@wheelhouse/protocol/keyfile';
import {
  createFailpoints,
  openOperations,
  runPhases,
  type Failpoints,
  type HttpServer,
  type Logger,
  type RouteInfo,
} from '@wheelhouse/server';
import { buildApp } from './app.ts';
import { openAudit } from './audit/open-audit.ts';
import { directoryChannel } from './changes.ts';
import type { HubConfig } from './config.ts';
import { Directory } from './directory/directory.ts';
import type { HubAddress, HubContext } from './hub-context.ts';
import { defaultHubLimits } from './limits.ts';
import { Admission } from './link/admission.ts';
import { startHousekeeping } from './link/housekeeping.ts';
import { LinkService } from './link/link-service.ts';
import { Sessions } from './link/sessions.ts';
import { expireOfAbsent, expireUnsent, type ExpiryDeps } from './mailbox/expiry.ts';
import { openHubMetrics } from './operations/hub-metrics.ts';
import { observeHubDb } from './operations/observe-db.ts';
import { watchRelay } from './operations/watch-relay.ts';
import { findSetUpLink } from './operators/setup.ts';
import { CommitLoop } from './relay/commit-loop.ts';

export interface HubDeps {
  readonly logger: Logger;
  readonly failpoints?: Failpoints;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly version?: string;
}

/** A running hub. */
export interface Hub {
  /** Base of the HTTP API, without a path. */
  readonly url: string;
  /** What spokes dial. */
  readonly linkUrl: string;
  readonly hubId: string;
  /** Of the hub's identity key: what spokes pin. */
  readonly fingerprint: string;
  /** For the first operator, while there is none. A secret: to be printed, never logged. */
  readonly setUpUrl: string | null;
  /** Every route of the API: tests are generated from them. */
  readonly routes: readonly RouteInfo[];
  /** Ends links with 4000 (dial again), then everything else. */
  close(): Promise<void>;
}

/** Starts a hub on a migrated database. Its identity file is made where there is none. */
export async function startHub(config: HubConfig, deps: HubDeps): Promise<Hub> {
  const now = deps.now ?? Date.now;
  const identity = await loadOrCreateIdentity(config.identityPath, { name: config.name, now: now() });
  const version = deps.version ?? '0.1.0';
  const operations = await openOperations(config.operations ?? {}, {
    service: 'wheelhouse-hub',
    version,
    logger: deps.logger,
  });
  const store = await openHubDb({ databaseUrl: config.databaseUrl, maxConnections: 10 });
  const db = observeHubDb(store, operations.metrics);
  try {
    const parts = await openParts(config, deps, { db, now, identity, operations });
    const app = await buildApp(config, parts.context);
    await app.listen({ host: config.host, port: config.port });
    parts.setAddress(addressOf(app, config));
    const { url, linkUrl } = parts.context.address();
    if (config.insecureHttp === true) {
      deps.logger.warn(
        { event: 'insecure_http' },
        'WH_INSECURE_HTTP: keys may go over plain HTTP, and whoever is on the way can take them',
      );
    }
    deps.logger.info({ event: 'hub.start', instanceId: identity.instanceId, url }, 'the hub is up');
    return {
      url,
      linkUrl,
      hubId: identity.instanceId,
      fingerprint: identity.fingerprint,
      setUpUrl: await findSetUpLink({ db, now, publicUrl: () => url }),
      routes: app.routeList,
      close: () => closeHub(app, parts, deps.logger),
    };
  } catch (error) {
    await db.close();
    await operations.close();
    throw error;
  }
}

interface Parts {
  readonly context: HubContext;
  readonly db: HubDb;
  setAddress(address: HubAddress): void;
  /** Stops what runs by the clock and what listens. */
  stop(): Promise<void>;
}

type Opened = Pick<HubContext, 'db' | 'now' | 'identity' | 'operations'>;
type Base = Opened & Pick<HubContext, 'limits' | 'logger' | 'failpoints' | 'directory' | 'sessions'>;

async function openParts(config: HubConfig, deps: HubDeps, opened: Opened): Promise<Parts> {
  const { logger } = deps;
  const directory = new Directory({ db: opened.db, hubId: opened.identity.instanceId, logger });
  await directory.load();
  const base: Base = {
    ...opened,
    logger,
    directory,
    limits: { ...defaultHubLimits, ...config.limits },
    failpoints: deps.failpoints ?? createFailpoints({}),
    sessions: new Sessions(),
  };
  const listener = await base.db.listen(directoryChannel, (what) => void takeNotice(base, what));
  const { links, commits, admission, housekeeping, sweepAbsent } = openLinks(base);
  const audit = openAudit(base);
  let address: HubAddress | null = null;
  return {
    db: base.db,
    context: {
      ...base,
      audit,
      links,
      commits,
      admission,
      sweepAbsent,
      version: deps.version ?? '0.1.0',
      startedAt: base.now(),
      address() {
        if (address === null) throw new Error('the port is not open yet');
        return address;
      },
    },
    setAddress(known) {
      address = known;
    },
    async stop() {
      await housekeeping.close();
      await listener.close();
    },
  };
}

function openLinks(base: Base): Pick<HubContext, 'links' | 'commits' | 'admission' | 'sweepAbsent'> & {
  readonly housekeeping: { close(): Promise<void> };
} {
  const { directory, sessions, limits } = base;
  const nodeId = randomUUID();
  const expiry: ExpiryDeps = {
    ...base,
    view: directory,
    signer: base.identity.command,
    policyRevision: () => directory.policyRevision,
    onAppended: (rows) => sessions.offer(rows),
  };
  const { metrics, tracing } = base.operations;
  const commits = new CommitLoop({
    ...base,
    ...expiry,
    watch: watchRelay(openHubMetrics(metrics, { db: base.db, links: () => sessions.count }), tracing),
    async onGrants(grants) {
      for (const { message } of grants) await takeNotice(base, `grant:${message.body.grant}`);
    },
  });
  const admission = new Admission(limits);
  const links = new LinkService({ ...base, nodeId, admission, commits, expire: (at) => expireUnsent(expiry, at) });
  const housekeeping = startHousekeeping({ ...base, nodeId, expire: (liveIds) => expireOfAbsent(expiry, liveIds) });
  const sweepAbsent = (): Promise<void> =>
    expireOfAbsent(
      expiry,
      sessions.list().map(({ spokeId }) => spokeId),
    );
  return { links, commits, admission, housekeeping, sweepAbsent };
}

/** Reads anew what another node, the CLI or this one changed; the empty notice means that some may have been missed. */
async function takeNotice({ directory, logger }: Pick<Base, 'directory' | 'logger'>, what: string): Promise<void> {
  const [kind, id = ''] = what.split(':');
  try {
    if (kind === 'instance') await directory.refreshInstance(id);
    else if (kind === 'connection') await directory.refreshConnection(id);
    else if (kind === 'grant') await directory.refreshGrant(id);
    else if (kind === 'hold') await directory.refreshHold();
    else await directory.load();
  } catch (error) {
    logger.warn({ event: 'directory', reason: kind, err: error }, 'a change was not read');
  }
}

function addressOf(app: HttpServer, config: HubConfig): HubAddress {
  const { port } = app.server.address() as AddressInfo;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  const listenUrl = `${config.tls === undefined ? 'http' : 'https'}://${host}:${port}`;
  const url = (config.publicUrl ?? listenUrl).replace(/\/$/, '');
  return { url, listenUrl, linkUrl: `${url.replace(/^http/, 'ws')}/link/v1` };
}

async function closeHub(app: HttpServer, parts: Parts, logger: Logger): Promise<void> {
  const { context, db } = parts;
  await runPhases(
    [
      { name: 'links', timeoutMs: 1_000, run: () => endSessions(context.sessions) },
      { name: 'clock', timeoutMs: 2_000, run: () => parts.stop() },
      { name: 'server', timeoutMs: 3_000, run: () => app.close() },
      { name: 'commits', timeoutMs: 5_000, run: () => context.commits.close() },
      { name: 'audit', timeoutMs: 2_000, run: () => context.audit.close() },
      { name: 'store', timeoutMs: 3_000, run: () => db.close() },
      { name: 'operations', timeoutMs: 3_000, run: () => context.operations.close() },
    ],
    logger,
  );
}

async function endSessions(sessions: Sessions): Promise<void> {
  for (const session of sessions.list()) session.end('GOING_AWAY');
  await Promise.resolve();
}
