/**
 * Names in turn, each at most once. A name that is taken is *held* until `release`; a `push` meanwhile is remembered, so a
 * job that arrives while its queue is being found empty is not missed.
 */
export class ReadyRing {
  readonly #waiting = new Set<string>();
  readonly #held = new Map<string, { pushedAgain: boolean }>();

  get size(): number {
    return this.#waiting.size;
  }

  /** Appends a name, unless it is in the ring. */
  push(name: string): void {
    const held = this.#held.get(name);
    if (held !== undefined) held.pushedAgain = true;
    else this.#waiting.add(name);
  }

  /** Takes the name that waited longest. */
  take(): string | undefined {
    const next = this.#waiting.values().next();
    if (next.done === true) return undefined;
    this.#waiting.delete(next.value);
    this.#held.set(next.value, { pushedAgain: false });
    return next.value;
  }

  /** Ends the hold; the name goes to the tail if there may be more behind it. */
  release(name: string, mayHaveMore: boolean): void {
    const held = this.#held.get(name);
    this.#held.delete(name);
    if (mayHaveMore || held?.pushedAgain === true) this.#waiting.add(name);
  }

  /** Puts everything held back in line: whoever held it is given up. */
  releaseAll(): void {
    for (const name of this.#held.keys()) this.#waiting.add(name);
    this.#held.clear();
  }
}
