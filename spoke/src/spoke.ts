import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openKeyset, type InstanceId, type spokeApi } from '@wheelhouse/protocol';
import { loadOrCreateIdentity, type Identity } from '@wheelhouse/protocol/keyfile';
import { openSmtpTransport } from '@wheelhouse/identity';
import { openSpokeDb, type SpokeDb } from '@wheelhouse/prisma/spoke';
import {
  createFailpoints,
  createLogger,
  frameCounter,
  type Failpoints,
  type Limiter,
  type HttpServer,
  type LiveLimits,
  type Logger,
  type RouteInfo,
} from '@wheelhouse/server';
import { buildApp } from './app.ts';
import { openAudit, type SpokeAudit } from './audit/open-audit.ts';
import { authenticate } from './auth/authenticate.ts';
import { authenticateSession } from './auth/authenticate-session.ts';
import { startChildIssuer } from './children/child-issuer.ts';
import type { SpokeConfig } from './config.ts';
import { findHubPin, type HubPin } from './identity/hub-pin.ts';
import { takeCommand, type IntakeDeps } from './intake/take-command.ts';
import { openLimiter } from './limits/open-limiter.ts';
import type { Tier } from './limits/tiers.ts';
import { closeSpoke } from './close-spoke.ts';
import { joinHub } from './link/join.ts';
import { startLink, type Link } from './link/link.ts';
import { readCatalogue } from './link/read-catalogue.ts';
import { linkView } from './link/link-view.ts';
import { openLive, type SpokeLive } from './live/open-live.ts';
import { openInvitations } from './members/open-invitations.ts';
import { startMailer, type Mailer } from './mail/start-mailer.ts';
import type { PeopleDeps } from './people/deps.ts';
import { openPeople, type PeopleTuning } from './people/open-people.ts';
import { findSetupLink } from './people/setup.ts';
import { openSpokeOrchestrator, type SpokeOrchestrator } from './orchestrator.ts';
import { openWatch, type SpokeWatch } from './operations/open-watch.ts';
import { startPublisher, type Publisher } from './publisher/publisher.ts';
import { readinessOf, type ReadinessDeps } from './readiness.ts';
import { applyNack } from './returns/apply-nack.ts';
import { takeMessages } from './returns/take-message.ts';
import { startScheduler, type Scheduler } from './schedules/scheduler.ts';
import type { IssueDeps } from './issue/issue-command.ts';
import { startRetention, type Retention } from './retention/retention.ts';
import type { RouteDeps } from './routes/deps.ts';
import { openRunWaker, type RunWaker } from './runs/run-waker.ts';
import { openTrustStore, type TrustStore } from './trust/trust-store.ts';
import { spokeVersion } from './version.ts';

export interface SpokeDeps {
  readonly logger?: Logger;
  readonly failpoints?: Failpoints;
  /** Milliseconds since the epoch; tests move it. */
  readonly now?: () => number;
  /** In [0, 1). */
  readonly random?: () => number;
  /** How often one may try to sign in, and how many passwords are hashed at once. */
  readonly people?: PeopleTuning;
  /** How many requests one may make, by tier. */
  readonly tiers?: Readonly<Record<string, Tier>>;
  /** What live sockets may take. */
  readonly live?: Partial<LiveLimits>;
}

export interface Spoke {
  readonly url: string;
  readonly instanceId: InstanceId;
  readonly fingerprint: string;
  readonly identity: Identity;
  readonly db: SpokeDb;
  /** For the first administrator, while nobody has an account. A secret: to be printed, never logged. */
  readonly setupUrl: string | null;
  /** How the link with the hub stands. */
  readonly link: () => Promise<spokeApi.LinkView>;
  /** Every route of the API: tests are generated from them. */
  readonly routes: readonly RouteInfo[];
  close(): Promise<void>;
}

interface Core {
  readonly config: SpokeConfig;
  readonly logger: Logger;
  readonly failpoints: Failpoints;
  readonly now: () => number;
  readonly random: () => number;
  readonly identity: Identity;
  readonly db: SpokeDb;
  readonly watch: SpokeWatch;
  readonly pin: HubPin | null;
  readonly hubId: InstanceId;
  readonly trust: TrustStore;
  readonly people: PeopleDeps;
  readonly limiter: Limiter;
  /** Where it answers, once it listens. */
  readonly address: { url: string };
}

/**
 * Starts one instance: keys, store, orchestrator, publisher, HTTP, link, in that order, so that a command is taken only
 * once there is somebody to run it and somebody to answer.
 * @throws WheelhouseError PRECONDITION where the database role could see past row-level security; Error for damaged keys
 */
