import { join } from 'node:path';
import { isTerminalRun, WheelhouseError, type KillReport, type RunState } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { currentBootId, type Supervised } from '../supervisor/index.ts';
import type { ActiveRun } from './active-run.ts';
import { startCommand } from './command-store.ts';
import { engineLimits } from './config.ts';
import type { EngineDeps } from './deps.ts';
import { EventFile } from './event-file.ts';
import { finishRun } from './finish-run.ts';
import { isStoreAway } from './is-store-away.ts';
import { requeueRun, type Requeue } from './requeue-run.ts';
import { countOpenBelow, stopBelow, tellAbove, type StoredStop } from './run-tree.ts';
import {
  annotateRun,
  appendEvents,
  lockRun,
  moveRun,
  type RunMove,
  type RunRow,
  type StoredEvent,
  type TimedEvent,
} from './run-store.ts';

interface Insistence {
  readonly until?: AbortSignal;
  /** Errors that are worth another try; all where it is absent. */
  readonly onlyIf?: (error: unknown) => boolean;
}

/**
 * Books what happens to one held run. Each entry is fenced: once the run has ended, or is another orchestrator's or
 * another attempt's, nothing is written any more.
 */
export class RunBook {
  readonly #deps: EngineDeps;
  readonly #active: ActiveRun;
  readonly #file: EventFile;

  constructor(deps: EngineDeps, active: ActiveRun) {
    this.#deps = deps;
    this.#active = active;
    const path = join(deps.dataDir, 'runs', active.key.runId, String(active.attempt), 'events.ndjson');
    this.#file = new EventFile(path, deps.logger);
  }

  /** Events that were stored by somebody else for this attempt: the claim's. */
  copy(events: readonly StoredEvent[]): void {
    this.#file.append(events);
  }

