import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
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
import { startOrchestrator, type Orchestrator } from '../engine/orchestrator.ts';
import { openConfiguredQueue } from '../engine/orchestrator-process.ts';
import { migrateQueueStore, type QueueStore } from '../queues/index.ts';
import { seedControl, seedSpawn, type Seeded } from './seed-commands.ts';

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Agents that tests spawn: argv only, no files needed. */
const agents = {
  echo: ['/bin/sh', '-c', 'echo hello "$0"'],
  sleeper: ['/bin/sh', '-c', 'echo up; exec sleep 600'],
  stubborn: ['/bin/sh', '-c', 'trap "" TERM INT; echo up; while :; do sleep 1; done'],
  failing: ['/bin/sh', '-c', 'echo oops >&2; exit 3'],
  chatty: ['/bin/sh', '-c', 'while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done'],
  once: ['/bin/sh', '-c', 'echo started; sleep 0.05'],
} as const;

export interface EngineWorld {
  readonly db: SpokeDb;
  readonly database: TestDatabase;
  readonly workspace: TestWorkspace;
  readonly instanceId: InstanceId;
  readonly dataDir: string;
  start(options?: { config?: Partial<EngineConfig>; openQueue?: () => Promise<QueueStore> }): Promise<Orchestrator>;
  spawn(agent: string, more?: Partial<AgentSpawn>): Promise<Seeded>;
  control(runId: string, body: Exclude<CommandBody, { verb: 'agent.spawn' }>): Promise<string>;
  run(runId: string): Promise<RunFacts>;
  untilState(runId: string, state: RunState): Promise<RunFacts>;
  untilEnded(runId: string): Promise<RunFacts>;
  command(id: string): Promise<CommandFacts>;
  untilCommandEnded(id: string): Promise<CommandFacts>;
  events(runId: string): Promise<{ seq: number; type: string; data: Record<string, unknown> }[]>;
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

const waitTimeoutMs = 30_000;

/** A spoke's database with one workspace and the test agents, and orchestrators on it that `close` ends. */
export async function openEngineWorld(): Promise<EngineWorld> {
  const database = await createTestDatabase('spoke', {
    extend: { name: 'queues', run: (ownerUrl) => migrateQueueStore({ ownerUrl }) },
  });
  const db = await openSpokeDb({ databaseUrl: database.databaseUrl });
  const workspace = await createWorkspace(db);
  for (const [name, argv] of Object.entries(agents)) await createAgent(db, workspace, { name, argv });
  await createAgent(db, workspace, { name: 'embedded', runtime: 'embedded' });
  const dataDir = await mkdtemp(join(tmpdir(), 'wheelhouse-engine-'));
  const instanceId = randomUUID() as InstanceId;
  const key = { workspaceId: workspace.workspaceId, instanceId };
  const open: Orchestrator[] = [];
  const run = async (id: string): Promise<RunFacts> => found(await readRun(db, workspace, id));
  const command = async (id: string): Promise<CommandFacts> => found(await readCommand(db, workspace, id));
  const until = async <T>(look: () => Promise<T>, holds: (value: T) => boolean): Promise<T> => {
    let value = await look();
    const holdsNow = async (): Promise<boolean> => holds((value = await look()));
    await waitFor(holdsNow, waitTimeoutMs).catch((cause: unknown) => {
      throw new Error(
        `waited in vain; last seen: ${JSON.stringify(value, (_, entry: unknown) => (typeof entry === 'bigint' ? String(entry) : entry))}`,
        { cause },
      );
    });
    return value;
  };
  const isOpen = (state: string): boolean => state === 'accepted' || state === 'started';
  return {
    ...{ db, database, workspace, instanceId, dataDir, run, command },
    async start(options = {}) {
      const queue = { databaseUrl: database.databaseUrl, instanceId };
      const orchestrator = await startOrchestrator({
        ...{ db, instanceId, dataDir, logger: quiet },
        openQueue: options.openQueue ?? (() => openConfiguredQueue(queue, quiet)),
        config: { concurrency: 4, containment: 'auto', allowOpenFilesystem: true, ...options.config },
      });
      open.push(orchestrator);
      return orchestrator;
    },
    spawn: (agent, more = {}) => seedSpawn(db, key, { agent, ...more }),
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
    untilCommandEnded: (id) =>
      until(
        () => command(id),
        (row) => !isOpen(row.state),
      ),
    events: async (runId) => {
      const { workspaceId } = workspace;
      const rows = await db.withSystemTenant(workspaceId, (tx) =>
        tx.runEvent.findMany({ where: { workspaceId, runId }, orderBy: { seq: 'asc' } }),
      );
      return rows.map((row) => ({ seq: row.seq, type: row.type, data: row.data as Record<string, unknown> }));
    },
    async close() {
      for (const orchestrator of open) await orchestrator.close();
      await db.close();
      await dropTestDatabase(database);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
