import {
  AckClock,
  limits,
  openEnvelope,
  readEnvelope,
  ReliableReceiver,
  WheelhouseError,
  type Code,
  type FrameOf,
  type InstanceId,
  type OpenedMessage,
  type Position,
  type RelayedKind,
} from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import type { Failpoints } from '@wheelhouse/server';
import { addSecurityEvent, advance } from '../intake/store.ts';
import type { LinkPosition } from '../intake/arrival.ts';
import { mayShareTransaction, type LinkArrival, type Verdicts } from '../returns/take-message.ts';
import type { TrustStore } from '../trust/trust-store.ts';

export type ReliableDown = FrameOf<'data'> | FrameOf<'policy'> | FrameOf<'sync'>;

export interface DownStreamDeps {
  readonly db: SpokeDb;
  readonly hubId: InstanceId;
  readonly start: Position;
  readonly trust: Pick<TrustStore, 'version' | 'find'>;
  readonly failpoints: Failpoints;
  readonly now: () => number;
  send(frame: FrameOf<'ack'> | FrameOf<'nack'>): void;
  /** Stores verified messages that may share a transaction. A code = that one is refused without a signature. */
  take(arrivals: readonly LinkArrival[]): Promise<Verdicts>;
  takePolicy(frame: FrameOf<'policy'>): Promise<void>;
  takeSync(frame: FrameOf<'sync'>): Promise<void>;
  /** Ends the session. */
  end(reason: 'resync' | 'flood' | 'bad_signatures' | 'store'): void;
}

interface Slot {
  readonly frame: ReliableDown;
  /** The trust that the verification in `opening` was made under. */
  readonly trustVersion: number;
  readonly opening: Promise<OpenedMessage | WheelhouseError> | null;
}

/** Few, because a kill that comes behind them waits until they are stored. */
const storedAtOnce = 32;

/** A slot whose turn it is: what its message is, or why it is none. */
interface Ready {
  readonly frame: FrameOf<'data'>;
  readonly opened: OpenedMessage | WheelhouseError;
}

const kinds: readonly RelayedKind[] = ['command', 'receipt', 'events', 'grant'];

/**
 * The direction from the hub: verifies signatures off the event loop and in parallel, then stores the messages in the
 * order in which they came, several in one transaction where they may share it, and acknowledges only what is stored.
 */
export class DownStream {
  readonly #deps: DownStreamDeps;
  readonly #receiver: ReliableReceiver;
  readonly #slots: Slot[] = [];
  readonly #clock = new AckClock({ everyMessages: limits.ackEveryMessages, intervalMs: limits.ackIntervalMs });
  #stored: number;
  #working: Promise<void> | null = null;
  #ackTimer: NodeJS.Timeout | undefined;
  #badAt: number[] = [];
  #closed = false;

  constructor(deps: DownStreamDeps) {
    this.#deps = deps;
    this.#receiver = new ReliableReceiver(deps.start);
    this.#stored = deps.start.offset;
  }

  receive(frame: ReliableDown): void {
    if (this.#closed) return;
    switch (this.#receiver.receive(frame.e, frame.n)) {
      case 'duplicate':
        return this.#owe();
      case 'gap':
      case 'foreign_epoch':
        return this.#end('resync');
      case 'next':
        break;
    }
    // The hub keeps to the announced window; one that does not would fill our memory.
    if (this.#slots.length >= limits.windowDownMessages * 2) return this.#end('flood');
    const trustVersion = this.#deps.trust.version;
    this.#slots.push({ frame, trustVersion, opening: frame.t === 'data' ? this.#open(frame) : null });
    this.#working ??= this.#work().finally(() => {
      this.#working = null;
    });
  }

