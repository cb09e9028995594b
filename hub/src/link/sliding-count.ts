/** Counts what happened within the last `windowMs`; remembers at most `limit` instants. */
export class SlidingCount {
  readonly #windowMs: number;
  readonly #limit: number;
  #instants: number[] = [];

  constructor(options: { readonly windowMs: number; readonly limit: number }) {
    this.#windowMs = options.windowMs;
    this.#limit = options.limit;
  }

  /** Notes one; true where that makes `limit` within the window. */
  note(now: number): boolean {
    this.#instants = [...this.#instants.filter((at) => now - at < this.#windowMs), now].slice(-this.#limit);
    return this.#instants.length >= this.#limit;
  }
}
