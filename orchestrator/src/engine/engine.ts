import type { WorkspaceId } from '@wheelhouse/protocol';
import type { Listener } from '@wheelhouse/prisma/spoke';
import type { ClaimPool, QueueHealth, QueueJob, QueueStore } from '../queues/index.ts';
import { ActiveRun, ActiveRuns } from './active-run.ts';
import { claimRun } from './claim-run.ts';
import { engineLimits } from './config.ts';
import { handleControl, type ControlKey } from './control.ts';
import type { EngineDeps } from './deps.ts';
import { executeRun } from './execute-run.ts';
import { followSpent } from './follow-spent.ts';
import { ifGone } from './gone.ts';
import { readJobKey } from './job-key.ts';
import { setState, startHeartbeat } from './membership.ts';
import { startOutboxPump } from './outbox-pump.ts';
import type { Poll } from './poll.ts';
import type { QueueDoor } from './queue-door.ts';
import { startQueueDrops } from './queue-drops.ts';
import { startQueueWatch } from './queue-watch.ts';
import { startReconciler } from './reconciler.ts';
import { startSessionSweep } from './session.ts';
import { startStopSweep } from './stop-sweep.ts';
import { channelOf, stopRun } from './stop-runs.ts';
import type { RunKey } from './run-store.ts';
import type { SupervisorKeeper } from './supervisor-keeper.ts';
import { startUnheldWatch } from './unheld-watch.ts';
import { within } from './within.ts';

const controlSlots = 8;

export interface EngineParts {
  readonly deps: EngineDeps;
  readonly keeper: SupervisorKeeper;
  readonly door: QueueDoor;
}

/** What an orchestrator does between its start and its end: claims, holds and ends runs, and looks after the books. */
export class Engine {
  readonly #deps: EngineDeps;
  readonly #keeper: SupervisorKeeper;
  readonly #door: QueueDoor;
  readonly #runs: ActiveRuns;
  readonly #executions = new Set<Promise<void>>();
  readonly #abandoned = new AbortController();
  #pumps: Poll[] = [];
  #watches: Poll[] = [];
  readonly #listeners: Listener[] = [];
  #runPool: ClaimPool | null = null;
  #controlPool: ClaimPool | null = null;
  #isDraining = false;
  #closing: Promise<void> | null = null;

