import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WheelhouseError } from '@wheelhouse/protocol';
import type { ModelApi } from '../runtimes/adapter.ts';
import type { ExchangeDeps } from './call.ts';
import { isDoorPath, sendDoorError, serveDoor } from './door.ts';
import { carry } from './exchange.ts';
import { GatewayRun } from './gateway-run.ts';
import { openPriceList } from './prices.ts';
import { ProviderCache } from './provider-cache.ts';
import { Refusal, sendRefusal } from './refusal.ts';
import { apiOfPath, findRoute, splitUrl } from './routes.ts';
import { findRunTokens, hashRunToken, isSameHash, mintRunToken } from './run-token.ts';
import type {
  GatewayOptions,
  GatewayTimeouts,
  ModelGateway,
  ModelRun,
  OpenDoorRun,
  OpenModelRun,
  Providers,
  RunGate,
} from './types.ts';
import { listenOnSocket } from './unix-socket.ts';
import { Upstream } from './upstream.ts';

/** An answer that is not streamed may take the ten minutes after which providers' own clients give up. */
const defaultTimeouts: GatewayTimeouts = {
  requestMs: 60_000,
  connectMs: 10_000,
  firstByteMs: 600_000,
  idleMs: 300_000,
};

const headersTimeoutMs = 10_000;
/** Longer than clients keep idle connections, so that none is closed under a request. */
const keepAliveMs = 65_000;
const maxConnections = 1024;

/** Starts the gateway on a free port of the loopback interface. */
export async function openModelGateway(options: GatewayOptions): Promise<ModelGateway> {
  const gateway = new HttpGateway(options);
  await gateway.listen();
  return gateway;
}

class HttpGateway implements ModelGateway {
  readonly #deps: ExchangeDeps;
  readonly #runs = new Map<string, GatewayRun>();
  readonly #gates = new Map<GatewayRun, RunGate>();
  readonly #server: Server;
  #baseUrl = '';

