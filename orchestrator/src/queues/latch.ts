/** A door that many may wait at. Starts closed. */
export class Latch {
  readonly #waiting: (() => void)[] = [];
  #open = false;

  open(): void {
    this.#open = true;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  shut(): void {
    this.#open = false;
  }

  async passed(): Promise<void> {
    if (this.#open) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