export async function startSpoke(config: SpokeConfig, deps: SpokeDeps = {}): Promise<Spoke> {
  const core = await openCore(config, deps);
  const { identity, db, logger } = core;
  const opened: { close(): Promise<void> }[] = [];
  try {
    const instanceId = identity.instanceId;
    const { failpoints, people } = core;
    const means = { db, instanceId, logger, failpoints, sealer: people.sealer };
    const orchestrator = await openSpokeOrchestrator(config, means);
    opened.push(orchestrator);
    const publisher = await openPublisher(core);
    opened.push(publisher);
    const { retention, scheduler } = startClocks(core);
    opened.push(retention, scheduler);
    const children = await startChildIssuer({ ...issueDeps(core), logger });
    opened.push(children);
    const waker = await openRunWaker(db);
    opened.push(waker);
    const { live: limits = {} } = deps;
    const live = await openLive({ db, waker, logger, limits, now: core.now });
    opened.push(live);
    const mailer = await openMailer(core);
    opened.push(mailer);
    const audit = openAudit(core);
    opened.push(audit);
    const state: { link: Link | null } = { link: null };
    const view = (): Promise<spokeApi.LinkView> => linkView(db, core.pin, state.link);
    const routes = routeDeps(core, { orchestrator, audit, waker, live, link: view });
    const app = await openApp(core, routes, { orchestrator, publisher });
    opened.push(app);
    const link = await openLink(core);
    if (link !== null) opened.push(link);
    state.link = link;
    core.watch.gauged.isLinked = () => state.link?.state === 'live';
    core.watch.gauged.queued = () => orchestrator.queue()?.waiting ?? null;
    const url = await listen(core, app);
    const setupUrl = await findSetupLink(core.people);
    logger.info({ event: 'listening', instanceId, url }, 'the spoke serves');
    const parts = { app, audit, link, orchestrator, children, publisher, retention, scheduler, waker, live, mailer };
    const { fingerprint } = identity;
    return {
      url,
      setupUrl,
      instanceId,
      fingerprint,
      identity,
      db,
      link: routes.instance.link,
      routes: app.routeList,
      close: () => closeSpoke(core, parts),
    };
  } catch (error) {
    for (const part of opened.toReversed()) await part.close();
    await db.close();
    await core.watch.operations.close();
    throw error;
  }
}

async function openCore(config: SpokeConfig, deps: SpokeDeps): Promise<Core> {
  const logger = deps.logger ?? createLogger({ name: `spoke-${config.name}`, level: 'info' });
  const failpoints = deps.failpoints ?? createFailpoints({});
  const now = deps.now ?? Date.now;
  await mkdir(config.instanceDir, { recursive: true, mode: 0o700 });
  const identity = await loadOrCreateIdentity(join(config.instanceDir, 'identity.json'), {
    name: config.name,
    now: now(),
  });
  const pin = await pinHub(config, identity, now());
  const store = await openSpokeDb({
    databaseUrl: config.databaseUrl,
    onError: (error) => logger.warn({ event: 'database', err: error }, 'a database connection broke'),
  });
  const watch = await openWatch(config, store, logger);
  const { db } = watch;
  const trust = await openTrustStore({ db, logger, hubPin: () => pin });
  const hubId = pin?.hubId ?? identity.instanceId;
  const address = { url: `http://${config.host}:${config.port}` };
  const people = await openPeople(config, {
    db,
    now,
    tuning: deps.people ?? {},
    ownUrl: () => address.url,
  });
  const random = deps.random ?? Math.random;
  const limiter = openLimiter({ db, ...(deps.tiers === undefined ? {} : { tiers: deps.tiers }) });
  return {
    config,
    logger,
    failpoints,
    now,
    random,
    identity,
    db,
    watch,
    pin,
    hubId,
    trust,
    people,
    limiter,
    address,
  };
}

async function pinHub(config: SpokeConfig, identity: Identity, now: number): Promise<HubPin | null> {
  const { instanceDir, joinToken, region } = config;
  const known = await findHubPin(instanceDir);
  if (known !== null || joinToken === undefined) return movedTo(known, config.hubUrl);
  await joinHub({ token: joinToken, identity, instanceDir, now, ...(region === undefined ? {} : { region }) });
  return findHubPin(instanceDir);
}

/** The same hub, by its pinned key, at another address. */
function movedTo(pin: HubPin | null, url: string | undefined): HubPin | null {
  if (pin === null || url === undefined) return pin;
  const linkUrl = new URL('/link/v1', url);
  linkUrl.protocol = linkUrl.protocol === 'https:' ? 'wss:' : 'ws:';
  return { ...pin, url, linkUrl: linkUrl.href };
}

function intakeDeps(core: Core): IntakeDeps {
  const { db, failpoints, now, identity, hubId, watch } = core;
  const self = identity.instanceId;
  const signer = { self, command: identity.command, hubId: () => hubId };
  return {
    db,
    signer,
    self,
    hubId: () => hubId,
    failpoints,
    now,
    watch: (opened, take) => watch.work.taking(opened, take),
  };
}

