import type { Position } from './frames.ts';

/** One message on its way, with the offset it keeps until it is acknowledged. */
export interface InFlight<T> {
  readonly offset: number;
  readonly bytes: number;
  readonly message: T;
}

export interface WindowLimits {
  readonly messages: number;
  readonly bytes: number;
}

/**
 * The sending end of one direction: numbers messages contiguously within an epoch, keeps what is not acknowledged,
 * and says what may be sent under the window. It holds no socket and no clock.
 */
export class ReliableSender<T> {
  readonly epoch: string;
  readonly #window: WindowLimits;
  #pending: InFlight<T>[] = [];
  #next: number;
  #acked: number;
  /** Index into `#pending` of the first message not sent in this session. */
  #unsent = 0;
  #sentBytes = 0;

  constructor(epoch: string, acked: number, window: WindowLimits) {
    this.epoch = epoch;
    this.#window = window;
    this.#acked = acked;
    this.#next = acked + 1;
  }

  /** Offset the next offered message will get. */
  get nextOffset(): number {
    return this.#next;
  }

  /** Messages not acknowledged yet, sent or not. */
  get owed(): number {
    return this.#pending.length;
  }

  /** Numbers a message and queues it. */
  offer(message: T, bytes: number): InFlight<T> {
    const entry = { offset: this.#next, bytes, message };
    this.#next += 1;
    this.#pending.push(entry);
    return entry;
  }

  /** What may be sent now, in order; each is returned once per session. */
  take(): InFlight<T>[] {
    const taken: InFlight<T>[] = [];
    for (let entry = this.#pending[this.#unsent]; entry !== undefined; entry = this.#pending[this.#unsent]) {
      const isFull = this.#unsent >= this.#window.messages || this.#sentBytes + entry.bytes > this.#window.bytes;
      // One message always fits, or a message larger than the window would block the link for good.
      if (isFull && this.#unsent > 0) break;
      this.#unsent += 1;
      this.#sentBytes += entry.bytes;
      taken.push(entry);
    }
    return taken;
  }

  /**
   * Takes a cumulative acknowledgement.
   * @returns the messages it freed; null where it is for another epoch or ahead of what was sent
   */
  acknowledge(position: Position): InFlight<T>[] | null {
    const freed = position.offset - this.#acked;
    if (position.epoch !== this.epoch || freed > this.#unsent) return null;
    if (freed <= 0) return [];
    const done = this.#pending.splice(0, freed);
    this.#unsent -= freed;
    for (const entry of done) this.#sentBytes -= entry.bytes;
    this.#acked = position.offset;
    return done;
  }

  /**
   * Starts a new session from what the reader says it has stored; everything after it is sent again.
   * @returns the messages that turn out to be stored; null where the reader's place cannot be continued from
   */
  resume(position: Position): InFlight<T>[] | null {
    const last = this.#acked + this.#pending.length;
    if (position.epoch !== this.epoch || position.offset < this.#acked || position.offset > last) return null;
    this.#unsent = this.#pending.length;
    const freed = this.acknowledge(position);
    this.#unsent = 0;
    this.#sentBytes = 0;
    return freed;
  }
}

export type Arrival = 'next' | 'duplicate' | 'gap' | 'foreign_epoch';

/** The receiving end: takes each offset once and in order. */
export class ReliableReceiver {
  readonly epoch: string;
  #last: number;

  /** @param position the highest offset already stored durably */
  constructor(position: Position) {
    this.epoch = position.epoch;
    this.#last = position.offset;
  }

  get position(): Position {
    return { epoch: this.epoch, offset: this.#last };
  }

  /** Classifies an arriving frame; only `next` may be processed, and moves the expected offset on. */
  receive(epoch: string, offset: number): Arrival {
    if (epoch !== this.epoch) return 'foreign_epoch';
    if (offset <= this.#last) return 'duplicate';
    if (offset > this.#last + 1) return 'gap';
    this.#last = offset;
    return 'next';
  }
}

/** When a cumulative acknowledgement is due: every so many messages, or so long after the first unacknowledged one. */
export class AckClock {
  readonly #every: number;
  readonly #intervalMs: number;
  #owed = 0;
  #since = 0;

  constructor(options: { readonly everyMessages: number; readonly intervalMs: number }) {
    this.#every = options.everyMessages;
    this.#intervalMs = options.intervalMs;
  }

  /** A message was stored durably at `now` (monotonic milliseconds). */
  stored(now: number): void {
    if (this.#owed === 0) this.#since = now;
    this.#owed += 1;
  }

  isDue(now: number): boolean {
    return this.#owed >= this.#every || (this.#owed > 0 && now - this.#since >= this.#intervalMs);
  }

  /** Milliseconds until one is due; null where nothing is owed. */
  dueInMs(now: number): number | null {
    if (this.#owed === 0) return null;
    return this.isDue(now) ? 0 : this.#intervalMs - (now - this.#since);
  }

  sent(): void {
    this.#owed = 0;
  }
}
