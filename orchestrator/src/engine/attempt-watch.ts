import type { RuntimeEvent } from '../runtimes/index.ts';
import type { Excess, Supervised } from '../supervisor/index.ts';
import type { LimitCode } from '../runtimes/index.ts';
import type { ActiveRun } from './active-run.ts';
import { LimitWatch, type StoredLimits } from './limit-watch.ts';
import { PeopleWatch, type Awaited } from './people-watch.ts';
import { UsageMeter, type Spent } from './usage-meter.ts';

export interface AttemptWatchOptions {
  readonly active: ActiveRun;
  readonly limits: StoredLimits;
  /** How long people have to answer. */
  readonly answerMs: number;
  /** Used by earlier attempts. */
  readonly spent: Spent;
  now(): number;
  /** Stores events in order. */
  emit(event: RuntimeEvent): void;
  /** Books what the run waits for; null where it goes on. */
  onAwaiting(awaited: Awaited | null): void;
}

const codeOf: Readonly<Record<Excess['resource'], LimitCode>> = {
  memoryBytes: 'LIMIT_MEMORY',
  processes: 'LIMIT_PROCESSES',
  diskBytes: 'LIMIT_DISK',
  openFiles: 'LIMIT_FILES',
};

/** Watches one attempt for everything that ends it before its work is done: times, budgets, resources, unanswered people. */
export class AttemptWatch {
  readonly #options: AttemptWatchOptions;
  readonly #people: PeopleWatch;
  readonly #meter: UsageMeter;
  #times: LimitWatch | null = null;
  #isWaiting = false;
  #hasStarted = false;

  constructor(options: AttemptWatchOptions) {
    this.#options = options;
    const { active, limits, spent, answerMs } = options;
    this.#meter = new UsageMeter(limits, spent, (code) => this.#stop({ code }));
    this.#people = new PeopleWatch({
      answerMs,
      now: () => options.now(),
      onChange: (awaited) => {
        this.#isWaiting = awaited !== null;
        options.onAwaiting(awaited);
      },
      onExpired: (request, refusal) => {
        const refused = refusal === null ? null : active.session?.respond?.(request, refusal);
        const message = 'nobody answered in time';
        if (refused === null || refused === undefined) this.#stop({ code: 'APPROVAL_TIMEOUT', message });
        // Answered in the same moment: then there is nothing to refuse.
        else refused.catch(() => undefined);
      },
    });
  }

  /** Whether people were asked and did not answer in time. */
  get hasExpired(): boolean {
    return this.#people.hasExpired;
  }

  /** What the adapter says. */
  take(event: RuntimeEvent): void {
    this.#options.emit(this.#people.take(event));
    this.#meter.take(event);
  }

  /** People gave further input: questions that waited for it are answered. */
  inputGiven(): void {
    for (const request of this.#people.inputGiven())
      this.#options.emit({ type: 'permission.resolved', data: { request, outcome: 'answered', by: 'person' } });
  }

  /** From the start of the process on. */
  watch(process: Supervised): void {
    this.#times = new LimitWatch(this.#options.limits, {
      onLimit: (code) => this.#stop({ code }),
      // Until the agent has accepted its work the adapter's own time limit counts.
      isPaused: () => this.#isWaiting || !this.#hasStarted,
    });
    process.onOutput(() => this.#times?.active());
    process.onTruncated(() => this.#stop({ code: 'LIMIT_OUTPUT' }));
    process.onExceeded(({ resource, used, limit }) => {
      const message = `${used} is over the limit of ${limit}`;
      this.#options.active.stop({ cause: { kind: 'limit', code: codeOf[resource], message }, now: true });
    });
  }

  started(): void {
    this.#hasStarted = true;
    this.#times?.active();
  }

  /** The work is over: what comes now ends nothing. */
  close(): void {
    this.#times?.stop();
    this.#people.close();
  }

  #stop(cause: { readonly code: LimitCode; readonly message?: string }): void {
    this.#options.active.stop({ cause: { kind: 'limit', ...cause }, now: false });
  }
}
