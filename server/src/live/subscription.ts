import { WheelhouseError, type Code, type liveApi } from '@wheelhouse/protocol';
import type { Caller } from '../auth.ts';
import { batchesOf } from './batches.ts';
import type { LiveEvent, LivePosition, LiveStep, LiveTopics } from './live-topics.ts';
import type { Outlet } from './outlet.ts';
import { markOf } from './read-frame.ts';

export interface SubscriptionDeps {
  readonly topics: LiveTopics;
  readonly outlet: Outlet;
  caller(): Caller;
  /** It ended by itself. */
  onEnded(subscription: Subscription): void;
  onFault(error: unknown): void;
}

export interface SubscriptionWish {
  readonly topic: string;
  readonly view: string;
  /** The client's mark, for the answer. */
  readonly id?: string | undefined;
  readonly from: LivePosition | null;
  /** Several events may come as one frame. */
  readonly many: boolean;
  /** The reader saw another part until now, so nothing continues. */
  readonly isAnother?: boolean;
}

/**
 * One topic on one socket: reads on only when the reader has room, and never leaves a number out without saying so.
 */
export class Subscription {
  readonly topic: string;
  readonly view: string;
  readonly many: boolean;
  readonly #deps: SubscriptionDeps;
  readonly #wish: SubscriptionWish;
  readonly #stop = new AbortController();
  #epoch = '';
  #seq = 0;

  constructor(deps: SubscriptionDeps, wish: SubscriptionWish) {
    this.#deps = deps;
    this.#wish = wish;
    this.topic = wish.topic;
    this.view = wish.view;
    this.many = wish.many;
  }

  start(): void {
    this.#pump().catch((error: unknown) => {
      if (!this.#stop.signal.aborted) this.#deps.onFault(error);
    });
  }

  /** From now on nothing of it is sent. */
  stop(): void {
    this.#stop.abort();
  }

  async #pump(): Promise<void> {
    const { signal } = this.#stop;
    const reader = { caller: () => this.#deps.caller(), view: this.view, from: this.#wish.from };
    for await (const step of this.#deps.topics.follow(this.topic, reader, signal)) {
      if (signal.aborted) return;
      const isOver = await this.#take(step, signal);
      if (isOver) return;
    }
  }

  async #take(step: LiveStep, signal: AbortSignal): Promise<boolean> {
    switch (step.kind) {
      case 'start':
        this.#begin(step.position, step.isContinued && this.#wish.isAnother !== true);
        return false;
      case 'reset':
        this.#tellGap(step.position);
        return false;
      case 'events':
        return this.#pass(step.events, signal);
      case 'end':
        return this.#end({ t: 'end', topic: this.topic });
      case 'gone':
        return this.#end({ t: 'dropped', topic: this.topic, code: 'NOT_FOUND' });
    }
  }

  async #pass(events: readonly LiveEvent[], signal: AbortSignal): Promise<boolean> {
    for (const batch of this.many ? batchesOf(events) : events.map((event) => [event] as const)) {
      await this.#deps.outlet.room(signal);
      if (signal.aborted) return true;
      this.#send(batch);
    }
    return false;
  }

  #begin({ epoch, seq }: LivePosition, isContinued: boolean): void {
    this.#epoch = epoch;
    this.#seq = seq;
    const t = isContinued ? 'subscribed' : 'snapshot';
    this.#deps.outlet.send({ t, ...markOf(this.#wish), topic: this.topic, epoch, seq });
  }

  #tellGap({ epoch, seq }: LivePosition): void {
    this.#epoch = epoch;
    this.#seq = seq;
    this.#deps.outlet.send({ t: 'snapshot', topic: this.topic, epoch, seq });
  }

  #send(batch: readonly [LiveEvent, ...LiveEvent[]]): void {
    const [first] = batch;
    const { topic } = this;
    // Numbers that a store does not have (any more): the reader must not take what it has for the whole.
    if (first.seq !== this.#seq + 1) this.#tellGap({ epoch: this.#epoch, seq: first.seq - 1 });
    const events = batch.map(({ seq, at, type, data }) => ({ seq, at, type, data }));
    this.#seq = events.at(-1)?.seq ?? first.seq;
    const frame = events.length === 1 ? { t: 'event', topic, ...events[0] } : { t: 'events', topic, events };
    this.#deps.outlet.send(frame as liveApi.LiveServerFrame);
  }

  #end(frame: liveApi.LiveServerFrame): true {
    this.#deps.onEnded(this);
    this.#deps.outlet.send(frame);
    return true;
  }
}

/** The code of a registered refusal; everything else is thrown on. */
export function refusalIn(error: unknown): Code {
  if (error instanceof WheelhouseError) return error.code;
  throw error;
}