  constructor({ deps, keeper, door }: EngineParts) {
    this.#deps = deps;
    this.#keeper = keeper;
    this.#door = door;
    this.#runs = new ActiveRuns(() => this.#fitSlots());
    keeper.onLost(() => this.#stopAll({ now: true }));
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
    const queue = (): QueueStore | null => this.#door.current();
    const control = (key: ControlKey): Promise<boolean> => this.#control(key);
    const runPump = startOutboxPump({ engine: deps, lane: 'run', queue, control });
    const controlPump = startOutboxPump({ engine: deps, lane: 'ctl', queue, control });
    const sweep = startStopSweep(deps, this.#runs);
    const reconciler = startReconciler(deps, queue, () => runPump.wake());
    this.#pumps = [runPump, controlPump, reconciler, startQueueWatch(deps), startQueueDrops(deps, queue)];
    this.#watches = [
      startHeartbeat(deps, () => this.#endBuried()),
      sweep,
      startUnheldWatch(deps, this.#runs),
      startSessionSweep(deps),
    ];
    const onWork = (payload: string): void => {
      // Empty: the connection was lost, and notifications with it.
      if (payload === '' || payload === 'queue.run') runPump.wake();
      if (payload === '' || payload === 'queue.ctl') controlPump.wake();
    };
    this.#listeners.push(await deps.db.listen('wh_outbox', onWork));
    const onWord = (payload: string): void => {
      if (payload === '') {
        sweep.wake();
        for (const { key } of this.#runs.list()) void this.#heard(`spent:${key.workspaceId}:${key.runId}`);
      } else void this.#heard(payload);
    };
    this.#listeners.push(await deps.db.listen(channelOf(deps.orchestratorId), onWord));
    this.#door.open((store) => this.#claimFrom(store));
  }

  #control(key: ControlKey): Promise<boolean> {
    return handleControl({ engine: this.#deps, runs: this.#runs }, key);
  }

  /**
   * `<workspace>:<run>`: that run shall stop. `command:<workspace>:<id>`: a short command is for us.
   * `spent:<workspace>:<run>`: a run below that one has used something.
   */
  async #heard(payload: string): Promise<void> {
    const [first = '', second = '', third] = payload.split(':');
    try {
      if (third !== undefined && first === 'spent') await followSpent(this.#deps, this.#runs, third);
      else if (third !== undefined && first === 'command')
        await this.#control({ workspaceId: second as WorkspaceId, commandId: third });
      else if (second !== '')
        await stopRun(this.#deps, this.#runs, { workspaceId: first as WorkspaceId, runId: second });
    } catch (error) {
      this.#deps.logger.warn({ event: 'notification', err: error }, 'it could not be followed; the sweep will');
    }
  }

  #claimFrom(store: QueueStore): void {
    const { concurrency } = this.#deps.config;
    this.#runPool = store.openClaimPool({ lane: 'run', slots: concurrency, handle: (job) => this.#takeRun(job) });
    this.#controlPool = store.openClaimPool({
      lane: 'ctl',
      slots: controlSlots,
      handle: async (job) => {
        const key = readJobKey(job, this.#deps.logger);
        // What is not over yet comes back by its outbox row; the job has done its part.
        if (key !== null) await this.#control(key).catch(ifGone(true));
      },
    });
    this.#controlPool.start();
    this.#fitSlots();
    if (!this.#isDraining) this.#runPool.start();
  }

  /** The spawn job lasts until the agent has started; the run goes on here. */
  async #takeRun(job: QueueJob): Promise<void> {
    if (this.#isDraining) throw new Error('this orchestrator takes no more work');
    const claimed = await claimRun(this.#deps, job);
    if (claimed.kind === 'nothing') return;
    const key = { workspaceId: claimed.run.workspaceId as WorkspaceId, runId: claimed.run.id };
    const active = new ActiveRun(key, claimed.attempt, this.#abandoned.signal);
    this.#runs.add(active);
    if (this.#isDraining) active.stop({ cause: { kind: 'shutdown' }, now: false });
    await new Promise<void>((onStarted) => {
      const supervisor = () => this.#keeper.current();
      const { run, events, facts } = claimed;
      const onStopped = (stopped: RunKey) => void this.#heard(`${stopped.workspaceId}:${stopped.runId}`);
      const options = { deps: this.#deps, supervisor, active, run, claimed: events, facts, onStopped };
      const ended = executeRun(options, onStarted)
        .catch((error: unknown) => {
          // Not to happen. The run stays booked as ours, so the watch over such runs ends it.
          this.#deps.logger.error({ runId: key.runId, err: error }, 'an execution broke off');
        })
        .finally(() => {
          onStarted();
          this.#executions.delete(ended);
          this.#runs.remove(active);
        });
      this.#executions.add(ended);
    });
    active.isLaunched = true;
    this.#fitSlots();
  }

  /**
   * A run holds its slot until it ends, though its job ended at the start; until then the job holds one. One that waits
   * for a run that it started lends its slot, or the two could wait for each other.
   */
  #fitSlots(): void {
    const settled = this.#runs.list().filter(({ isLaunched, isWaitingBelow }) => isLaunched && !isWaitingBelow).length;
    this.#runPool?.setSlots(Math.max(0, this.#deps.config.concurrency - settled));
  }

  #stopAll({ now }: { readonly now: boolean }): void {
    for (const run of this.#runs.list()) run.stop({ cause: { kind: 'shutdown' }, now });
  }

  /** Others wrote our runs off: what still runs must not. */
  async #endBuried(): Promise<void> {
    this.#stopAll({ now: true });
    await Promise.all(this.#executions);
  }

  /** Takes no more work; resolves when nothing runs here. */
  async drain(): Promise<void> {
    if (!this.#isDraining) {
      this.#isDraining = true;
      await setState(this.#deps, 'draining').catch(() => undefined);
      await this.#runPool?.close({ graceMs: engineLimits.closeGraceMs });
    }
    await this.#idle();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all(this.#pumps.map((pump) => pump.stop()));
    const drained = this.drain();
    this.#stopAll({ now: false });
    await within(drained, engineLimits.closeGraceMs);
    this.#stopAll({ now: true });
    await within(drained, engineLimits.closeForceMs);
    await Promise.all(this.#watches.map((watch) => watch.stop()));
    await within(Promise.all(this.#listeners.map((listener) => listener.close())), engineLimits.closeForceMs);
    await this.#door.close();
    await this.#keeper.close();
    // The supervisor has ended what was left; what cannot be stored now is written off at the next start.
    await within(this.#idle(), engineLimits.storeRetryMs);
    this.#abandoned.abort();
    const isClean = this.#executions.size === 0;
    await within(this.#idle(), engineLimits.closeForceMs);
    if (isClean) await setState(this.#deps, 'gone').catch(() => undefined);
  }

  async #idle(): Promise<void> {
    while (this.#executions.size > 0) await Promise.all(this.#executions);
  }
}
