import {
  openEnvelope,
  readEnvelope,
  ReliableReceiver,
  WheelhouseError,
  type Code,
  type FrameOf,
  type InstanceId,
  type TrustedKey,
} from '@wheelhouse/protocol';
import type { HubLimits } from '../limits.ts';
import type { CommitLoop } from '../relay/commit-loop.ts';
import type { Content, Verdict } from '../relay/items.ts';
import { SlidingCount } from './sliding-count.ts';
import type { TokenBuckets } from './token-bucket.ts';

export interface UpStreamDeps {
  readonly spokeId: InstanceId;
  readonly connGen: number;
  readonly epoch: string;
  /** What the hub has stored of this spoke's messages. */
  readonly storedOffset: number;
  readonly limits: HubLimits;
  readonly commits: Pick<CommitLoop, 'submit'>;
  readonly commandRate: TokenBuckets;
  /** Asked at each message, because keys change under an open link. */
  readonly keys: () => readonly TrustedKey[];
  readonly now: () => number;
  readonly send: (frame: FrameOf<'ack'> | FrameOf<'nack'>) => void;
  /** Ends the session. */
  readonly end: (reason: 'resync' | 'cut_off' | 'store') => void;
}

type UpFrame = FrameOf<'data'> | FrameOf<'inventory'>;
interface Slot {
  readonly frame: UpFrame;
  content: Content | null;
}

const relayed = ['command', 'receipt', 'events', 'grant'] as const;

/**
 * The direction from one spoke: verifies its messages in parallel off the event loop, hands them to the store in the
 * order in which they came, and acknowledges what is durable.
 */
export class UpStream {
  readonly #deps: UpStreamDeps;
  readonly #badSignatures: SlidingCount;
  /** Messages between arrival and the commit loop, in order. */
  readonly #slots: Slot[] = [];
  readonly #receiver: ReliableReceiver;
  #stored: number;
  /** Messages handed to the commit loop and not yet settled. */
  #committing = 0;
  #owed = 0;
  #ackTimer: NodeJS.Timeout | undefined;
  #wakeReader: (() => void) | undefined;
  #ended = false;

  constructor(deps: UpStreamDeps) {
    this.#deps = deps;
    this.#receiver = new ReliableReceiver({ epoch: deps.epoch, offset: deps.storedOffset });
    this.#stored = deps.storedOffset;
    this.#badSignatures = new SlidingCount({ windowMs: 60_000, limit: deps.limits.badSignaturesPerMinute });
  }

  /** Takes the next reliable frame. Resolves when there is room for one more: that is the back-pressure. */
  async take(frame: UpFrame): Promise<void> {
    if (this.#ended) return;
    const arrival = this.#receiver.receive(frame.e, frame.n);
    if (arrival === 'duplicate') return this.#owe();
    if (arrival !== 'next') return this.#end('resync');
    const slot: Slot = { frame, content: null };
    this.#slots.push(slot);
    void this.#verify(slot);
    if (this.#pending() < this.#deps.limits.windowUpMessages) return;
    await new Promise<void>((resolve) => {
      this.#wakeReader = resolve;
    });
  }

  /** The ack as it stands, for whenever one is due anyway. */
  sendAck(): void {
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
    this.#owed = 0;
    const credit = Math.max(0, this.#deps.limits.windowUpMessages - this.#pending());
    this.#deps.send({ t: 'ack', e: this.#deps.epoch, n: this.#stored, credit });
  }

  close(): void {
    this.#ended = true;
    clearTimeout(this.#ackTimer);
    this.#wakeReader?.();
  }

  #pending(): number {
    return this.#slots.length + this.#committing;
  }

  async #verify(slot: Slot): Promise<void> {
    try {
      slot.content = await this.#contentOf(slot.frame);
    } catch {
      slot.content = { type: 'refused', code: 'INTERNAL', hints: slot.frame.t === 'data' ? slot.frame.h : null };
    }
    this.#flush();
  }

  async #contentOf(frame: UpFrame): Promise<Content> {
    if (frame.t === 'inventory') return { type: 'inventory', runs: frame.runs };
    const { now, spokeId, commandRate } = this.#deps;
    const hints = frame.h;
    if (hints.kind === 'command' && !commandRate.take(`${spokeId}:${hints.to}`, now())) {
      return { type: 'refused', code: 'RATE_LIMITED', hints };
    }
    try {
      const opened = await openEnvelope(readEnvelope(frame.env), {
        kinds: relayed,
        keys: this.#deps.keys(),
        issuer: spokeId,
        now: now(),
        verify: 'async',
      });
      return { type: 'message', opened, hints };
    } catch (error) {
      if (!(error instanceof WheelhouseError)) throw error;
      this.#noteBad(error.code);
      return { type: 'refused', code: error.code, hints };
    }
  }

  #noteBad(code: Code): void {
    if (code !== 'SIGNATURE_INVALID' && code !== 'KEY_UNKNOWN' && code !== 'KEY_REVOKED') return;
    if (this.#badSignatures.note(this.#deps.now())) this.#end('cut_off');
  }

  /** Hands on every verified message that has no unverified one before it. */
  #flush(): void {
    for (let slot = this.#slots[0]; slot !== undefined && slot.content !== null; slot = this.#slots[0]) {
      this.#slots.shift();
      if (this.#ended) continue;
      this.#submit(slot.frame, slot.content);
    }
  }

  #submit(frame: UpFrame, content: Content): void {
    const { spokeId, connGen, epoch } = this.#deps;
    this.#committing += 1;
    const settled = (): void => {
      this.#committing -= 1;
      this.#wakeReader?.();
      this.#wakeReader = undefined;
    };
    this.#deps.commits.submit({
      source: { spokeId, connGen, epoch, offset: frame.n },
      content,
      settle: (verdict) => {
        settled();
        this.#settle(frame, verdict);
      },
      fail: () => {
        settled();
        this.#end('store');
      },
    });
  }

  #settle(frame: UpFrame, verdict: Verdict): void {
    if (this.#ended) return;
    if (verdict.kind === 'stale') return this.#end('resync');
    this.#stored = frame.n;
    if (verdict.kind === 'refused') {
      const id = frame.t === 'data' ? { id: frame.h.id } : {};
      this.#deps.send({ t: 'nack', e: this.#deps.epoch, n: frame.n, ...id, code: verdict.code });
    }
    this.#owe();
  }

  #owe(): void {
    this.#owed += 1;
    if (this.#owed >= this.#deps.limits.ackEveryMessages) return this.sendAck();
    this.#ackTimer ??= setTimeout(() => this.sendAck(), this.#deps.limits.ackIntervalMs);
  }

  #end(reason: 'resync' | 'cut_off' | 'store'): void {
    if (this.#ended) return;
    this.close();
    this.#deps.end(reason);
  }
}
