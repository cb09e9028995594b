export interface Line {
  /** Without its line ending; bytes that are not UTF-8 are replaced. */
  readonly text: string;
  /** The line was longer than the cap; `text` is its beginning. */
  readonly truncated: boolean;
}

/** Cuts a byte stream into lines, holding at most `maxBytes` of one line whatever the agent prints. */
export class LineSplitter {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #held = 0;
  #truncated = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      this.#hold(chunk.subarray(from, end));
      lines.push(this.#take());
      from = end + 1;
    }
    this.#hold(chunk.subarray(from));
    return lines;
  }

  /** The unfinished last line, if any. */
  flush(): Line[] {
    return this.#held > 0 ? [this.#take()] : [];
  }

  #hold(part: Buffer): void {
    const kept = part.subarray(0, this.#maxBytes - this.#held);
    if (kept.length < part.length) this.#truncated = true;
    if (kept.length === 0) return;
    // Copied: a view would keep the whole chunk alive for a few bytes.
    this.#parts.push(Buffer.from(kept));
    this.#held += kept.length;
  }

  #take(): Line {
    const text = Buffer.concat(this.#parts).toString('utf8');
    const line = { text: text.endsWith('\r') ? text.slice(0, -1) : text, truncated: this.#truncated };
    this.#parts = [];
    this.#held = 0;
    this.#truncated = false;
    return line;
  }
}