  /** The acknowledgement as it stands. */
  sendAck(): void {
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
    this.#clock.sent();
    const credit = Math.max(1, limits.windowDownMessages - this.#slots.length);
    this.#deps.send({ t: 'ack', e: this.#receiver.epoch, n: this.#stored, credit });
  }

  /** Takes nothing more and waits for the message that is being stored. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#slots.length = 0;
    clearTimeout(this.#ackTimer);
    await this.#working;
  }

  async #work(): Promise<void> {
    for (let first = this.#slots[0]; first !== undefined && !this.#closed; first = this.#slots[0]) {
      let stored: readonly ReliableDown[];
      try {
        stored = await this.#takeFrom(first);
        await this.#deps.failpoints.hit('spoke.link.before-ack');
      } catch {
        // What was not stored is not acknowledged: the next session brings it again.
        return this.#end('store');
      }
      this.#slots.splice(0, stored.length);
      for (const { n } of stored) {
        this.#stored = n;
        this.#owe();
      }
    }
  }

  /** Stores the first slot, with those behind it that may share its transaction. @returns their frames */
  async #takeFrom({ frame }: Slot): Promise<readonly ReliableDown[]> {
    if (frame.t === 'data') return this.#takeData(await this.#gather());
    await (frame.t === 'policy' ? this.#deps.takePolicy(frame) : this.#deps.takeSync(frame));
    return [frame];
  }

  async #gather(): Promise<readonly Ready[]> {
    const batch: Ready[] = [];
    for (const slot of this.#slots.slice(0, storedAtOnce)) {
      if (slot.frame.t !== 'data') break;
      // Trust may have changed between arrival and turn: then the early verdict is worth nothing.
      const current = slot.trustVersion === this.#deps.trust.version;
      const opened = await (current && slot.opening !== null ? slot.opening : this.#open(slot.frame));
      const fits = batch.every(
        (one) => isOpened(one.opened) && isOpened(opened) && mayShareTransaction(one.opened, opened),
      );
      if (!fits) break;
      batch.push({ frame: slot.frame, opened });
    }
    return batch;
  }

  async #takeData(batch: readonly Ready[]): Promise<readonly ReliableDown[]> {
    const [first] = batch;
    const arrivals = batch.flatMap(({ frame, opened }) =>
      isOpened(opened) ? [{ opened, position: this.#positionOf(frame) }] : [],
    );
    if (first !== undefined && !isOpened(first.opened)) await this.#refuse(first.frame, first.opened.code);
    const verdicts = arrivals.length === 0 ? [] : await this.#deps.take(arrivals);
    for (const [index, code] of verdicts.entries()) {
      const frame = batch[index]?.frame;
      if (code !== null && frame !== undefined) this.#nack(frame, code);
    }
    return batch.map(({ frame }) => frame);
  }

  #positionOf(frame: FrameOf<'data'>): LinkPosition {
    return { hub: this.#deps.hubId, epoch: frame.e, offset: frame.n };
  }

  /** No signature holds, so nobody is answered in our name; the attempt is kept. */
  async #refuse(frame: FrameOf<'data'>, code: Code): Promise<void> {
    await this.#deps.db.withInstance('link', async (tx) => {
      await advance(tx, this.#positionOf(frame));
      await addSecurityEvent(tx, 'envelope_refused', frame.h.from, { code, id: frame.h.id });
    });
    this.#nack(frame, code);
  }

  #nack(frame: FrameOf<'data'>, code: Code): void {
    this.#deps.send({ t: 'nack', e: frame.e, n: frame.n, id: frame.h.id, code });
    this.#noteBad(code);
  }

  /** Never rejects with a fault of the message: that is a value, because nobody may be waiting for it yet. */
  async #open(frame: FrameOf<'data'>): Promise<OpenedMessage | WheelhouseError> {
    try {
      const envelope = readEnvelope(frame.env);
      const peer = this.#deps.trust.find(frame.h.from);
      if (peer === null) return new WheelhouseError('KEY_UNKNOWN');
      const options = { kinds, keys: peer.keys, issuer: peer.id, now: this.#deps.now(), verify: 'async' } as const;
      return await openEnvelope(envelope, options);
    } catch (error) {
      return error instanceof WheelhouseError ? error : new WheelhouseError('INVALID', undefined, { cause: error });
    }
  }

  #noteBad(code: Code): void {
    if (code !== 'SIGNATURE_INVALID' && code !== 'KEY_UNKNOWN' && code !== 'KEY_REVOKED') return;
    const now = this.#deps.now();
    this.#badAt = [...this.#badAt.filter((at) => now - at < 60_000), now];
    if (this.#badAt.length > limits.badSignaturesPerMinute) this.#end('bad_signatures');
  }

  #owe(): void {
    const now = this.#deps.now();
    this.#clock.stored(now);
    if (this.#clock.isDue(now)) return this.sendAck();
    this.#ackTimer ??= setTimeout(() => this.sendAck(), limits.ackIntervalMs);
  }

  #end(reason: 'resync' | 'flood' | 'bad_signatures' | 'store'): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#ackTimer);
    this.#deps.end(reason);
  }
}

function isOpened(opened: OpenedMessage | WheelhouseError): opened is OpenedMessage {
  return !(opened instanceof WheelhouseError);
}
