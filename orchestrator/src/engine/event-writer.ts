import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import type { RuntimeEvent } from '../runtimes/index.ts';
import { engineLimits } from './config.ts';
import type { EngineLogger } from './deps.ts';
import { appendEvents, lockRun, type RunKey, type TimedEvent } from './run-store.ts';

/**
 * Writes one run's events in batches, in order. A batch that cannot be written is kept and tried again; what waits
 * is bounded by the output limit of the run.
 */
export class EventWriter {
  readonly #deps: { readonly db: SpokeDb; readonly logger: EngineLogger; now(): number };
  readonly #key: RunKey;
  #waiting: TimedEvent[] = [];
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(deps: { readonly db: SpokeDb; readonly logger: EngineLogger; now(): number }, key: RunKey) {
    this.#deps = deps;
    this.#key = key;
  }

  emit(event: RuntimeEvent): void {
    this.#waiting.push({ ...event, at: this.#deps.now() });
    if (this.#waiting.length >= engineLimits.eventBatchRows) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), engineLimits.eventBatchMs);
  }

  /** Resolves when everything emitted so far is stored, or could not be and was logged. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, engineLimits.eventBatchRows);
      try {
        await this.#deps.db.withSystemTenant(this.#key.workspaceId, async (tx) => {
          const run = await lockRun(tx, this.#key);
          if (run !== null) await appendEvents(tx, run, batch);
        });
      } catch (error) {
        this.#deps.logger.warn({ runId: this.#key.runId, err: error }, 'events could not be stored yet');
        this.#timer ??= setTimeout(() => void this.flush(), engineLimits.outboxSweepMs);
        return;
      }
      this.#waiting.splice(0, batch.length);
    }
  }
}
