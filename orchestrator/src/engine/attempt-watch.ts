import { codes, WheelhouseError } from '@wheelhouse/protocol';
import type { ModelRun } from '../gateway/index.ts';
import type { LimitCode, RuntimeEvent } from '../runtimes/index.ts';
import type { Excess, Supervised } from '../supervisor/index.ts';
import type { ActiveRun } from './active-run.ts';
import { LimitWatch, type StoredLimits } from './limit-watch.ts';
import { PeopleWatch, type Awaited } from './people-watch.ts';
import { addSpent, findOverspent, UsageMeter, type Spent, type UsageCode } from './usage-meter.ts';

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

const budgetOptions = [
  { option: 'more', name: 'As much again', kind: 'allow_once' },
  { option: 'stop', name: 'Stop here', kind: 'reject_once' },
] as const;

function budgetsOf({ tokens, costMicros, turns }: StoredLimits): Parameters<ModelRun['extend']>[0] {
  return {
    ...(tokens === undefined ? {} : { tokens }),
    ...(costMicros === undefined ? {} : { costMicros }),
    ...(turns === undefined ? {} : { turns }),
  };
}

/** Watches one attempt for everything that ends it before its work is done: times, budgets, resources, unanswered people. */
export class AttemptWatch {
  readonly #options: AttemptWatchOptions;
  readonly #people: PeopleWatch;
  readonly #meter: UsageMeter;
  #times: LimitWatch | null = null;
  /** What we asked people ourselves, and which budget it is about. */
  readonly #budgets = new Map<string, UsageCode>();
  /** How often people gave as much again. */
  #granted = 0;
  #asked = 0;
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
        if (this.#budgets.has(request)) return void this.respond(request, 'stop');
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
    // The gateway counts better, and before the money is spent.
    if (this.#options.active.models === null) this.#meter.take(event);
  }

  /** What we ourselves say of the attempt, the gateway's count above all. */
  tell(event: RuntimeEvent): void {
    this.#options.emit(this.#people.take(event));
  }

  /**
   * What the runs below have used, all of it so far. Together with its own that is the run's: it ends where a budget is
   * used up, and they with it. People are not asked: meanwhile those below would go on.
   */
  charge(below: Spent): void {
    const { active, limits, spent } = this.#options;
    const totals = active.models?.totals();
    if (totals === undefined) return this.#meter.charge(below);
    if (below.turns === 0) return;
    const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, costMicros, turns } = totals;
    const tokens = inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens;
    const used = [spent, below, { tokens, costMicros, turns }].reduce(addSpent);
    const given = Object.entries(budgetsOf(limits)).map(([name, limit]) => [name, limit * (1 + this.#granted)]);
    const code = findOverspent(Object.fromEntries(given) as StoredLimits, used);
    if (code !== null) this.#stop({ code, message: 'with what the runs below it used' });
  }

  /** The gateway refuses the attempt any further answer: people are asked where that was wished, else it ends. */
  budgetReached(code: UsageCode): void {
    if (this.#options.limits.onLimit !== 'pause-and-ask') return this.#stop({ code });
    this.#asked += 1;
    const request = `limit-${this.#asked}`;
    this.#budgets.set(request, code);
    const title = `${codes[code].meaning}: go on with as much again?`;
    this.tell({ type: 'permission.requested', data: { request, kind: 'limit', code, title, options: budgetOptions } });
  }

  /**
   * Answers what we ourselves asked.
   * @returns false where the request is the agent's
   * @throws WheelhouseError INVALID for an option that it does not have
   */
  respond(request: string, option: string): boolean {
    const code = this.#budgets.get(request);
    if (code === undefined) return false;
    if (!budgetOptions.some((offered) => offered.option === option))
      throw new WheelhouseError('INVALID', `${request} has no option ${option}; it has: more, stop`);
    this.#budgets.delete(request);
    const outcome = option === 'more' ? 'allowed' : 'rejected';
    this.tell({ type: 'permission.resolved', data: { request, option, outcome, by: 'person' } });
    if (option === 'more') {
      this.#granted += 1;
      this.#options.active.models?.extend(budgetsOf(this.#options.limits));
    } else this.#stop({ code });
    return true;
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