function openPublisher(core: Core): Promise<Publisher> {
  const { db, now, pin, logger, watch } = core;
  const { signer } = intakeDeps(core);
  return startPublisher({ db, signer, now, joinedHub: () => pin?.hubId ?? null, logger, watch: watch.work });
}

/** What happens by the clock. */
function startClocks(core: Core): { readonly retention: Retention; readonly scheduler: Scheduler } {
  const { db, logger, now, config } = core;
  const retention = startRetention({ db, logger, now, instanceDir: config.instanceDir });
  return { retention, scheduler: startScheduler({ ...issueDeps(core), logger }) };
}

function openMailer({ config, db, people, logger, now }: Core): Promise<Mailer> {
  const { smtpUrl: url, mailFrom: from = 'Wheelhouse <no-reply@localhost>' } = config;
  const transport = url === undefined ? null : openSmtpTransport({ url, from });
  return startMailer({ db, sealer: people.sealer, transport, frame: () => people.frame(), logger, now });
}

async function openLink(core: Core): Promise<Link | null> {
  const { pin, db, identity, trust, failpoints, logger, now, random } = core;
  if (pin === null) return null;
  const self = identity.instanceId;
  const returns = { db, self, hubId: () => pin.hubId, now };
  const intake = intakeDeps(core);
  return startLink({
    db,
    self,
    linkKey: identity.link,
    pin,
    trust,
    failpoints,
    logger,
    now,
    random,
    take: (arrivals) => takeMessages({ intake, returns }, arrivals),
    onNack: (frame) => applyNack(returns, frame),
    onFrame: frameCounter(core.watch.operations.metrics),
    catalogue: () => readCatalogue(db, spokeVersion),
  });
}

interface RouteParts {
  readonly audit: SpokeAudit;
  readonly orchestrator: SpokeOrchestrator;
  readonly waker: RunWaker;
  readonly live: SpokeLive;
  readonly link: () => Promise<spokeApi.LinkView>;
}

function issueDeps(core: Core): IssueDeps {
  const { db, identity, now, pin } = core;
  const self = identity.instanceId;
  const intake = intakeDeps(core);
  return {
    db,
    self,
    now,
    command: identity.command,
    ownKeys: openKeyset(identity.keyset, { instance: self }).keys,
    joinedHub: () => pin?.hubId ?? null,
    take: (opened, source) => takeCommand(intake, opened, source),
    tracing: core.watch.operations.tracing,
  };
}

function routeDeps(core: Core, parts: RouteParts): RouteDeps {
  const { db, identity, config, now, hubId, trust } = core;
  const self = identity.instanceId;
  return {
    db,
    now,
    trust,
    waker: parts.waker,
    live: parts.live.server,
    people: core.people,
    limiter: core.limiter,
    audit: parts.audit,
    invitations: openInvitations(core.people.sealer),
    authenticate: (bearer, ip) => authenticate({ db, now }, bearer, ip),
    authenticateSession: (token, use) => authenticateSession({ db, now }, token, use),
    grants: { self, grant: identity.grant, hubId: () => hubId },
    issue: issueDeps(core),
    instance: {
      self,
      name: identity.name,
      fingerprint: identity.fingerprint,
      version: spokeVersion,
      instanceDir: config.instanceDir,
      link: parts.link,
      queue: () => parts.orchestrator.queue(),
    },
  };
}

function openApp(core: Core, routes: RouteDeps, working: Omit<ReadinessDeps, 'db'>): Promise<HttpServer> {
  const { config, logger, identity } = core;
  return buildApp(
    {
      logger,
      name: `spoke-${identity.name}`,
      title: 'Wheelhouse spoke',
      version: spokeVersion,
      readiness: () => readinessOf({ db: core.db, ...working }),
      operations: core.watch.operations,
      transport: {
        ...(config.publicUrl === undefined ? {} : { publicUrl: config.publicUrl }),
        insecureHttp: config.insecureHttp ?? false,
      },
      ...(config.trustProxy === undefined ? {} : { trustProxy: config.trustProxy }),
      ...(config.consoleDir === undefined ? {} : { consoleDir: config.consoleDir }),
      ...(config.tls === undefined ? {} : { tls: config.tls }),
    },
    routes,
  );
}

async function listen({ config, logger, address }: Core, app: HttpServer): Promise<string> {
  address.url = await app.listen({ host: config.host, port: config.port });
  if (config.insecureHttp === true) {
    logger.warn(
      { event: 'insecure_http' },
      'WH_INSECURE_HTTP: keys and sessions may go over plain HTTP, and whoever is on the way can take them',
    );
  }
  return address.url;
}
