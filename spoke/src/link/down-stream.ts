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
import type { LinkPosition } from '../intake/take-command.ts';
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
  /** Stores one verified message and what follows from it. A code = it is refused without a signature. */
  take(opened: OpenedMessage, position: LinkPosition): Promise<Code | null>;
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

const kinds: readonly RelayedKind[] = ['command', 'receipt', 'events', 'grant'];

/**
 * The direction from the hub: verifies signatures off the event loop and in parallel, then stores the messages one by
 * one in the order in which they came, and acknowledges only what is stored.
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
    for (let slot = this.#slots[0]; slot !== undefined && !this.#closed; slot = this.#slots[0]) {
      try {
        await this.#take(slot);
        await this.#deps.failpoints.hit('spoke.link.before-ack');
      } catch {
        // Nothing was stored, so nothing is acknowledged: the next session brings it again.
        return this.#end('store');
      }
      this.#slots.shift();
      this.#stored = slot.frame.n;
      this.#owe();
    }
  }

  async #take(slot: Slot): Promise<void> {
    const { frame } = slot;
    if (frame.t === 'policy') return this.#deps.takePolicy(frame);
    if (frame.t === 'sync') return this.#deps.takeSync(frame);
    const position = { hub: this.#deps.hubId, epoch: frame.e, offset: frame.n };
    // Trust may have changed between arrival and turn: then the early verdict is worth nothing.
    const current = slot.trustVersion === this.#deps.trust.version;
    const opened = await (current && slot.opening !== null ? slot.opening : this.#open(frame));
    const code = opened instanceof WheelhouseError ? opened.code : await this.#deps.take(opened, position);
    if (code === null) return;
    if (opened instanceof WheelhouseError) await this.#bookRefusal(frame, code, position);
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

  /** No signature holds, so nobody is answered in our name; the attempt is kept. */
  async #bookRefusal(frame: FrameOf<'data'>, code: Code, position: LinkPosition): Promise<void> {
    await this.#deps.db.withInstance('link', async (tx) => {
      await advance(tx, position);
      await addSecurityEvent(tx, 'envelope_refused', frame.h.from, { code, id: frame.h.id });
    });
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
