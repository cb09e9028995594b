/**
 * Names in turn, each at most once. Two lines are served alternately: *told*, names of which somebody just said that they have
 * work, and *presumed*, names that had work when last looked at. So a new job does not wait for a thousand looks at queues that
 * are most likely empty by now, and nobody waits forever.
 *
 * A name that is taken is *held* until `release`; being told of it meanwhile is remembered, so a job that arrives while its
 * queue is being found empty is not missed.
 */
export class ReadyRing {
  readonly #told = new Set<string>();
  readonly #presumed = new Set<string>();
  readonly #held = new Map<string, { toldAgain: boolean }>();
  #presumedIsNext = false;

  get size(): number {
    return this.#told.size + this.#presumed.size;
  }

  /** Somebody says that this name has work. */
  tell(name: string): void {
    const held = this.#held.get(name);
    if (held !== undefined) held.toldAgain = true;
    else {
      this.#presumed.delete(name);
      this.#told.add(name);
    }
  }

  /** It may have work; nobody just said so. */
  presume(name: string): void {
    if (!this.#held.has(name) && !this.#told.has(name)) this.#presumed.add(name);
  }

  /** Takes the name that waited longest in the line whose turn it is. */
  take(): string | undefined {
    const isPresumed = this.#told.size === 0 || (this.#presumedIsNext && this.#presumed.size > 0);
    this.#presumedIsNext = !isPresumed;
    const line = isPresumed ? this.#presumed : this.#told;
    const next = line.values().next();
    if (next.done === true) return undefined;
    line.delete(next.value);
    this.#held.set(next.value, { toldAgain: false });
    return next.value;
  }

  /** Ends the hold; the name goes to the tail if there may be more behind it. */
  release(name: string, mayHaveMore: boolean): void {
    const held = this.#held.get(name);
    this.#held.delete(name);
    if (held?.toldAgain === true) this.#told.add(name);
    else if (mayHaveMore) this.#presumed.add(name);
  }

  /** Puts everything held back in line: whoever held it is given up. */
  releaseAll(): void {
    for (const name of this.#held.keys()) this.#presumed.add(name);
    this.#held.clear();
  }
}
