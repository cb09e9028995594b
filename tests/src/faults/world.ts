import { randomInt } from 'node:crypto';
import { createRequire } from 'node:module';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  createApiClient,
  grantAgents,
  pair,
  signCommand,
  Stack,
  until,
  type CommandWish,
  type RunningSpoke,
  type SignedCommand,
} from '@wheelhouse/cli';
import { PrivatePostgres } from '@wheelhouse/orchestrator/testing';
import {
  newId,
  WheelhouseError,
  type GrantId,
  type InstanceId,
  type RunId,
  type WorkspaceId,
} from '@wheelhouse/protocol';
import type { HubView } from '@wheelhouse/protocol/api/hub';
import type { CommandDetail, CommandTaken, RunRecord } from '@wheelhouse/protocol/api/spoke';
import { readHubBook, readSpokeBook, type History } from './history.ts';
import { findViolations, witnessLine } from './invariants.ts';

type Environment = Readonly<Record<string, string>>;

export interface WorldWish {
  readonly redisUrl?: string;
  /** Variables of single processes. */
  readonly hub?: Environment;
  readonly north?: Environment;
  /** Variables of every process. */
  readonly everywhere?: Environment;
  /** North's agents run below an orchestrator process of their own. */
  readonly orchestratorApart?: boolean;
}

/** Views agree 30 s after everything is back; twice that on a busy machine. */
const healTimeoutMs = 60_000;
/** Reading three databases as fast as one can would be a load of its own. */
const lookEveryMs = 200;

const startTimeoutMs = 60_000;

/** Says that it ran, and then: ends; waits to be killed, marked by its argument; or shows all it can see. */
const processAgents = [
  { name: 'brief', argv: ['/bin/echo', witnessLine], allowArgs: false },
  {
    name: 'lasting',
    argv: ['/bin/sh', '-c', `echo '${witnessLine}'; while :; do sleep 1; done`],
    allowArgs: true,
  },
  {
    name: 'curious',
    argv: [
      '/bin/sh',
      '-c',
      `echo '${witnessLine}'; env; for p in /proc/[0-9]*; do tr '\\0' '\\n' <$p/environ; tr '\\0' ' ' <$p/cmdline; done 2>/dev/null; echo done`,
    ],
    allowArgs: false,
  },
];

const projectDir = fileURLToPath(new URL('../../../', import.meta.url));
// The test runner's own flags are not passed on, so the server processes are told how to read sources.
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const fromSource = `--conditions=@wheelhouse/source --import ${loader}`;

function environmentOf(dataDir: string, wish: WorldWish): Record<string, string | undefined> {
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    NODE_ENV: 'test',
    NODE_OPTIONS: fromSource,
    WH_DATA_DIR: dataDir,
    WH_LOG_LEVEL: 'info',
    WH_CONCURRENCY: '10',
    ...(wish.redisUrl === undefined ? {} : { REDIS_URL: wish.redisUrl }),
    ...wish.everywhere,
  };
}

// Not a limit test: tests send more at once than an operator does.
const unhurried = { WH_COMMANDS_PER_SECOND: '10000', WH_COMMANDS_BURST: '10000' };

/**
 * A federation of real processes on a PostgreSQL server of its own: a hub, and south, which may use north's agents.
 * Every part can be killed and started again.
 */
export class World {
  readonly stack: Stack;
  readonly postgres: PrivatePostgres;
  readonly dataDir: string;
  readonly north: RunningSpoke;
  readonly south: RunningSpoke;
  readonly hubId: InstanceId;
  readonly grant: GrantId;

  private constructor(parts: Pick<World, 'stack' | 'postgres' | 'dataDir' | 'north' | 'south' | 'hubId' | 'grant'>) {
    this.stack = parts.stack;
    this.postgres = parts.postgres;
    this.dataDir = parts.dataDir;
    this.north = parts.north;
    this.south = parts.south;
    this.hubId = parts.hubId;
    this.grant = parts.grant;
  }

  static async open(wish: WorldWish = {}): Promise<World> {
    const dataDir = await mkdtemp(join(tmpdir(), 'wheelhouse-world-'));
    await chmod(dataDir, 0o711);
    const postgres = await PrivatePostgres.open();
    const config = {
      projectDir,
      dataDir,
      configDir: join(dataDir, 'config'),
      profile: undefined,
      url: undefined,
      apiKey: undefined,
      databaseUrl: postgres.adminUrl,
      redisUrl: wish.redisUrl,
      environment: environmentOf(dataDir, wish),
    };
    // Worlds of other test files must not take a port while its server is down; below the range of outgoing ports.
    const stack = await Stack.open(config, () => undefined, randomInt(120, 310) * 100);
    await stack.startHub({ ...unhurried, ...wish.hub });
    const startSpoke = (name: string, env: Environment): Promise<RunningSpoke> =>
      stack.startSpoke({ name, processAgents, allowedSources: [], env });
    const north = await startSpoke('north', {
      ...(wish.orchestratorApart === true ? { WH_ORCHESTRATOR: 'none' } : {}),
      ...wish.north,
    });
    const south = await startSpoke('south', {});
    await pair(stack, south, north);
    const grant = await grantAgents(north, south);
    const hub = await stack.hubApi.get<HubView>('/hub');
    return new World({ stack, postgres, dataDir, north, south, hubId: hub.id, grant });
  }

