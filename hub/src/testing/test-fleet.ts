import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHubDb, type HubTx } from '@wheelhouse/prisma/hub';
import { createTestDatabase, dropTestDatabase, type TestDatabase } from '@wheelhouse/prisma/testing';
import { createLogger, type Failpoints } from '@wheelhouse/server';
import { createIdentity, type Identity } from '@wheelhouse/protocol/keyfile';
import { bootstrapHub } from '../bootstrap.ts';
import { startHub, type Hub } from '../hub.ts';
import type { HubLimits } from '../limits.ts';
import { TestSpoke } from './test-spoke.ts';

export interface ApiAnswer {
  readonly status: number;
  // Answers differ per route, and a test knows which it asked for.
  readonly data: unknown;
  readonly code: string | undefined;
}

/** A hub on a database of its own, with an operator's key, a console and as many spokes as a test enrols. */
export class TestFleet {
  readonly database: TestDatabase;
  readonly console: Identity;
  readonly logs: string[] = [];
  readonly #folder: string;
  readonly #limits: Partial<HubLimits>;
  readonly #spokes: TestSpoke[] = [];
  #apiKey = '';
  #hub: Hub | null = null;
  #port = 0;

  private constructor(database: TestDatabase, folder: string, limits: Partial<HubLimits>) {
    this.database = database;
    this.#folder = folder;
    this.#limits = limits;
    this.console = createIdentity({ name: 'console', now: Date.now() });
  }

  static async start(limits: Partial<HubLimits> = {}): Promise<TestFleet> {
    const database = await createTestDatabase('hub');
    const folder = await mkdtemp(join(tmpdir(), 'wheelhouse-hub-'));
    const fleet = new TestFleet(database, folder, {
      unauthenticatedSocketsPerIp: 1000,
      joinsPerMinutePerIp: 1000,
      ...limits,
    });
    const made = await bootstrapHub({
      databaseUrl: database.databaseUrl,
      consoleKeyset: fleet.console.keyset,
      now: Date.now(),
    });
    fleet.#apiKey = made.apiKey;
    await fleet.startHub();
    return fleet;
  }

  get hub(): Hub {
    if (this.#hub === null) throw new Error('the hub is not running');
    return this.#hub;
  }

  get apiKey(): string {
    return this.#apiKey;
  }

  /** Starts the hub, on the port it had before. */
  async startHub(options: { readonly failpoints?: Failpoints; readonly now?: () => number } = {}): Promise<void> {
    const logger = createLogger({
      name: 'hub',
      level: 'debug',
      destination: { write: (line: string) => void this.logs.push(line) },
    });
    this.#hub = await startHub(
      {
        name: 'hub',
        host: '127.0.0.1',
        port: this.#port,
        databaseUrl: this.database.databaseUrl,
        identityPath: join(this.#folder, 'hub', 'identity.json'),
        limits: this.#limits,
      },
      { logger, ...options },
    );
    this.#port = Number(new URL(this.#hub.url).port);
  }

  /** What a hub process needs to take this hub's place. */
  processEnvironment(): Record<string, string> {
    return {
      WH_PORT: String(this.#port),
      WH_DATA_DIR: this.#folder,
      WH_SOCKETS_PER_IP: '1000',
      DATABASE_URL: this.database.databaseUrl,
    };
  }

  async stopHub(): Promise<void> {
    await this.#hub?.close();
    this.#hub = null;
  }

  async api(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body?: unknown,
    key: string = this.#apiKey,
  ): Promise<ApiAnswer> {
    const response = await fetch(`${this.hub.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as { data?: unknown; error?: { code: string } };
    return { status: response.status, data: answer.data, code: answer.error?.code };
  }

  async get<T>(path: string): Promise<T> {
    const answer = await this.api('GET', path);
    if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${answer.code}`);
    return answer.data as T;
  }

  async post<T>(path: string, body?: unknown): Promise<T> {
    const answer = await this.api('POST', path, body);
    if (answer.status !== 200) throw new Error(`POST ${path}: ${answer.status} ${answer.code}`);
    return answer.data as T;
  }

  async joinToken(autoApprove = true): Promise<string> {
    return (await this.post<{ token: string }>('/join-tokens', { autoApprove })).token;
  }

  /** A spoke that has made its keys and nothing else. */
  newSpoke(name: string, identity?: Identity): TestSpoke {
    const spoke = new TestSpoke({ name, hub: this.hub, ...(identity === undefined ? {} : { identity }) });
    this.#spokes.push(spoke);
    return spoke;
  }

  /** A spoke that is enrolled and live. */
  async enrol(name: string): Promise<TestSpoke> {
    const spoke = this.newSpoke(name);
    const answer = await spoke.join(await this.joinToken());
    if (answer.status !== 200) throw new Error(`join: ${answer.status} ${await answer.text()}`);
    await spoke.dial();
    return spoke;
  }

  /** An active connection between two enrolled instances; its id. */
  async connect(a: string, b: string): Promise<string> {
    const { id } = await this.post<{ id: string }>('/connections', { from: a, to: b });
    await this.post(`/connections/${id}/accept`, { instance: b });
    return id;
  }

  /** Two live spokes where `target` granted `issuer` everything on its workspace. */
  async pair(): Promise<{ issuer: TestSpoke; target: TestSpoke; connection: string }> {
    const issuer = await this.enrol('south');
    const target = await this.enrol('north');
    const connection = await this.connect(issuer.id, target.id);
    await target.acked(target.sendGrant({ grantee: issuer.id }));
    return { issuer, target, connection };
  }

  /** Reads the store behind the hub's back. */
  async query<T>(read: (tx: HubTx) => Promise<T>): Promise<T> {
    const db = await openHubDb({ databaseUrl: this.database.databaseUrl, maxConnections: 1 });
    try {
      return await db.run(read);
    } finally {
      await db.close();
    }
  }

  /** Holds the lock of a spoke's mailbox, as a stuck store would, until the answer is called. */
  async lockMailbox(spokeId: string): Promise<() => Promise<void>> {
    const db = await openHubDb({ databaseUrl: this.database.databaseUrl, maxConnections: 1 });
    let release: () => void = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let done: Promise<void> = Promise.resolve();
    await new Promise<void>((resolve) => {
      done = db.transaction(
        async (tx) => {
          await tx.$queryRaw`select 1 from mailbox_heads where spoke_id = ${spokeId}::uuid for update`;
          resolve();
          await released;
        },
        { timeoutMs: 60_000 },
      );
    });
    return async () => {
      release();
      await done;
      await db.close();
    };
  }

  async deadLetters(): Promise<{ spoke_id: string; message_id: string; reason: string }[]> {
    return await this.query((tx) => tx.$queryRaw`select spoke_id, message_id, reason from dead_letters`);
  }

  async close(): Promise<void> {
    for (const spoke of this.#spokes) spoke.cut();
    await this.stopHub();
    await dropTestDatabase(this.database);
    await rm(this.#folder, { recursive: true, force: true });
  }
}
