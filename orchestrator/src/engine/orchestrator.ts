import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { InstanceId, WorkspaceId } from '@wheelhouse/protocol';
import type { Listener, SpokeDb } from '@wheelhouse/prisma/spoke';
import type { ClaimPool, QueueHealth, QueueJob, QueueStore } from '../queues/index.ts';
import {
  createAcpAdapter,
  createEmbeddedAdapter,
  createProcessAdapter,
  createRuntimeRegistry,
} from '../runtimes/index.ts';
import type { ContainmentReport } from '../supervisor/index.ts';
import { ActiveRun, ActiveRuns } from './active-run.ts';
import { claimRun } from './claim-run.ts';
import { engineLimits, type EngineConfig } from './config.ts';
import { channelOf, handleControl, stopRunNow } from './control.ts';
import type { EngineDeps, EngineLogger } from './deps.ts';
import { executeRun } from './execute-run.ts';
import { markerPrefixOf, recover, register, setState, startHeartbeat } from './membership.ts';
import { startOutboxPump } from './outbox-pump.ts';
import type { Poll } from './poll.ts';
import { QueueDoor } from './queue-door.ts';
import { startStopSweep } from './stop-sweep.ts';
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
  /** Takes no more work, ends what runs, and leaves. */
  close(): Promise<void>;
}

const controlSlots = 8;

/**
 * Starts an orchestrator: proves containment, ends what an earlier start left, writes its runs off, then takes work.
 * @throws WheelhouseError CONTAINMENT_REQUIRED where a demanded containment cannot be proved
 */
export async function startOrchestrator(options: OrchestratorDeps): Promise<Orchestrator> {
  const orchestratorId = randomUUID();
  const dataDir = resolve(options.dataDir);
  const deps: EngineDeps = {
    ...options,
    dataDir,
    orchestratorId,
    runtimes: createRuntimeRegistry([createProcessAdapter(), createAcpAdapter(), createEmbeddedAdapter()]),
    failpoint: options.failpoint ?? (() => Promise.resolve()),
    now: options.now ?? Date.now,
  };
  const marker = `${markerPrefixOf(dataDir)}${orchestratorId}`;
  const found = await recover(deps, marker);
  const keeper = new SupervisorKeeper({ deps, marker });
  const supervisor = await keeper.current();
  await register(deps, supervisor.report);
  deps.logger.info(
    { event: 'orchestrator.start', count: found.runs, containment: supervisor.report.containment },
    'the orchestrator is up',
  );
  const engine = new Engine(deps, keeper, new QueueDoor(options.openQueue, deps.logger));
  await engine.start();
  return {
    id: orchestratorId,
    report: supervisor.report,
    queueHealth: () => engine.queueHealth(),
    activeCount: () => engine.activeCount,
    close: () => engine.close(),
  };
}

class Engine {
  readonly #deps: EngineDeps;
  readonly #keeper: SupervisorKeeper;
  readonly #door: QueueDoor;
  readonly #runs: ActiveRuns;
  readonly #ended = new Set<Promise<void>>();
  #polls: Poll[] = [];
  #listeners: Listener[] = [];
  #runPool: ClaimPool | null = null;
  /** Held runs whose job has not ended yet: they take a slot of the pool already. */
  #launching = 0;
  #isClosing = false;