  /** Starts the hub again, as after a crash. */
  async restartHub(env: Environment = {}): Promise<void> {
    await this.stack.hubProcess.kill();
    await this.stack.restartHub({ ...unhurried, ...env });
  }

  /** Starts a spoke again, as after a crash. */
  async restartSpoke(name: 'north' | 'south', env: Environment = {}): Promise<void> {
    await this[name].process.kill();
    await this.stack.restartSpoke(name, env);
  }

  get target(): { readonly target: InstanceId; readonly targetWorkspace: string } {
    return { target: this.north.identity.instanceId, targetWorkspace: this.north.workspaceId };
  }

  /** South asks its own API for a run on north. Resolves with what was acknowledged. */
  spawn(agent: string, wish: object = {}): Promise<CommandTaken> {
    return this.south.api.post<CommandTaken>('/runs', { agent, ...this.target, ...wish });
  }

  /** A spawn of south's for north, signed here, so that its bytes can be sent again. */
  signedSpawn(change: Partial<CommandWish> = {}): SignedCommand {
    return signCommand(
      {
        issuer: this.south.identity.instanceId,
        audience: this.north.identity.instanceId,
        hub: this.hubId,
        workspace: this.north.workspaceId as WorkspaceId,
        run: newId(Date.now()) as RunId,
        body: { verb: 'agent.spawn', agent: 'brief' },
        grants: [this.grant],
        ...change,
      },
      this.south.identity.command,
    );
  }

  command(id: string): Promise<CommandDetail> {
    return this.south.api.get<CommandDetail>(`/commands/${id}`);
  }

  /** Spawns agents on north that run until they are killed. Resolves once all of them run. */
  async running(count: number, wish: object = {}): Promise<CommandTaken[]> {
    const taken = await Promise.all(Array.from({ length: count }, () => this.spawn('lasting', wish)));
    await until(`${count} agents run`, startTimeoutMs, async () => {
      const runs = await Promise.all(taken.map(({ runId }) => this.findOnNorth(runId)));
      return runs.every((run) => run?.state === 'running');
    });
    return taken;
  }

  runOnSouth(id: string | null): Promise<RunRecord> {
    return this.south.api.get<RunRecord>(`/runs/${id}`);
  }

  /** A run as north knows it; null while its spawn has not arrived there. */
  async findOnNorth(id: string | null): Promise<RunRecord | null> {
    try {
      return await this.north.api.get<RunRecord>(`/runs/${id}`);
    } catch (error) {
      if (error instanceof WheelhouseError && error.code === 'NOT_FOUND') return null;
      throw error;
    }
  }

  /** An API client with another key. */
  clientOf(spoke: RunningSpoke, apiKey: string): ReturnType<typeof createApiClient> {
    return createApiClient({ url: spoke.endpoint.url, apiKey });
  }

  /** Everything that the three databases know. */
  async history(): Promise<History> {
    const at = (name: string): string => {
      const url = new URL(this.postgres.adminUrl);
      url.pathname = `/wh_${name}`;
      return url.href;
    };
    const spokes = [this.north, this.south].map((spoke) => {
      const { name, identity } = spoke;
      return readSpokeBook(at(name), { name, instance: identity.instanceId, keyset: identity.keyset });
    });
    return { hub: await readHubBook(at('hub')), spokes: await Promise.all(spokes) };
  }

  /**
   * Waits until every book is at rest and no invariant is hurt, and every acknowledged command is booked.
   * @param acknowledged commands whose issuing was answered with 2xx
   * @returns the history as it stands then
   * @throws Error naming the violations that stay
   */
  async settled(acknowledged: readonly CommandTaken[], earlier: History | null = null): Promise<History> {
    let fewest = Number.POSITIVE_INFINITY;
    let deadline = 0;
    for (;;) {
      const history = await this.history();
      const violations = [...(await findViolations(history, earlier)), ...this.#unbooked(history, acknowledged)];
      if (violations.length === 0) return history;
      // What is being worked off takes the time it takes; what stays as it is will not heal.
      if (violations.length < fewest) {
        fewest = violations.length;
        deadline = performance.now() + healTimeoutMs;
      }
      if (performance.now() > deadline) {
        throw new Error(`${violations.length} violations:\n${violations.slice(0, 20).join('\n')}`);
      }
      await delay(lookEveryMs);
    }
  }

  #unbooked({ spokes }: History, acknowledged: readonly CommandTaken[]): string[] {
    const south = spokes.find((book) => book.name === 'south');
    const booked = new Set(south?.commands.map((command) => command.id));
    const missing = acknowledged.filter(({ commandId }) => !booked.has(commandId));
    return missing.map(({ commandId }) => `${commandId} was acknowledged and is in no book`);
  }

  async close(): Promise<void> {
    await this.stack.stop();
    await this.postgres.close();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