  constructor(options: GatewayOptions) {
    const now = options.now ?? (() => performance.now());
    const timeouts = { ...defaultTimeouts, ...options.timeouts };
    this.#deps = {
      providers: new ProviderCache({ load: (id) => options.providers(id), now }),
      upstream: new Upstream({ timeouts, random: options.random ?? Math.random }),
      prices: openPriceList(options.prices),
      timeouts,
      logger: options.logger,
      now,
    };
    this.#server = this.#createServer(null);
  }

  get baseUrl(): string {
    return this.#baseUrl;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    this.#baseUrl = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async open(options: OpenModelRun): Promise<ModelRun> {
    const providers = await this.#deps.providers.get(options.workspaceId);
    const apis = (['anthropic', 'openai'] as const).filter((api) => providers[api] !== undefined);
    if (apis.length === 0) throw new WheelhouseError('MODEL_REQUIRED', 'this workspace has no model provider');
    const { run, gate } = await this.#open(options, true);
    const { baseUrl, token } = gate;
    return {
      ...gate,
      access: { baseUrl, token, apis, defaultModels: defaultsOf(providers, apis) },
      totals: () => run.totals,
      extend: (more) => run.extend(more),
      charge: (elsewhere) => run.charge(elsewhere),
    };
  }

  async openDoor(options: OpenDoorRun): Promise<RunGate> {
    const nothing = (): void => undefined;
    return (await this.#open({ ...options, limits: {}, onUsage: nothing, onLimit: nothing }, false)).gate;
  }

  async #open(options: OpenModelRun, hasModels: boolean): Promise<{ run: GatewayRun; gate: RunGate }> {
    if (this.#isTaken(options.socketPath)) throw new WheelhouseError('CONFLICT', 'another run has that socket');
    const token = mintRunToken();
    const { logger } = this.#deps;
    const run = new GatewayRun(options, { hasModels, tokenHash: hashRunToken(token), logger });
    const server = options.socketPath === undefined ? null : this.#createServer(run);
    if (server !== null && options.socketPath !== undefined) await listenOnSocket(server, options.socketPath);
    this.#runs.set(run.tokenHash.toString('hex'), run);
    const gate: RunGate = {
      baseUrl: this.#baseUrl,
      token,
      socketPath: options.socketPath ?? null,
      revoke: () => this.#revoke(run, server),
      close: async () => {
        this.#revoke(run, server);
        await run.idle();
        this.#gates.delete(run);
      },
    };
    this.#gates.set(run, gate);
    return { run, gate };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#gates.values()].map((gate) => gate.close()));
    this.#deps.upstream.close();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  /** Two runs with one socket would remove it from each other. */
  #isTaken(socketPath: string | undefined): boolean {
    return socketPath !== undefined && [...this.#gates.values()].some((gate) => gate.socketPath === socketPath);
  }

  /** Closing the server also removes its socket. */
  #revoke(run: GatewayRun, server: Server | null): void {
    this.#runs.delete(run.tokenHash.toString('hex'));
    run.revoke();
    server?.close();
    server?.closeAllConnections();
  }

  #createServer(only: GatewayRun | null): Server {
    const server = createServer(
      {
        headersTimeout: headersTimeoutMs,
        requestTimeout: this.#deps.timeouts.requestMs,
        keepAliveTimeout: keepAliveMs,
        connectionsCheckingInterval: 5000,
      },
      (request, response) => void this.#serve(only, request, response),
    );
    server.maxConnections = maxConnections;
    return server;
  }

  /** Never rejects. */
  async #serve(only: GatewayRun | null, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { path } = splitUrl(request.url ?? '');
    try {
      await this.#answer(only, path, request, response);
    } catch (error) {
      this.#tell(error, path, response);
    }
    // What was not read of a refused request is dropped, so that the refusal is read.
    if (!request.complete) request.resume();
  }

  async #answer(
    only: GatewayRun | null,
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const run = this.#findRun(only, request);
    if (run === null) throw new Refusal('unauthenticated', 'no valid token of a run: it may have ended');
    const isDoor = isDoorPath(path);
    const route = isDoor || !run.hasModels ? null : findRoute(request.method ?? '', path);
    if (route === null && !isDoor) throw new Refusal('not_found', 'the gateway does not serve this path');
    const exchange = run.enter(request.socket);
    if (exchange === null) throw new Refusal('busy', 'too many requests at a time');
    try {
      if (route === null) await serveDoor(run, { request, response, exchange });
      else await carry(this.#deps, { run, route, request, response, exchange });
    } finally {
      exchange.leave();
    }
  }

  /** On a run's own socket only that run's token counts. */
  #findRun(only: GatewayRun | null, request: IncomingMessage): GatewayRun | null {
    for (const token of findRunTokens(request.headers)) {
      const hash = hashRunToken(token);
      const run = only ?? this.#runs.get(hash.toString('hex'));
      if (run !== undefined && !run.isRevoked && isSameHash(hash, run.tokenHash)) return run;
    }
    return null;
  }

  #tell(error: unknown, path: string, response: ServerResponse): void {
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    const isKnown = error instanceof Refusal || error instanceof WheelhouseError;
    if (!isKnown && !response.socket?.destroyed)
      this.#deps.logger.error({ err: error }, 'a request to the model gateway failed');
    const refusal = error instanceof Refusal ? error : new Refusal('unreachable', 'the gateway failed');
    if (refusal.kind === 'unauthenticated') response.setHeader('connection', 'close');
    if (isDoorPath(path)) sendDoorError(response, error);
    else sendRefusal(response, apiOfPath(path), refusal);
  }
}

function defaultsOf(providers: Providers, apis: readonly ModelApi[]): Partial<Record<ModelApi, string>> {
  return Object.fromEntries(
    apis.flatMap((api) => {
      const model = providers[api]?.defaultModel;
      return model === undefined ? [] : [[api, model] as const];
    }),
  );
}
