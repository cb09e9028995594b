import type { QueueStore } from '../queues/index.ts';
import type { EngineLogger } from './deps.ts';
import { within } from './within.ts';

const retryMs = 1_000;
/** A store that is being opened may never answer; it holds the shutdown up this long. */
const openingAtMostMs = 2_000;

/** Opens the queue store as soon as it can be opened; until then there is none, and nothing waits for it. */
export class QueueDoor {
  readonly #openStore: () => Promise<QueueStore>;
  readonly #logger: EngineLogger;
  #store: QueueStore | null = null;
  #timer: NodeJS.Timeout | undefined;
  #opening: Promise<void> | null = null;
  #isClosed = false;

  constructor(openStore: () => Promise<QueueStore>, logger: EngineLogger) {
    this.#openStore = openStore;
    this.#logger = logger;
  }

  current(): QueueStore | null {
    return this.#store;
  }

  /** Calls `onOpen` once the store is there, trying until it is. */
  open(onOpen: (store: QueueStore) => void): void {
    this.#opening = this.#try(onOpen);
  }

  async #try(onOpen: (store: QueueStore) => void): Promise<void> {
    try {
      const store = await this.#openStore();
      if (this.#isClosed) return await store.close();
      try {
        onOpen(store);
      } catch (error) {
        await store.close();
        throw error;
      }
      this.#store = store;
    } catch (error) {
      this.#logger.warn({ event: 'queue', err: error }, 'the queue store cannot be opened yet');
      if (!this.#isClosed) this.#timer = setTimeout(() => this.open(onOpen), retryMs);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    if (this.#opening !== null) await within(this.#opening, openingAtMostMs);
    await this.#store?.close();
    this.#store = null;
  }
}
