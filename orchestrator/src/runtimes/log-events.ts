import type { RuntimeEvent } from './adapter.ts';
import { cleanText, maxEventTextBytes } from './event-data.ts';
import type { Line } from './lines.ts';

export type OutputStream = 'stdout' | 'stderr';

/** Above this many lines at once, lines share an event: a flood costs rows by its bytes, not by its newlines. */
const maxSingleLines = 32;
const maxTotalBytes = 8 * 1024 * 1024;

/**
 * Turns output lines into `log` events. Bounded over the whole attempt: after 8 MiB one `notice` says that the rest is
 * only in the raw output file.
 */
export class LogEvents {
  readonly #emit: (event: RuntimeEvent) => void;
  #bytes = 0;
  #full = false;

  constructor(emit: (event: RuntimeEvent) => void) {
    this.#emit = emit;
  }

  lines(stream: OutputStream, lines: readonly Line[]): void {
    if (lines.length <= maxSingleLines) {
      for (const line of lines) this.#log(stream, line.text, line.truncated);
      return;
    }
    let joined: string[] = [];
    let size = 0;
    for (const line of lines) {
      const bytes = Buffer.byteLength(line.text) + 1;
      if (size + bytes > maxEventTextBytes && joined.length > 0) {
        this.#log(stream, joined.join('\n'), false);
        joined = [];
        size = 0;
      }
      if (line.truncated || bytes > maxEventTextBytes) this.#log(stream, line.text, line.truncated);
      else {
        joined.push(line.text);
        size += bytes;
      }
    }
    if (joined.length > 0) this.#log(stream, joined.join('\n'), false);
  }

  #log(stream: OutputStream, text: string, truncated: boolean): void {
    if (this.#full) return;
    const kept = cleanText(text);
    this.#bytes += Buffer.byteLength(kept);
    if (this.#bytes > maxTotalBytes) {
      this.#full = true;
      this.#emit({
        type: 'notice',
        data: { level: 'warning', text: 'the log is full; the rest is in the raw output only', truncated: true },
      });
      return;
    }
    const cut = truncated || kept.length < text.length;
    this.#emit({ type: 'log', data: { stream, text: kept, ...(cut ? { truncated: true } : {}) } });
  }
}
