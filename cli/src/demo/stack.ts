import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { bootstrapHub } from '@wheelhouse/hub';
import { openSpokeDb } from '@wheelhouse/prisma/spoke';
import { loadOrCreateIdentity, type Identity } from '@wheelhouse/protocol/keyfile';
import { bootstrapSpoke, type ProcessAgent } from '@wheelhouse/spoke';
import type { CreatedJoinToken } from '@wheelhouse/protocol/api/hub';
import type { InstanceView } from '@wheelhouse/protocol/api/spoke';
import { createApiClient, type ApiClient } from '../api-client.ts';
import type { CliConfig } from '../config.ts';
import { findEndpoints, writeEndpoints, type Endpoints } from '../endpoints.ts';
import { consoleKeyPath } from '../fleet/console-key.ts';
import { startOnFreePort } from '../processes/free-port.ts';
import { startServerProcess, type ServerProcess } from '../processes/server-process.ts';
import { openDatabaseServer, type DatabaseServer, type DatabaseUrls } from './databases.ts';
import { until } from './until.ts';

export interface RunningSpoke {
  readonly name: string;
  /** Its current process; another one after a restart. */
  readonly process: ServerProcess;
  readonly api: ApiClient;
  readonly identity: Identity;
  readonly workspaceId: string;
  readonly endpoint: Endpoints['spokes'][number];
}

interface SpokeWish {
  readonly name: string;
  readonly processAgents: readonly ProcessAgent[];
  readonly allowedSources: readonly string[];
  /** Variables on top of the usual ones. */
  readonly env?: Environment;
}

type Environment = Readonly<Record<string, string>>;

interface ManagedSpoke extends RunningSpoke {
  process: ServerProcess;
}

interface StackParts {
  readonly config: CliConfig;
  readonly databases: DatabaseServer;
  readonly known: Endpoints | null;
  readonly firstPort: number;
}

const hubPort = 7700;
/** From the hub's port to the first spoke's, and from one spoke's to the next. */
const portStep = 10;
const enrolTimeoutMs = 30_000;

/** PostgreSQL, a hub and spokes on this machine, each server a process of its own. */
export class Stack {
  readonly #config: CliConfig;
  readonly #databases: DatabaseServer;
  readonly #known: Endpoints | null;
  readonly #firstPort: number;
  #hub: { process: ServerProcess; endpoint: Endpoints['hub'] } | null = null;
  readonly #spokes: ManagedSpoke[] = [];
  readonly #orchestrators: ServerProcess[] = [];

  private constructor(parts: StackParts) {
    this.#config = parts.config;
    this.#databases = parts.databases;
    this.#known = parts.known;
    this.#firstPort = parts.firstPort;
  }

  /** @param firstPort where the first start looks for free ports; default 7700 */
  static async open(config: CliConfig, onProgress: (message: string) => void, firstPort = hubPort): Promise<Stack> {
    await mkdir(join(config.dataDir, 'logs'), { recursive: true, mode: 0o700 });
    const { dataDir, databaseUrl: adminUrl } = config;
    const databases = await openDatabaseServer({ adminUrl, dataDir, onProgress });
    return new Stack({ config, databases, known: await findEndpoints(dataDir), firstPort });
  }

