import { limits, type FrameOf, type InstanceId } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { forgetAcked, takeOwed } from './link-store.ts';
import { framesOf } from './owed-frames.ts';

export interface UpStreamDeps {
  readonly db: SpokeDb;
  readonly self: InstanceId;
  readonly hubId: InstanceId;
  readonly epoch: string;
  /** The hub has stored everything up to here. */
  readonly storedOffset: number;
  readonly window: number;
  readonly now: () => number;
  send(text: string): boolean;
  /** Bytes that the socket has not taken yet. */
  buffered(): number;
  onFault(error: unknown): void;
}

const rowsAtOnce = 64;

/** The direction to the hub: sends what is owed, in order, within the window, until it is acknowledged. */
export class UpStream {
  readonly #deps: UpStreamDeps;
  #sent: number;
  #acked: number;
  #credit: number;
  #inFlight: { readonly offset: number; readonly bytes: number }[] = [];
  #inFlightBytes = 0;
  #pumping: Promise<void> | null = null;
  #again = false;
  #closed = false;

  constructor(deps: UpStreamDeps) {
    this.#deps = deps;
    this.#sent = deps.storedOffset;
    this.#acked = deps.storedOffset;
    this.#credit = deps.window;
  }

  /** Sends what there is. Cheap to call often. */
  wake(): void {
    if (this.#closed) return;
    if (this.#pumping !== null) {
      this.#again = true;
      return;
    }
    this.#pumping = this.#pump()
      .catch((error: unknown) => this.#deps.onFault(error))
      .finally(() => {
        this.#pumping = null;
        if (!this.#again) return;
        this.#again = false;
        this.wake();
      });
  }

  /** @returns false where the hub acknowledges what was never sent */
  async ack(frame: FrameOf<'ack'>): Promise<boolean> {
    if (frame.e !== this.#deps.epoch || frame.n > this.#sent) return false;
    this.#credit = Math.max(1, frame.credit);
    if (frame.n > this.#acked) {
      this.#acked = frame.n;
      const left = this.#inFlight.findIndex((entry) => entry.offset > frame.n);
      const freed = this.#inFlight.splice(0, left === -1 ? this.#inFlight.length : left);
      for (const entry of freed) this.#inFlightBytes -= entry.bytes;
      await forgetAcked(this.#deps.db, frame.n);
    }
    this.wake();
    return true;
  }

  /** Stops sending and waits for the round that runs. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#pumping;
  }

  #room(): number {
    if (this.#inFlightBytes >= limits.windowUpBytes || this.#deps.buffered() > limits.sendBufferPauseBytes) return 0;
    return Math.min(this.#deps.window, this.#credit + this.#inFlight.length) - this.#inFlight.length;
  }

  async #pump(): Promise<void> {
    while (!this.#closed && this.#room() > 0) {
      const { db, self, hubId, epoch, now } = this.#deps;
      const rows = await takeOwed(db, hubId, { after: this.#sent, limit: Math.min(this.#room(), rowsAtOnce) });
      if (rows.length === 0) return;
      for (const frame of await framesOf({ db, self, now }, rows, epoch)) {
        if (this.#closed || !this.#deps.send(frame.text)) return;
        this.#sent = frame.offset;
        this.#inFlight.push({ offset: frame.offset, bytes: frame.text.length });
        this.#inFlightBytes += frame.text.length;
      }
    }
  }
}
