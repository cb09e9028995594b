import { engineLimits } from './config.ts';

export type LimitCode = 'LIMIT_WALL' | 'LIMIT_IDLE' | 'LIMIT_OUTPUT' | 'LIMIT_QUEUE_TIME';

/** The limits of one run as stored: milliseconds and bytes; absent means none. */
export interface StoredLimits {
  readonly queueMs?: number;
  readonly wallMs?: number;
  readonly idleMs?: number;
  readonly outputBytes?: number;
}

/** Whatever is stored that is no positive integer counts as absent. */
export function readLimits(stored: unknown): StoredLimits {
  if (typeof stored !== 'object' || stored === null) return {};
  const entries = Object.entries(stored).filter(
    ([name, value]) =>
      ['queueMs', 'wallMs', 'idleMs', 'outputBytes'].includes(name) && Number.isSafeInteger(value) && Number(value) > 0,
  );
  return Object.fromEntries(entries) as StoredLimits;
}

export function outputLimitOf(limits: StoredLimits): number {
  return limits.outputBytes ?? engineLimits.defaultOutputBytes;
}

export interface LimitWatchOptions {
  /** Called once, for the limit that was reached first. */
  onLimit(code: LimitCode): void;
  /** While people are asked, an agent that says nothing is not idle. */
  isPaused?(): boolean;
}

/**
 * Watches the time limits of a running agent by timers, which follow the monotonic clock: a jump of the wall clock ends
 * nothing early.
 */
export class LimitWatch {
  readonly #limits: StoredLimits;
  readonly #options: LimitWatchOptions;
  readonly #wall: NodeJS.Timeout | undefined;
  #idle: NodeJS.Timeout | undefined;
  #activeAt = performance.now();

  constructor(limits: StoredLimits, options: LimitWatchOptions) {
    this.#limits = limits;
    this.#options = options;
    if (limits.wallMs !== undefined) this.#wall = setTimeout(() => this.#reach('LIMIT_WALL'), limits.wallMs);
    this.#armIdle(limits.idleMs);
  }

  /** The agent showed life. */
  active(): void {
    this.#activeAt = performance.now();
  }

  stop(): void {
    clearTimeout(this.#wall);
    clearTimeout(this.#idle);
  }

  #reach(code: LimitCode): void {
    this.stop();
    this.#options.onLimit(code);
  }

  #armIdle(afterMs: number | undefined): void {
    if (afterMs === undefined) return;
    this.#idle = setTimeout(() => {
      if (this.#options.isPaused?.() === true) this.active();
      const left = (this.#limits.idleMs ?? 0) - (performance.now() - this.#activeAt);
      if (left <= 0) this.#reach('LIMIT_IDLE');
      else this.#armIdle(left);
    }, afterMs);
  }
}
