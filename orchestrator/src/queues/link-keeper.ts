import { type OpenLink, PermanentFault, type LinkDeps, type StoreLink } from './driver.ts';

const closeWithinMs = 2_000;

interface KeeperDeps extends LinkDeps {
  readonly open: OpenLink;
  /** A new life began. */
  readonly onOpen: () => void;
}

/** Keeps one link to the store: opens the first, and replaces one that is given up as soon as the store answers. */
export class LinkKeeper {
  readonly #deps: KeeperDeps;
  #link: StoreLink | undefined;
  #opening: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(deps: KeeperDeps) {
    this.#deps = deps;
  }

  get current(): StoreLink | undefined {
    return this.#link;
  }

  /**
   * Tries once. A store that is away is tried again in the background.
   * @throws PermanentFault
   */
  async start(): Promise<void> {
    try {
      await this.#open();
    } catch (error) {
      if (error instanceof PermanentFault) throw error;
      this.#deps.logger.warn({ err: error }, 'queue store is not reachable yet');
      this.#openLater(1);
    }
  }

  /** Opens a new life and then ends the present one. */
  replace(): void {
    if (this.#opening !== undefined || this.#timer !== undefined || this.#closed) return;
    this.#opening = this.#open()
      .catch((error: unknown) => {
        this.#deps.logger.debug({ err: error }, 'queue store is not reachable');
        this.#openLater(1);
      })
      .finally(() => {
        this.#opening = undefined;
      });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#opening;
    const link = this.#link;
    this.#link = undefined;
    if (link !== undefined) await this.#end(link);
  }

  async #open(): Promise<void> {
    const link = await this.#deps.open(this.#deps);
    if (this.#closed) {
      await this.#end(link);
      return;
    }
    const old = this.#link;
    this.#link = link;
    if (old !== undefined) void this.#end(old);
    this.#deps.onOpen();
  }

  #openLater(attempt: number): void {
    if (this.#closed) return;
    const delayMs = Math.min(2_000, 100 * 2 ** Math.min(attempt, 5));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#opening = this.#open()
        .catch((error: unknown) => {
          this.#deps.logger.debug({ err: error, attempt }, 'queue store is not reachable');
          this.#openLater(attempt + 1);
        })
        .finally(() => {
          this.#opening = undefined;
        });
    }, delayMs);
  }

  /** Ending a link to a dead server may hang on it; nobody waits longer than this. */
  async #end(link: StoreLink): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, closeWithinMs);
    });
    const ending = link
      .close()
      .catch((error: unknown) => this.#deps.logger.debug({ err: error }, 'queue connections did not close'));
    await Promise.race([ending, patience]);
    clearTimeout(timer);
  }
}
