/**
 * Lets `limit` store operations of one lane run at a time. Claims of one lane could otherwise fill the connections of the
 * pool, and a kill would wait behind two hundred spawns. Finishing goes before claiming.
 */
export class Gate {
  #limit: number;
  readonly #onFree: () => void;
  readonly #finishing: (() => void)[] = [];
  #inside = 0;

  constructor(limit: number, onFree: () => void) {
    this.#limit = limit;
    this.#onFree = onFree;
  }

  /** For claims: true where there is room now. */
  tryEnter(): boolean {
    if (this.#inside >= this.#limit) return false;
    this.#inside += 1;
    return true;
  }

  /** For finishing: waits for room. */
  async enter(): Promise<void> {
    if (this.tryEnter()) return;
    await new Promise<void>((resolve) => this.#finishing.push(resolve));
  }

  /** Lets everyone through: what holds the places is stuck. */
  abandon(): void {
    this.#limit = Number.POSITIVE_INFINITY;
    for (const next of this.#finishing.splice(0)) {
      this.#inside += 1;
      next();
    }
  }

  leave(): void {
    const next = this.#finishing.shift();
    if (next !== undefined) {
      next();
      return;
    }
    this.#inside -= 1;
    this.#onFree();
  }
}
