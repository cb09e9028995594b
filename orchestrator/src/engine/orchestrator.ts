import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { WheelhouseError, type InstanceId } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { openModelGateway } from '../gateway/index.ts';
import { openChildBell } from '../run-door/child-bell.ts';
import type { QueueHealth, QueueStore } from '../queues/index.ts';
import {
  createA2aAdapter,
  createAcpAdapter,
  createClaudeAdapter,
  createCodexAdapter,
  createEmbeddedAdapter,
  createProcessAdapter,
  createRuntimeRegistry,
  searchPathOf,
} from '../runtimes/index.ts';
import type { ContainmentReport } from '../supervisor/index.ts';
import type { EngineConfig } from './config.ts';
import type { EngineDeps, EngineLogger } from './deps.ts';
import { Engine } from './engine.ts';
import { register } from './membership.ts';
import { markerPrefixOf } from './place.ts';
import { QueueDoor } from './queue-door.ts';
import { recover } from './recover.ts';
import { StartCircuit } from './start-circuit.ts';
import { SupervisorKeeper } from './supervisor-keeper.ts';

export interface OrchestratorDeps {
  readonly db: SpokeDb;
  readonly instanceId: InstanceId;
  /** Opens the queue store; called again while it is away. Its runs' jobs are claimed here. */
  readonly openQueue: () => Promise<QueueStore>;
  /** The instance's own folder. */
  readonly dataDir: string;
  readonly config: EngineConfig;
  readonly logger: EngineLogger;
  /** Providers of models of a workspace, with their keys. Default: none. */
  readonly providers?: EngineDeps['providers'];
  /** Default: there are no secrets. */
  readonly openSecrets?: EngineDeps['openSecrets'];
  readonly failpoint?: (name: string) => Promise<void>;
  readonly now?: () => number;
}

/** Takes an instance's runs from their queues and really runs, watches and ends them. */
export interface Orchestrator {
  readonly id: string;
  readonly report: ContainmentReport;
  /** Null while the queue store is away. */
  queueHealth(): (QueueHealth & { readonly driver: string }) | null;
  /** Runs that are held here now. */
  activeCount(): number;
  /** Takes no more work and resolves when nothing runs here; without a time limit. */
  drain(): Promise<void>;
  /**
   * Takes no more work, gives back what has not started, ends what runs (with courtesy for 4 s, then without), and
   * leaves. Idempotent.
   */
  close(): Promise<void>;
}

/**
 * Starts an orchestrator: ends what an earlier start left, writes its runs off, proves containment, then takes work.
 * @throws WheelhouseError CONTAINMENT_REQUIRED where a demanded containment cannot be proved
 */
export async function startOrchestrator(options: OrchestratorDeps): Promise<Orchestrator> {
  const orchestratorId = randomUUID();
  const dataDir = resolve(options.dataDir);
  const providers = options.providers ?? (() => Promise.resolve({}));
  const { agentPath } = options.config;
  const models = await openModelGateway({ providers, logger: options.logger });
  const bell = await openChildBell(options.db).catch(async (error: unknown) => {
    await models.close();
    throw error;
  });
  const closeDoors = async (): Promise<void> => {
    await models.close();
    await bell.close();
  };
  const deps: EngineDeps = {
    ...options,
    providers,
    models,
    bell,
    openSecrets: options.openSecrets ?? withoutSecrets,
    dataDir,
    orchestratorId,
    runtimes: openRuntimes(agentPath),
    circuit: new StartCircuit({ now: () => performance.now(), random: Math.random }),
    failpoint: options.failpoint ?? (() => Promise.resolve()),
    now: options.now ?? Date.now,
  };
  const marker = `${markerPrefixOf(dataDir)}${orchestratorId}`;
  const found = await recover(deps, marker).catch(async (error: unknown) => {
    await closeDoors();
    throw error;
  });
  const keeper = new SupervisorKeeper({ deps, marker });
  const engine = new Engine({ deps, keeper, door: new QueueDoor(options.openQueue, deps.logger) });
  const report = await open(deps, keeper, engine).catch(async (error: unknown) => {
    await engine.close();
    await closeDoors();
    throw error;
  });
  const { containment, filesystem } = report;
  deps.logger.info({ event: 'orchestrator.start', ...found, containment, filesystem }, 'the orchestrator is up');
  return {
    id: orchestratorId,
    report,
    queueHealth: () => engine.queueHealth(),
    activeCount: () => engine.activeCount,
    drain: () => engine.drain(),
    close: async () => {
      await engine.close();
      await closeDoors();
    },
  };
}

function openRuntimes(agentPath: OrchestratorDeps['config']['agentPath']): EngineDeps['runtimes'] {
  const programs = { searchPath: searchPathOf(agentPath) };
  return createRuntimeRegistry([
    createProcessAdapter(),
    createEmbeddedAdapter(),
    createAcpAdapter(programs),
    createClaudeAdapter(programs),
    createCodexAdapter(programs),
    createA2aAdapter(),
  ]);
}

function withoutSecrets(
  _workspaceId: unknown,
  names: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const [name] = Object.values(names);
  if (name === undefined) return Promise.resolve({});
  return Promise.reject(new WheelhouseError('PRECONDITION', `there is no secret ${name} here`));
}

async function open(deps: EngineDeps, keeper: SupervisorKeeper, engine: Engine): Promise<ContainmentReport> {
  const { report } = await keeper.current();
  await register(deps, report);
  await engine.start();
  return report;
}
