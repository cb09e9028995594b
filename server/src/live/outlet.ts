import type { liveApi } from '@wheelhouse/protocol';
import type { GuardedSocket } from '../guard-socket.ts';

/**
 * The way out of one socket. What waits for a reader that does not read is bounded by asking for room before more is
 * produced: nothing is queued here beside what was already handed to the socket.
 */
export class Outlet {
  readonly #socket: Pick<GuardedSocket, 'send'>;
  readonly #maxBytes: number;
  readonly #waiting = new Set<() => void>();
  readonly #now: () => number;
  #bytes = 0;
  #fullSince: number | null = null;
  #isClosed = false;

  constructor(
    socket: Pick<GuardedSocket, 'send'>,
    options: { readonly waitingMaxBytes: number; readonly now: () => number },
  ) {
    this.#socket = socket;
    this.#maxBytes = options.waitingMaxBytes;
    this.#now = options.now;
  }

  /** Bytes that the kernel has not taken yet. */
  get waitingBytes(): number {
    return this.#bytes;
  }

  send(frame: liveApi.LiveServerFrame): void {
    const text = JSON.stringify(frame);
    const bytes = Buffer.byteLength(text);
    this.#bytes += bytes;
    if (this.#isFull()) this.#fullSince ??= this.#now();
    if (!this.#socket.send(text, () => this.#handed(bytes))) this.#handed(bytes);
  }

  /** Resolves once there is room for more; also when the socket closes or `signal` aborts. */
  room(signal: AbortSignal): Promise<void> {
    if (!this.#isFull() || this.#isClosed || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done);
    });
  }

  /** How long it has been full without a break. */
  fullForMs(): number {
    return this.#fullSince === null ? 0 : this.#now() - this.#fullSince;
  }

  close(): void {
    this.#isClosed = true;
    this.#wakeAll();
  }

  #isFull(): boolean {
    return this.#bytes > this.#maxBytes;
  }

  #handed(bytes: number): void {
    this.#bytes -= bytes;
    if (this.#isFull()) return;
    this.#fullSince = null;
    this.#wakeAll();
  }

  #wakeAll(): void {
    for (const wake of this.#waiting) wake();
  }
}
