import type { KillReport } from '@wheelhouse/protocol';
import type { ModelRun, RunGate } from '../gateway/index.ts';
import type { RuntimeAdapter, RuntimeSession, StopCause } from '../runtimes/index.ts';
import type { Supervised } from '../supervisor/index.ts';
import type { AttemptWatch } from './attempt-watch.ts';
import type { RunKey } from './run-store.ts';
import type { StartTry } from './start-circuit.ts';
import { nothingSpent, type Spent } from './usage-meter.ts';

/** Why and how hard a run shall end. */
export interface StopWish {
  readonly cause: StopCause;
  readonly now: boolean;
}

/**
 * A run that this orchestrator holds, from its claim to its end. The first stop decides the cause; a later one can only
 * make it harsher.
 */
export class ActiveRun {
  readonly key: RunKey;
  readonly attempt: number;
  /** Aborts when the run shall stop; work before the agent's start listens to it. */
  readonly stopping = new AbortController();
  /** Aborts when it shall stop without further courtesy. */
  readonly hurry = new AbortController();
  /** Aborts when the attempt is over. */
  readonly over = new AbortController();
  /** Aborted when this process leaves: what could not be stored by then is left to the next start. */
  readonly abandoned: AbortSignal;
  process: Supervised | null = null;
  session: RuntimeSession | null = null;
  /** What it reaches of its instance; null where it reaches nothing. */
  gate: RunGate | null = null;
  /** The same where that is models; null where it has none. */
  models: ModelRun | null = null;
  adapter: RuntimeAdapter | null = null;
  /** Null until its agent's process is tried. */
  start: StartTry | null = null;
  report: KillReport | null = null;
  /** Null until its agent is about to start. */
  watch: AttemptWatch | null = null;
  /** What the runs below it have used. */
  spentBelow: Spent = nothingSpent;
  /** Its agent is at work: the spawn job is over. */
  isLaunched = false;
  /** Called when it begins, or stops, to wait for runs that it started. */
  onWaiting: () => void = () => undefined;
  #waits = 0;
  #cause: StopCause | null = null;
  #onStop: (() => void) | null = null;

  constructor(key: RunKey, attempt: number, abandoned: AbortSignal = new AbortController().signal) {
    this.key = key;
    this.attempt = attempt;
    this.abandoned = abandoned;
  }

  get stopCause(): StopCause | null {
    return this.#cause;
  }

  /** It does nothing but wait for a run that it started. */
  get isWaitingBelow(): boolean {
    return this.#waits > 0;
  }

  waits(isWaiting: boolean): void {
    this.#waits += isWaiting ? 1 : -1;
    this.onWaiting();
  }

  stop(wish: StopWish): void {
    this.#cause ??= wish.cause;
    if (wish.now) this.hurry.abort();
    if (this.stopping.signal.aborted) return;
    this.stopping.abort();
    this.#onStop?.();
  }

  /** Calls once when the run shall stop, at once where that was said before. */
  onStop(listener: () => void): void {
    if (this.stopping.signal.aborted) listener();
    else this.#onStop = listener;
  }
}

/** What this orchestrator runs now, by run id. */
export class ActiveRuns {
  readonly #runs = new Map<string, ActiveRun>();
  /** Stops of runs whose claim is stored but not yet held here. */
  readonly #early = new Map<string, StopWish>();
  readonly #onChange: (count: number) => void;

  constructor(onChange: (count: number) => void) {
    this.#onChange = onChange;
  }

  get size(): number {
    return this.#runs.size;
  }

  find(runId: string): ActiveRun | undefined {
    return this.#runs.get(runId);
  }

  list(): readonly ActiveRun[] {
    return [...this.#runs.values()];
  }

  /** Stops a run of ours; one that is just being claimed stops as soon as it is held. */
  stop(runId: string, wish: StopWish): void {
    const run = this.#runs.get(runId);
    if (run === undefined) this.#early.set(runId, wish);
    else run.stop(wish);
  }

  add(run: ActiveRun): void {
    const { runId } = run.key;
    this.#runs.set(runId, run);
    run.onWaiting = () => this.#onChange(this.#runs.size);
    const wish = this.#early.get(runId);
    this.#early.delete(runId);
    if (wish !== undefined) run.stop(wish);
    this.#onChange(this.#runs.size);
  }

  remove(run: ActiveRun): void {
    if (this.#runs.get(run.key.runId) !== run) return;
    this.#runs.delete(run.key.runId);
    this.#onChange(this.#runs.size);
  }
}
