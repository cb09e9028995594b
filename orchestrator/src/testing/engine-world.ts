import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTerminalRun, type AgentSpawn, type CommandBody, type InstanceId, type RunState } from '@wheelhouse/protocol';
import { openSpokeDb, type SpokeDb } from '@wheelhouse/prisma/spoke';
import {
  createAgent,
  createTestDatabase,
  createWorkspace,
  dropTestDatabase,
  waitFor,
  type TestDatabase,
  type TestWorkspace,
} from '@wheelhouse/prisma/testing';
import type { EngineConfig } from '../engine/config.ts';
import type { EngineLogger } from '../engine/deps.ts';
import { startOrchestrator, type Orchestrator, type OrchestratorDeps } from '../engine/orchestrator.ts';
import { migrateQueueStore, openQueueStore, type ConnectOptions, type QueueTimings } from '../queues/index.ts';
import type { EngineOrder } from './engine-driver.ts';
import { EngineProcess } from './engine-process.ts';
import { quietLogger } from './queues/quiet-logger.ts';
import { seedControl, seedSpawn, type Seeded } from './seed-commands.ts';
import { newNap } from './supervised-trial.ts';

/** Agents that tests spawn: argv only, no files needed. `nap` is a sleep time by which their processes can be found. */
function agentsOf(nap: string): Readonly<Record<string, readonly string[]>> {
  const sh = (script: string): readonly string[] => ['/bin/sh', '-c', script, nap];
  return {
    echo: sh('echo hello "$0"'),
    sleeper: sh('echo up; exec sleep "$0"'),
    /** Leaves children that escape a plain kill. */
    nasty: sh('setsid sleep "$0" & (setsid sleep "$0" &) ; trap "" TERM; echo up; sleep "$0"'),
    stubborn: sh('trap "" TERM INT; echo up; while :; do sleep 1; done'),
    failing: sh('echo oops >&2; exit 3'),
    'failing-late': sh('sleep 2; exit 3'),
    chatty: sh('while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done'),
    /** Its first line is how a test counts real starts. */
    once: sh('echo started'),
    /** Speaks for three seconds. */
    talker: sh('i=0; while [ $i -lt 30 ]; do echo line $i; i=$((i+1)); sleep 0.1; done'),
    lines: sh('i=0; while [ $i -lt 500 ]; do echo line $i; i=$((i+1)); done'),
  };
}

export interface StartOptions {
  readonly config?: Partial<EngineConfig>;
  readonly connect?: ConnectOptions;
  readonly timings?: Partial<QueueTimings>;
  readonly now?: () => number;
  readonly logger?: EngineLogger;
  readonly failpoint?: (name: string) => Promise<void>;
  readonly providers?: NonNullable<OrchestratorDeps['providers']>;
  readonly openSecrets?: NonNullable<OrchestratorDeps['openSecrets']>;
}

export interface EngineWorld {
  readonly db: SpokeDb;
  readonly database: TestDatabase;
  readonly workspace: TestWorkspace;
  readonly instanceId: InstanceId;
  readonly dataDir: string;
  /** In the arguments of every process of the world's agents, and of nothing else. */
  readonly nap: string;
  /** An orchestrator inside this process. */
  start(options?: StartOptions): Promise<Orchestrator>;
  /** An orchestrator in a process of its own. */
  startProcess(options?: Partial<Omit<EngineOrder, 'config'>> & Pick<StartOptions, 'config'>): Promise<EngineProcess>;
  spawn(agent: string, more?: Partial<AgentSpawn>): Promise<Seeded>;
  /** As if the run had started it. */
  spawnBelow(parentId: string, agent: string, more?: Partial<AgentSpawn>): Promise<Seeded>;
  control(runId: string, body: Exclude<CommandBody, { verb: 'agent.spawn' }>): Promise<string>;
  run(runId: string): Promise<RunFacts>;
  runs(): Promise<readonly RunFacts[]>;
  untilState(runId: string, state: RunState): Promise<RunFacts>;
  untilEnded(runId: string): Promise<RunFacts>;
  /** Until so many runs are in one of the states. */
  untilCount(count: number, states: readonly RunState[], timeoutMs?: number): Promise<void>;
  command(id: string): Promise<CommandFacts>;
  untilCommandEnded(id: string): Promise<CommandFacts>;
  events(runId: string): Promise<{ seq: number; type: string; data: Record<string, unknown> }[]>;
  /** How often the agent of a run really started, by its own output files. Use with the agent `once`. */
  countStarts(runId: string): Promise<number>;
  close(): Promise<void>;
}

export type RunFacts = NonNullable<Awaited<ReturnType<typeof readRun>>>;
export type CommandFacts = NonNullable<Awaited<ReturnType<typeof readCommand>>>;

function readRun(db: SpokeDb, { workspaceId }: TestWorkspace, id: string) {
  return db.withSystemTenant(workspaceId, (tx) =>
    tx.run.findUnique({ where: { workspaceId_id: { workspaceId, id } } }),
  );
}

