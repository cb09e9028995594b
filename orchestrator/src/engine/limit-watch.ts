import { RunLimits } from '@wheelhouse/protocol';
import type { ResourceLimits } from '../sandbox/index.ts';
import { engineLimits } from './config.ts';

/** The limits of one run as stored; see `RunLimits` of the protocol. Absent means none. */
export type StoredLimits = Readonly<Omit<RunLimits, 'onLimit'>> & { readonly onLimit?: 'stop' | 'pause-and-ask' };

const names = Object.keys(RunLimits.shape).filter((name) => name !== 'onLimit');

/** Whatever is stored that is no positive integer counts as absent. */
export function readLimits(stored: unknown): StoredLimits {
  if (typeof stored !== 'object' || stored === null) return {};
  const entries = Object.entries(stored).filter(
    ([name, value]) => names.includes(name) && Number.isSafeInteger(value) && Number(value) > 0,
  );
  const asks = (stored as { readonly onLimit?: unknown }).onLimit === 'pause-and-ask';
  return { ...(Object.fromEntries(entries) as StoredLimits), ...(asks ? { onLimit: 'pause-and-ask' } : {}) };
}

/** What of the limits the supervisor watches. */
export function resourcesOf({ memoryBytes, processes, diskBytes, openFiles }: StoredLimits): ResourceLimits {
  return {
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(processes === undefined ? {} : { processes }),
    ...(diskBytes === undefined ? {} : { diskBytes }),
    ...(openFiles === undefined ? {} : { openFiles }),
  };
}

export function outputLimitOf(limits: StoredLimits): number {
  return limits.outputBytes ?? engineLimits.defaultOutputBytes;
}

export interface LimitWatchOptions {
  /** Called once, for the limit that was reached first. */
  onLimit(code: 'LIMIT_WALL' | 'LIMIT_IDLE'): void;
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

  #reach(code: 'LIMIT_WALL' | 'LIMIT_IDLE'): void {
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
