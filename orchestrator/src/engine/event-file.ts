import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { EngineLogger } from './deps.ts';
import type { StoredEvent } from './run-store.ts';

/** The attempt's own copy of its events, one line of JSON each. A full disk costs lines, never the run. */
export class EventFile {
  readonly #path: string;
  readonly #logger: EngineLogger;
  #writing: Promise<void> = Promise.resolve();
  #hasFailed = false;

  constructor(path: string, logger: EngineLogger) {
    this.#path = path;
    this.#logger = logger;
  }

  append(events: readonly StoredEvent[]): void {
    if (events.length === 0) return;
    const lines = events.map(({ seq, at, type, data }) => `${JSON.stringify({ seq, at, type, data })}\n`).join('');
    this.#writing = this.#writing.then(() => this.#write(lines));
  }

  /** Resolves when everything appended so far was written, or could not be. */
  settled(): Promise<void> {
    return this.#writing;
  }

  async #write(lines: string): Promise<void> {
    try {
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
      await appendFile(this.#path, lines, { mode: 0o600 });
    } catch (error) {
      if (!this.#hasFailed) this.#logger.warn({ event: 'event_file', err: error }, 'an event file cannot be written');
      this.#hasFailed = true;
    }
  }
}