function readCommand(db: SpokeDb, { workspaceId }: TestWorkspace, id: string) {
  return db.withSystemTenant(workspaceId, (tx) =>
    tx.command.findUnique({ where: { workspaceId_id: { workspaceId, id } } }),
  );
}

function found<T>(value: T | null): T {
  if (value === null) throw new Error('not found');
  return value;
}

function show(value: unknown): string {
  return JSON.stringify(value, (_, entry: unknown) => (typeof entry === 'bigint' ? String(entry) : entry));
}

/** Below the test runner's own, so that what was seen last is told. */
const waitTimeoutMs = 25_000;

async function until<T>(look: () => Promise<T>, holds: (value: T) => boolean, timeoutMs = waitTimeoutMs): Promise<T> {
  let value = await look();
  const holdsNow = async (): Promise<boolean> => holds((value = await look()));
  await waitFor(holdsNow, timeoutMs).catch((cause: unknown) => {
    throw new Error(`waited in vain; last seen: ${show(value)}`, { cause });
  });
  return value;
}

async function countStarted(folder: string): Promise<number> {
  let count = 0;
  for (const attempt of await readdir(folder).catch(() => [])) {
    const text = await readFile(join(folder, attempt, 'stdout.log'), 'utf8').catch(() => '');
    count += text.split('\n').filter((line) => line === 'started').length;
  }
  return count;
}

/** A spoke's database with one workspace and the test agents, and orchestrators on it that `close` ends. */
export async function openEngineWorld(): Promise<EngineWorld> {
  const database = await createTestDatabase('spoke', {
    extend: { name: 'queues', run: (ownerUrl) => migrateQueueStore({ ownerUrl }) },
  });
  const db = await openSpokeDb({ databaseUrl: database.databaseUrl });
  const workspace = await createWorkspace(db);
  const { workspaceId } = workspace;
  const nap = newNap();
  for (const [name, argv] of Object.entries(agentsOf(nap))) await createAgent(db, workspace, { name, argv });
  await createAgent(db, workspace, { name: 'embedded', runtime: 'embedded' });
  const dataDir = await mkdtemp(join(tmpdir(), 'wheelhouse-engine-'));
  const instanceId = randomUUID() as InstanceId;
  const key = { workspaceId, instanceId };
  const own: ConnectOptions = { driver: 'postgres', databaseUrl: database.databaseUrl, instanceId };
  const open: Orchestrator[] = [];
  const processes: EngineProcess[] = [];
  const base = { concurrency: 4, containment: 'auto', allowOpenFilesystem: true } as const;
  const run = async (id: string): Promise<RunFacts> => found(await readRun(db, workspace, id));
  const command = async (id: string): Promise<CommandFacts> => found(await readCommand(db, workspace, id));
  const runs = () => db.withSystemTenant(workspaceId, (tx) => tx.run.findMany({ where: { workspaceId } }));
  return {
    db,
    database,
    workspace,
    instanceId,
    dataDir,
    nap,
    run,
    command,
    runs,
    async start(options = {}) {
      const { connect = own, timings, config, ...rest } = options;
      const orchestrator = await startOrchestrator({
        db,
        instanceId,
        dataDir,
        logger: quietLogger,
        openQueue: () => openQueueStore(connect, { logger: quietLogger, ...(timings && { timings }) }),
        config: { ...base, ...config },
        ...rest,
      });
      open.push(orchestrator);
      return orchestrator;
    },
    async startProcess({ config, ...options } = {}) {
      const { databaseUrl } = database;
      const order = { databaseUrl, instanceId, dataDir, connect: own, config: { ...base, ...config }, ...options };
      const engine = await EngineProcess.open(order);
      processes.push(engine);
      return engine;
    },
    spawn: (agent, more = {}) => seedSpawn(db, key, { agent, ...more }),
    spawnBelow: (parentId, agent, more = {}) => seedSpawn(db, key, { agent, ...more }, parentId),
    control: (runId, body) => seedControl(db, key, runId, body),
    untilState: (id, state) =>
      until(
        () => run(id),
        (row) => row.state === state,
      ),
    untilEnded: (id) =>
      until(
        () => run(id),
        (row) => isTerminalRun(row.state as RunState),
      ),
    async untilCount(count, states, timeoutMs) {
      const wanted = [...states];
      const look = () =>
        db.withSystemTenant(workspaceId, (tx) => tx.run.count({ where: { workspaceId, state: { in: wanted } } }));
      await until(look, (seen) => seen >= count, timeoutMs);
    },
    untilCommandEnded: (id) =>
      until(
        () => command(id),
        ({ state }) => state !== 'accepted' && state !== 'started',
      ),
    events: async (runId) => {
      const rows = await db.withSystemTenant(workspaceId, (tx) =>
        tx.runEvent.findMany({ where: { workspaceId, runId }, orderBy: { seq: 'asc' } }),
      );
      return rows.map((row) => ({ seq: row.seq, type: row.type, data: row.data as Record<string, unknown> }));
    },
    countStarts: (runId) => countStarted(join(dataDir, 'runs', runId)),
    async close() {
      for (const orchestrator of open) await orchestrator.close();
      for (const engine of processes) await engine.kill();
      await db.close();
      await dropTestDatabase(database);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
