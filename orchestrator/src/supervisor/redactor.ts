/** Shorter ones would be found everywhere, and hide more than they protect. */
const minBytes = 6;
const replacement = Buffer.from('[redacted]').toString('latin1');

/** The spellings under which a text can be printed: as it is, and inside a JSON string. */
function spellingsOf(text: string): string[] {
  return [text, JSON.stringify(text).slice(1, -1)];
}

/**
 * Replaces texts in a stream of bytes, also where a text is spread over chunks: the end of a chunk that may be the
 * beginning of one waits for the next. Everything else passes at once and unchanged.
 */
export class Redactor {
  readonly #needles: readonly string[];
  readonly #pattern: RegExp | null;
  readonly #longest: number;
  #held = '';

  constructor(texts: readonly string[]) {
    // Bytes as characters: a text is found whatever stands beside it.
    const all = texts.flatMap(spellingsOf).map((text) => Buffer.from(text).toString('latin1'));
    // The longer first, so that none leaves the rest of another.
    this.#needles = [...new Set(all)].filter(({ length }) => length >= minBytes).sort((a, b) => b.length - a.length);
    this.#longest = this.#needles[0]?.length ?? 0;
    const escaped = this.#needles.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
    this.#pattern = escaped.length === 0 ? null : new RegExp(escaped.join('|'), 'g');
  }

  push(chunk: Buffer): Buffer {
    if (this.#pattern === null) return chunk;
    const text = (this.#held + chunk.toString('latin1')).replaceAll(this.#pattern, replacement);
    const keep = this.#waiting(text);
    this.#held = text.slice(text.length - keep);
    return Buffer.from(text.slice(0, text.length - keep), 'latin1');
  }

  /** What was waiting, now that nothing follows. */
  end(): Buffer {
    const rest = this.#held;
    this.#held = '';
    return Buffer.from(rest, 'latin1');
  }

  /** How many bytes at the end may begin a text. */
  #waiting(text: string): number {
    for (let length = Math.min(this.#longest - 1, text.length); length > 0; length -= 1) {
      const end = text.slice(text.length - length);
      if (this.#needles.some((needle) => needle.startsWith(end))) return length;
    }
    return 0;
  }
}
