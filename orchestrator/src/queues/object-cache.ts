/**
 * A bounded cache of things that cost little to make again, least recently used out first. What is in use is never dropped,
 * so it may exceed `max` by as much as is in use.
 */
export class ObjectCache<T> {
  readonly #entries = new Map<string, { value: T; uses: number }>();
  readonly #max: number;
  readonly #drop: (value: T) => void;

  constructor(max: number, drop: (value: T) => void) {
    this.#max = max;
    this.#drop = drop;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Finds or makes an entry and counts one use of it, to be ended by `release`. */
  acquire(key: string, make: () => T): T {
    const entry = this.#entries.get(key) ?? { value: make(), uses: 0 };
    entry.uses += 1;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#shrink();
    return entry.value;
  }

  release(key: string): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined && entry.uses > 0) entry.uses -= 1;
    this.#shrink();
  }

  /** Drops everything, in use or not. */
  clear(): void {
    const values = [...this.#entries.values()];
    this.#entries.clear();
    for (const { value } of values) this.#drop(value);
  }

  #shrink(): void {
    if (this.#entries.size <= this.#max) return;
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size <= this.#max) return;
      if (entry.uses > 0) continue;
      this.#entries.delete(key);
      this.#drop(entry.value);
    }
  }
}
