import type { RuntimeEvent } from '../runtimes/index.ts';
import { engineLimits } from './config.ts';
import type { EngineLogger } from './deps.ts';
import { isStoreAway } from './is-store-away.ts';
import type { TimedEvent } from './run-store.ts';

export interface EventWriterDeps {
  /** Stores events in order, all or none. */
  store(events: readonly TimedEvent[]): Promise<void>;
  readonly logger: EngineLogger;
  /** Aborted when this process leaves: what could not be stored by then is lost. */
  readonly abandoned?: AbortSignal;
  now(): number;
}

/** Ours to say, with the state they belong to. */
const reserved: ReadonlySet<RuntimeEvent['type']> = new Set(['state', 'result']);

/**
 * Writes what an agent emits in batches, in order. A batch that cannot be stored is kept and tried again; what waits is
 * bounded, and what did not fit is counted and told (the raw output has it).
 */
export class EventWriter {
  readonly #deps: EventWriterDeps;
  #waiting: TimedEvent[] = [];
  #dropped = 0;
  /** In a row; until one succeeds the clock alone asks. */
  #failures = 0;
  /** Of these, the ones that may be the batch's own fault. */
  #refusals = 0;
  #isClosed = false;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(deps: EventWriterDeps) {
    this.#deps = deps;
  }

  emit(event: RuntimeEvent): void {
    if (this.#isClosed || reserved.has(event.type)) return;
    if (this.#waiting.length >= engineLimits.eventsWaitingAtMost) this.#dropped += 1;
    else this.#push(event);
    // A store that is away is asked again by the clock, not by every event.
    if (this.#waiting.length >= engineLimits.eventBatchRows && this.#failures === 0) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), engineLimits.eventBatchMs);
  }

  /** Resolves when everything emitted so far is stored, or could not be and was logged. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /** Stores what waits, however long the store is away, and takes nothing more: what follows is the run's end. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.flush();
    while (this.#waiting.length > 0 && this.#deps.abandoned?.aborted !== true) {
      await new Promise((resolve) => setTimeout(resolve, engineLimits.storeRetryMs));
      await this.flush();
    }
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #push(event: RuntimeEvent): void {
    this.#waiting.push({ ...event, at: this.#deps.now() });
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, engineLimits.eventBatchRows);
      try {
        await this.#store(batch);
      } catch (error) {
        this.#deps.logger.warn({ event: 'events', err: error }, 'events could not be stored yet');
        if (!this.#isClosed) this.#timer ??= setTimeout(() => void this.flush(), engineLimits.storeRetryMs);
        return;
      }
      this.#waiting.splice(0, batch.length);
      this.#tellDropped();
    }
  }

  async #store(batch: readonly TimedEvent[]): Promise<void> {
    try {
      await this.#deps.store(batch);
    } catch (error) {
      this.#failures += 1;
      // A store that was away may be back in a moment: only what it refuses again and again is given up.
      if (isStoreAway(error)) throw error;
      this.#refusals += 1;
      if (this.#refusals < engineLimits.storeTriesWhole) throw error;
      const text = `${batch.length} events could not be stored; the raw output has them`;
      await this.#deps.store([{ type: 'notice', at: this.#deps.now(), data: { text, dropped: batch.length } }]);
    }
    this.#failures = 0;
    this.#refusals = 0;
  }

  #tellDropped(): void {
    if (this.#dropped === 0) return;
    const text = `${this.#dropped} events came faster than they could be stored; the raw output has them`;
    this.#push({ type: 'notice', data: { text, dropped: this.#dropped } });
    this.#dropped = 0;
  }
}
