import { Frame, type FrameOf } from '../link/frames.ts';
import type { Transport } from './transport.ts';

export interface Received<T extends Frame['t'] = Frame['t']> {
  /** The exact text. */
  readonly text: string;
  readonly frame: FrameOf<T>;
}

/** How long a wait may take unless told otherwise. */
export const defaultPatienceMs = 10_000;

/** Keeps every frame that comes over a transport and lets a test wait for the one it needs. */
export class Inbox {
  readonly frames: Received[] = [];
  closedWith: number | null = null;
  readonly #watchers = new Set<() => void>();
  readonly #onFrame: (received: Received) => void;
  readonly #patienceMs: number;

  /** @param onFrame is called for each frame before anybody who waits */
  constructor(transport: Transport, onFrame: (received: Received) => void = () => {}, patienceMs = defaultPatienceMs) {
    this.#onFrame = onFrame;
    this.#patienceMs = patienceMs;
    transport.onText((text) => {
      const received = { text, frame: Frame.parse(JSON.parse(text)) };
      this.frames.push(received);
      this.#onFrame(received);
      this.#wake();
    });
    transport.onClose((code) => {
      this.closedWith = code;
      this.#wake();
    });
  }

  /** The first frame of a type that fits, already here or still to come. */
  async find<T extends Frame['t']>(t: T, fits: (frame: FrameOf<T>) => boolean = () => true): Promise<Received<T>> {
    return this.#until(`a ${t} frame`, () => {
      const found = this.frames.find((one) => one.frame.t === t && fits(one.frame as FrameOf<T>));
      if (found === undefined && this.closedWith !== null)
        throw new Error(`closed ${this.closedWith} before a ${t} frame`);
      return (found as Received<T> | undefined) ?? null;
    });
  }

  /** The code the transport was closed with. */
  async closed(): Promise<number> {
    return this.#until('the close', () => this.closedWith);
  }

  list<T extends Frame['t']>(t: T): FrameOf<T>[] {
    return this.frames.flatMap(({ frame }) => (frame.t === t ? [frame as FrameOf<T>] : []));
  }

  #wake(): void {
    for (const watcher of this.#watchers) watcher();
  }

  #until<V>(what: string, look: () => V | null): Promise<V> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        this.#watchers.delete(attempt);
      };
      const attempt = (): void => {
        try {
          const value = look();
          if (value === null) return;
          stop();
          resolve(value);
        } catch (error) {
          stop();
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      const timer = setTimeout(() => {
        this.#watchers.delete(attempt);
        reject(new Error(`${what} did not come within ${this.#patienceMs} ms`));
      }, this.#patienceMs);
      this.#watchers.add(attempt);
      attempt();
    });
  }
}