  get hubApi(): ApiClient {
    return createApiClient(this.#running().endpoint);
  }

  get hubEndpoint(): Endpoints['hub'] {
    return this.#running().endpoint;
  }

  /** The hub's own identity; the demo's test hub answers under it, as somebody who took the hub would. */
  hubIdentity(): Promise<Identity> {
    return loadOrCreateIdentity(join(this.#config.dataDir, 'hub', 'identity.json'), { name: 'hub', now: Date.now() });
  }

  /** The hub console's identity: an issuer like any other, whose key the hub never has. */
  consoleIdentity(): Promise<Identity> {
    return loadOrCreateIdentity(this.consoleKeyPath, { name: 'console', now: Date.now() });
  }

  get consoleKeyPath(): string {
    return consoleKeyPath(this.#config);
  }

  #running(): { process: ServerProcess; endpoint: Endpoints['hub'] } {
    if (this.#hub === null) throw new Error('the hub is not running');
    return this.#hub;
  }

  #environment(own: Readonly<Record<string, string>>): Record<string, string | undefined> {
    // What was given for the demo as a whole (its admin connection) is no server's business.
    return { ...this.#config.environment, DATABASE_URL: undefined, WH_PORT: undefined, ...own };
  }

  /** The hub's current process; another one after a restart. */
  get hubProcess(): ServerProcess {
    return this.#running().process;
  }

  /** Starts the hub; the first time also makes its database, its console's key and an operator's key. */
  async startHub(own: Environment = {}): Promise<Endpoints['hub']> {
    const known = this.#known?.hub;
    const urls = await this.#databases.prepare('hub', 'hub', known);
    let apiKey = known?.apiKey;
    if (apiKey === undefined) {
      const { keyset } = await this.consoleIdentity();
      ({ apiKey } = await bootstrapHub({ databaseUrl: urls.databaseUrl, consoleKeyset: keyset, now: Date.now() }));
    }
    const wanted = known === undefined ? this.#firstPort : Number(new URL(known.url).port);
    const process = await startOnFreePort(wanted, (port) => this.#launchHub(urls.databaseUrl, port, own));
    this.#hub = { process, endpoint: { url: process.url, apiKey, ...urls, pid: process.pid } };
    return this.#hub.endpoint;
  }

  #launchHub(databaseUrl: string, port: number, own: Environment = {}): Promise<ServerProcess> {
    return startServerProcess({
      name: 'hub',
      args: ['hub'],
      env: this.#environment({ DATABASE_URL: databaseUrl, WH_PORT: String(port), WH_INSTANCE_NAME: 'hub', ...own }),
      logFile: join(this.#config.dataDir, 'logs', 'hub.log'),
    });
  }

  /** Ends the hub's process in order and leaves its place free. */
  async stopHub(): Promise<void> {
    await this.#running().process.stop();
  }

  /** Starts the hub again where it was. */
  async restartHub(own: Environment = {}): Promise<void> {
    const { endpoint } = this.#running();
    const process = await this.#launchHub(endpoint.databaseUrl, Number(new URL(endpoint.url).port), own);
    this.#hub = { process, endpoint: { ...endpoint, pid: process.pid } };
    await this.writeEndpoints();
  }

  /** Starts a spoke and waits for its link; the first time it is made and enrolled. */
  async startSpoke(wish: SpokeWish): Promise<RunningSpoke> {
    const known = this.#known?.spokes.find((spoke) => spoke.name === wish.name);
    const urls = await this.#databases.prepare(wish.name, 'spoke', known);
    const made = known ?? (await this.#makeSpoke(wish, urls));
    const token = known === undefined ? { WH_JOIN_TOKEN: await this.#joinToken(wish.name) } : {};
    const wanted =
      known === undefined ? this.#firstPort + portStep * (1 + this.#spokes.length) : Number(new URL(known.url).port);
    const process = await startOnFreePort(wanted, (port) =>
      this.#launchSpoke(wish.name, { ...urls, port }, { ...token, ...wish.env }),
    );
    const dataDir = join(this.#config.dataDir, wish.name);
    const identity = await loadOrCreateIdentity(join(dataDir, 'identity.json'), { name: wish.name, now: Date.now() });
    const { apiKey, workspaceId } = made;
    const { url, pid } = process;
    const instanceId: string = identity.instanceId;
    const endpoint = { name: wish.name, instanceId, url, apiKey, ...urls, dataDir, workspaceId, pid };
    const spoke = { name: wish.name, process, api: createApiClient(endpoint), identity, workspaceId, endpoint };
    this.#spokes.push(spoke);
    await this.#linked(spoke);
    return spoke;
  }

  #launchSpoke(name: string, at: DatabaseUrls & { readonly port: number }, own: Environment): Promise<ServerProcess> {
    return startServerProcess({
      name,
      args: ['spoke'],
      env: this.#environment({
        DATABASE_URL: at.databaseUrl,
        DATABASE_OWNER_URL: at.databaseOwnerUrl,
        WH_PORT: String(at.port),
        WH_INSTANCE_NAME: name,
        // The hub's port may have moved since this spoke joined it.
        WH_HUB_URL: this.#running().endpoint.url,
        // Without bubblewrap the demo still runs, on the visitor's own machine, and its steps say what was proved.
        WH_ALLOW_OPEN_FILESYSTEM: '1',
        ...own,
      }),
      logFile: join(this.#config.dataDir, 'logs', `${name}.log`),
    });
  }

  /** Starts an orchestrator in a process of its own for a spoke that runs none (`WH_ORCHESTRATOR=none`). */
  async startOrchestrator(spoke: RunningSpoke, own: Environment = {}): Promise<ServerProcess> {
    const process = await startServerProcess({
      name: `${spoke.name}-orchestrator`,
      args: ['orchestrator'],
      env: this.#environment({
        DATABASE_URL: spoke.endpoint.databaseUrl,
        WH_INSTANCE_NAME: spoke.name,
        WH_ALLOW_OPEN_FILESYSTEM: '1',
        ...own,
      }),
      logFile: join(this.#config.dataDir, 'logs', `${spoke.name}-orchestrator.log`),
    });
    this.#orchestrators.push(process);
    return process;
  }

  async #linked(spoke: RunningSpoke): Promise<void> {
    await until(`${spoke.name} links with the hub`, enrolTimeoutMs, async () => {
      const { link } = await spoke.api.get<InstanceView>('/instance');
      return link.state === 'live';
    });
  }

  /** Starts a stopped or killed spoke again where it was, and waits for its link. */
  async restartSpoke(name: string, own: Environment = {}): Promise<void> {
    const spoke = this.#spokes.find((candidate) => candidate.name === name);
    if (spoke === undefined) throw new Error(`no spoke ${name} was started`);
    const port = Number(new URL(spoke.endpoint.url).port);
    spoke.process = await this.#launchSpoke(name, { ...spoke.endpoint, port }, own);
    await this.#linked(spoke);
  }

  async #makeSpoke(wish: SpokeWish, urls: { databaseUrl: string }): Promise<{ apiKey: string; workspaceId: string }> {
    const db = await openSpokeDb({ databaseUrl: urls.databaseUrl, maxConnections: 2 });
    try {
      return await bootstrapSpoke(db, {
        organization: { name: wish.name, slug: wish.name },
        workspace: { name: 'Default', slug: 'default' },
        owner: { name: `${wish.name} owner`, email: `owner@${wish.name}.invalid` },
        processAgents: wish.processAgents,
        allowedSources: wish.allowedSources,
      });
    } finally {
      await db.close();
    }
  }

  async #joinToken(name: string): Promise<string> {
    const made = await this.hubApi.post<CreatedJoinToken>('/join-tokens', { nameHint: name, autoApprove: true });
    return made.token;
  }

  async writeEndpoints(): Promise<void> {
    const redis = this.#config.redisUrl === undefined ? {} : { redisUrl: this.#config.redisUrl };
    const spokes = this.#spokes.map((spoke) => spoke.endpoint);
    await writeEndpoints(this.#config.dataDir, { version: 1, hub: this.hubEndpoint, spokes, ...redis });
  }

  /** Ends everything in order: orchestrators and spokes, hub, PostgreSQL. */
  async stop(): Promise<void> {
    await Promise.all(this.#orchestrators.map((process) => process.stop()));
    await Promise.all(this.#spokes.map((spoke) => spoke.process.stop()));
    await this.#hub?.process.stop();
    await this.#databases.stop();
  }
}
