/** How long a piece of a message waits for more: an event for each token would be many. */
const gatherMs = 100;

/** Gathers the pieces of a message, as models send them, into fewer. */
export class TextFlow {
  readonly #send: (text: string) => Promise<void>;
  #gathered = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (text: string) => Promise<void>) {
    this.#send = send;
  }

  add(text: string): void {
    this.#gathered += text;
    // A connection that broke ends the whole agent, not here.
    this.#timer ??= setTimeout(() => void this.flush().catch(() => undefined), gatherMs);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#gathered;
    this.#gathered = '';
    if (text !== '') await this.#send(text);
  }
}