  async append(events: readonly TimedEvent[]): Promise<void> {
    await this.#enter(async (tx, run) => {
      const stored = await appendEvents(tx, run, events);
      const { workspaceId, parentId } = run;
      if (parentId !== null && events.some(({ type }) => type === 'usage'))
        await tellAbove(tx, { workspaceId, parentId });
      return stored;
    });
  }

  /** Further columns of the run, which nobody is told of. */
  async note(data: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#enter(async (tx, { workspaceId, id }) => {
      await tx.run.update({ where: { workspaceId_id: { workspaceId, id } }, data });
      return [];
    });
  }

  /** @returns false where nothing was written: the run has ended, is not ours any more, or knows no such move */
  move(step: RunMove): Promise<boolean> {
    return this.#enter((tx, run) => moveRun(tx, run, step, this.#deps.now()));
  }

  /**
   * Books a start before it happens: what is not ours any more is not started. Tried while the store is away, for
   * nothing of the run is alive that could do harm meanwhile.
   * @returns false where it must not be started
   */
  async noteStarting(data: Readonly<Record<string, unknown>>): Promise<boolean> {
    let isBooked = false;
    const { signal } = this.#active.stopping;
    await this.#insist(async () => void (isBooked = await this.#starting(data)), {
      until: signal,
      onlyIf: isStoreAway,
    });
    return isBooked;
  }

  async #starting(data: Readonly<Record<string, unknown>>): Promise<boolean> {
    let isStored = false;
    const moved = await this.#enter((tx, run) => {
      // By a try whose answer was lost with its connection.
      isStored = run.state === 'starting';
      return isStored ? Promise.resolve([]) : moveRun(tx, run, { to: 'starting', data }, this.#deps.now());
    });
    return moved || isStored;
  }

  /**
   * The agent accepted its work: the run's state, the attempt and the spawn command say so together. Tried until it is
   * stored or the attempt is over.
   */
  noteStarted(process: Supervised): Promise<void> {
    return this.#insist(() => this.#started(process), { until: this.#active.over.signal });
  }

  #started(process: Supervised): Promise<boolean> {
    const now = this.#deps.now();
    const { workspaceId, runId } = this.#active.key;
    return this.#enter(async (tx, run) => {
      const events = await moveRun(tx, run, { to: 'running' }, now);
      if (events.length === 0) return events;
      await tx.attempt.updateMany({
        where: { workspaceId, runId, number: this.#active.attempt },
        data: {
          state: 'running',
          pid: process.pid,
          pidStartTicks: process.startTicks,
          bootId: currentBootId(),
          startedAt: new Date(now),
        },
      });
      if (run.commandId !== null) await startCommand(tx, { workspaceId, id: run.commandId }, now);
      return events;
    });
  }

  /** The kill goes on; until nobody is left the run stays `stopping`. */
  noteSurvivors(killReport: KillReport): Promise<boolean> {
    const message = `${killReport.survivors} processes survive; the kill is tried again`;
    const note = { code: 'KILL_INCOMPLETE', message, killReport } as const;
    return this.#enter(async (tx, run) => {
      const now = this.#deps.now();
      // Told once for each number: a kill may be tried for days.
      if (run.state === 'stopping' && run.message === message) return [];
      const moved = await moveRun(tx, run, { to: 'stopping', ...note }, now);
      return moved.length > 0 ? moved : annotateRun(tx, run, note, now);
    });
  }

  /** A run is `stopping` until those below it have ended. @returns how many have not */
  async stopBelow(): Promise<number> {
    let open = 0;
    await this.#enter(async (tx, run) => {
      const { now = false } = (run.stop ?? {}) as StoredStop;
      open = await countOpenBelow(tx, this.#active.key);
      if (open === 0) return [];
      const moved = await moveRun(
        tx,
        run,
        { to: 'stopping', message: 'the runs below it are ended' },
        this.#deps.now(),
      );
      // Moved before: who came since, or was told mildly, is told again.
      const hard = now || this.#active.hurry.signal.aborted;
      await stopBelow(tx, run, { reason: `the run ${run.id} that started it is being ended`, now: hard });
      return moved;
    });
    return open;
  }

  noteOpenBelow(count: number): Promise<boolean> {
    const note = { code: 'KILL_INCOMPLETE', message: `${count} runs below it have not ended yet` } as const;
    return this.#enter((tx, run) => annotateRun(tx, run, note, this.#deps.now()));
  }

  /** Gives a run back that has not been started: it is queued as before and this attempt is over. */
  requeue(): Promise<boolean> {
    return this.#enter((tx, run) => requeueRun(tx, run, { attempt: { state: 'cancelled' } }, this.#deps.now()));
  }

  /**
   * Books that this attempt failed and another follows. Tried until it is stored, as an end is.
   * @returns false where nothing follows: the run shall stop, has ended, or is not ours any more
   */
  async retry(failure: Pick<RunMove, 'code' | 'message' | 'exitCode' | 'signal'>, delayMs: number): Promise<boolean> {
    let isBooked = false;
    const { code = null, message = null, exitCode = null, signal = null } = failure;
    const wish: Requeue = { attempt: { state: 'failed', code, exitCode, signal }, message, delayMs };
    await this.#insist(
      async () => {
        isBooked = await this.#enter((tx, run) =>
          run.desired === 'stop' ? Promise.resolve([]) : requeueRun(tx, run, wish, this.#deps.now()),
        );
      },
      { onlyIf: isStoreAway },
    );
    if (isBooked) await this.#file.settled();
    return isBooked;
  }

  /** Writes the end until it is written: nothing else will, and a store that is away comes back. */
  async end(end: RunMove): Promise<void> {
    let refusals = 0;
    await this.#insist(async () => {
      try {
        await this.#finish(end);
      } catch (error) {
        // Something in it may never be storable; while the store is away nobody can tell.
        if (isStoreAway(error)) throw error;
        refusals += 1;
        if (refusals < engineLimits.storeTriesWhole) throw error;
        await this.#finish({ to: end.to, ...(end.code === undefined ? {} : { code: end.code }) });
      }
    });
    await this.#file.settled();
  }

  #finish(end: RunMove): Promise<boolean> {
    return this.#enter((tx, run) => finishRun(tx, run, end, this.#deps.now()));
  }

  /** Tries until it is done, or this process leaves, or `until` says that it is of no use any more. */
  async #insist(work: () => Promise<unknown>, { until, onlyIf }: Insistence = {}): Promise<void> {
    for (;;) {
      try {
        await work();
        return;
      } catch (error) {
        if (this.#active.abandoned.aborted || until?.aborted === true) return;
        if (onlyIf?.(error) === false) throw error;
        this.#deps.logger.warn({ runId: this.#active.key.runId, err: error }, 'a state could not be stored yet');
        await new Promise((resolve) => setTimeout(resolve, engineLimits.storeRetryMs));
      }
    }
  }

  async #enter(write: (tx: SpokeTx, run: RunRow) => Promise<readonly StoredEvent[]>): Promise<boolean> {
    const stored = await this.#write(write).catch((error: unknown) => {
      // The workspace is gone, and with it everything that could be said.
      if (error instanceof WheelhouseError && error.code === 'NOT_FOUND') return [];
      throw error;
    });
    this.#file.append(stored);
    return stored.length > 0;
  }

  #write(write: (tx: SpokeTx, run: RunRow) => Promise<readonly StoredEvent[]>): Promise<readonly StoredEvent[]> {
    const { key, attempt } = this.#active;
    return this.#deps.db.withSystemTenant(key.workspaceId, async (tx) => {
      const run = await lockRun(tx, key);
      if (run === null || isTerminalRun(run.state as RunState)) return [];
      if (run.orchestratorId !== this.#deps.orchestratorId || run.attempt !== attempt) return [];
      return write(tx, run);
    });
  }
}