  constructor(deps: EngineDeps, keeper: SupervisorKeeper, door: QueueDoor) {
    this.#deps = deps;
    this.#keeper = keeper;
    this.#door = door;
    this.#runs = new ActiveRuns(() => this.#fitSlots());
    keeper.onLost(() => {
      for (const run of this.#runs.list()) run.stop({ cause: { kind: 'shutdown' }, now: true });
    });
  }

  get activeCount(): number {
    return this.#runs.size;
  }

  queueHealth(): (QueueHealth & { readonly driver: string }) | null {
    const store = this.#door.current();
    return store === null ? null : { ...store.health(), driver: store.driver };
  }

  async start(): Promise<void> {
    const deps = this.#deps;
    const control = (key: { workspaceId: WorkspaceId; commandId: string }): Promise<boolean> =>
      handleControl(deps, this.#runs, key);
    const pump = startOutboxPump({ engine: deps, queue: () => this.#door.current(), control });
    this.#polls = [startHeartbeat(deps), startStopSweep(deps, this.#runs), pump];
    this.#listeners = [
      await deps.db.listen('wh_outbox', (payload) => {
        if (payload === '' || payload.startsWith('queue.')) pump.wake();
      }),
      await deps.db.listen(channelOf(deps.orchestratorId), (payload) => void this.#heard(payload)),
    ];
    this.#door.open((store) => this.#claimFrom(store));
  }

  /** `<workspace>:<run>`: that run shall stop. `command:<workspace>:<id>`: a short command is for us. */
  async #heard(payload: string): Promise<void> {
    const parts = payload.split(':');
    const [first = '', second = '', third] = parts;
    try {
      if (third !== undefined && first === 'command') {
        await handleControl(this.#deps, this.#runs, { workspaceId: second as WorkspaceId, commandId: third });
      } else if (second !== '') {
        await stopRunNow(this.#deps, this.#runs, { workspaceId: first as WorkspaceId, runId: second });
      }
    } catch (error) {
      this.#deps.logger.warn(
        { event: 'notification', err: error },
        'a notification could not be followed; the sweep will',
      );
    }
  }

  #claimFrom(store: QueueStore): void {
    const runPool = store.openClaimPool({
      lane: 'run',
      slots: this.#deps.config.concurrency,
      handle: (job) => this.#takeRun(job),
    });
    const controlPool = store.openClaimPool({
      lane: 'ctl',
      slots: controlSlots,
      handle: async ({ workspaceId, commandId }) => {
        // What is not over yet comes back by its outbox row; the job has done its part.
        await handleControl(this.#deps, this.#runs, { workspaceId: workspaceId as WorkspaceId, commandId });
      },
    });
    this.#runPool = runPool;
    this.#fitSlots();
    runPool.start();
    controlPool.start();
  }

  /** The spawn job lasts until the agent has started; the run goes on here. */
  async #takeRun(job: QueueJob): Promise<void> {
    if (this.#isClosing) throw new Error('this orchestrator is closing');
    const verdict = await claimRun(this.#deps, job);
    if (verdict.kind === 'nothing') return;
    const { run, attempt } = verdict;
    const active = new ActiveRun({ workspaceId: run.workspaceId as WorkspaceId, runId: run.id }, attempt);
    this.#launching += 1;
    this.#runs.add(active);
    await new Promise<void>((onStarted) => {
      const execution = { deps: this.#deps, supervisor: () => this.#keeper.current(), active, run };
      const ended = executeRun(execution, onStarted).finally(() => {
        this.#ended.delete(ended);
        this.#runs.remove(active);
      });
      this.#ended.add(ended);
    });
    this.#launching -= 1;
    this.#fitSlots();
  }

  /** A run holds its slot until it ends, though its job ended at the start. */
  #fitSlots(): void {
    const settled = this.#runs.size - this.#launching;
    this.#runPool?.setSlots(Math.max(0, this.#deps.config.concurrency - settled));
  }

  async close(): Promise<void> {
    if (this.#isClosing) return;
    this.#isClosing = true;
    await setState(this.#deps, 'draining').catch(() => undefined);
    await Promise.all(this.#polls.map((poll) => poll.stop()));
    for (const listener of this.#listeners) await listener.close();
    for (const run of this.#runs.list()) run.stop({ cause: { kind: 'shutdown' }, now: false });
    await Promise.race([
      Promise.all(this.#ended),
      new Promise((done) => setTimeout(done, engineLimits.drainGraceMs).unref()),
    ]);
    await this.#door.close();
    await this.#keeper.close();
    await setState(this.#deps, 'gone').catch(() => undefined);
  }
}
