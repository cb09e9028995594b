import type { LiveEvent, LivePosition, LiveStep } from './live-topics.ts';

export interface LiveFeedOptions {
  /** Of this feed's numbering; never used again. */
  readonly newEpoch: () => string;
  /** Events kept for readers that come back. */
  readonly keptEvents: number;
}

/**
 * A topic whose numbering lives in this process: what is appended is numbered without a gap, the newest events are kept.
 * Readers follow at their own pace; one that is too far behind, or comes from another epoch, is told so.
 */
export class LiveFeed {
  readonly #options: LiveFeedOptions;
  readonly #waiting = new Set<() => void>();
  #epoch: string;
  #head = 0;
  #kept: LiveEvent[] = [];

  constructor(options: LiveFeedOptions) {
    this.#options = options;
    this.#epoch = options.newEpoch();
  }

  get position(): LivePosition {
    return { epoch: this.#epoch, seq: this.#head };
  }

  append(events: readonly Omit<LiveEvent, 'seq'>[]): void {
    if (events.length === 0) return;
    for (const event of events) this.#kept.push({ ...event, seq: (this.#head += 1) });
    this.#kept = this.#kept.slice(-this.#options.keptEvents);
    this.#wakeAll();
  }

  /** Something may have been missed: every reader has to look anew. */
  reset(): void {
    this.#epoch = this.#options.newEpoch();
    this.#head = 0;
    this.#kept = [];
    this.#wakeAll();
  }

  async *follow(from: LivePosition | null, signal: AbortSignal): AsyncGenerator<LiveStep, void> {
    let at = from ?? this.position;
    const isContinued = this.#isKnown(at);
    if (!isContinued) at = this.position;
    yield { kind: 'start', position: at, isContinued };
    while (!signal.aborted) {
      if (!this.#isKnown(at)) {
        at = this.position;
        yield { kind: 'reset', position: at };
      }
      const events = this.#after(at.seq);
      const last = events.at(-1);
      if (last === undefined) {
        await this.#next(signal);
        continue;
      }
      at = { ...at, seq: last.seq };
      yield { kind: 'events', events };
    }
  }

  #isKnown({ epoch, seq }: LivePosition): boolean {
    return epoch === this.#epoch && seq <= this.#head && seq >= this.#head - this.#kept.length;
  }

  #after(seq: number): readonly LiveEvent[] {
    return seq === this.#head ? [] : this.#kept.slice(seq - this.#head);
  }

  #wakeAll(): void {
    for (const wake of this.#waiting) wake();
  }

  #next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    });
  }
}
