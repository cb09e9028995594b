import { closeCodes, WheelhouseError, type liveApi } from '@wheelhouse/protocol';
import type { WebSocket } from 'ws';
import type { Caller } from '../auth.ts';
import { guardSocket, type GuardedSocket } from '../guard-socket.ts';
import { createFrameMeter, type FrameMeter } from './frame-meter.ts';
import type { LiveLimits } from './live-limits.ts';
import type { LiveTopics } from './live-topics.ts';
import { Outlet } from './outlet.ts';
import { markOf, readLiveFrame } from './read-frame.ts';
import { refusalIn, Subscription, type SubscriptionWish } from './subscription.ts';

/** As whom a socket was opened. */
export interface LiveOpening {
  readonly caller: Caller;
  /**
   * The same credential asked again: what its caller may do now; null once it is over.
   * @throws WheelhouseError NOT_AUTHORIZED where they are out of the workspace
   */
  reauthenticate(): Promise<Caller | null>;
}

export interface LiveSocketDeps {
  readonly topics: LiveTopics;
  readonly limits: LiveLimits;
  /** Milliseconds, of a clock that never goes back. */
  readonly now: () => number;
  onClosed(socket: LiveSocket, code: number): void;
  /** A fault of ours; the socket is closed. */
  onFault(error: unknown): void;
}

/** Frames that wait while one is looked into; beyond them the socket is not read. Each may be as large as is allowed. */
const maxQueued = 8;

/** One tab: authenticated before it was opened, asked again whenever rights change. */
export class LiveSocket {
  readonly #guard: GuardedSocket;
  readonly #outlet: Outlet;
  readonly #meter: FrameMeter;
  readonly #deps: LiveSocketDeps;
  readonly #opening: LiveOpening;
  readonly #socket: WebSocket;
  readonly #subscriptions = new Map<string, Subscription>();
  #caller: Caller;
  #isOver = false;
  #checking: Promise<void> | null = null;
  #checkAgain = false;
  #checkedAt: number;
  #heardAt: number;
  #pingedAt: number;

  constructor(socket: WebSocket, opening: LiveOpening, deps: LiveSocketDeps) {
    const { limits, now } = deps;
    this.#deps = deps;
    this.#opening = opening;
    this.#socket = socket;
    this.#caller = opening.caller;
    this.#checkedAt = this.#heardAt = this.#pingedAt = now();
    this.#meter = createFrameMeter({ ...limits, now });
    this.#guard = guardSocket(socket, {
      onText: (text) => this.#take(text),
      onClose: (code) => this.#over(code),
      onFault: (error) => deps.onFault(error),
      maxQueued,
    });
    this.#outlet = new Outlet(this.#guard, { ...limits, now });
    socket.on('pong', () => {
      this.#heardAt = now();
    });
    this.#welcome();
  }

  get caller(): Caller {
    return this.#caller;
  }

  /** Ends it; nothing more is sent but the reason. */
  close(code: number, reason: string): void {
    if (this.#isOver) return;
    this.#end();
    this.#guard.close(code, reason);
  }

  /** Asks what the caller may do now, and acts on it. Calls during one lead to one more. */
  recheck(): Promise<void> {
    this.#checkAgain = true;
    this.#checking ??= this.#check().finally(() => {
      this.#checking = null;
    });
    return this.#checking;
  }

  /** What is due by the clock. */
  tick(): void {
    if (this.#isOver) return;
    const { limits, now } = this.#deps;
    const at = now();
    if (this.#outlet.fullForMs() >= limits.stalledAfterMs) {
      return this.close(closeCodes.SLOW_CONSUMER, 'too much waits for this reader');
    }
    if (at - this.#heardAt >= limits.heartbeatDeadAfterMs) {
      return this.close(closeCodes.HEARTBEAT_LOST, 'no sign of life');
    }
    if (at - this.#pingedAt >= limits.heartbeatIntervalMs) {
      this.#pingedAt = at;
      this.#socket.ping();
    }
    if (at - this.#checkedAt >= limits.recheckMs) void this.recheck();
  }

  #welcome(): void {
    const { topicsPerSocket, frameMaxBytes, framesPerSecond, heartbeatIntervalMs } = this.#deps.limits;
    const { principalId, workspaceId = null } = this.#caller;
    const told = { topicsPerSocket, frameMaxBytes, framesPerSecond, heartbeatIntervalMs };
    this.#outlet.send({ t: 'welcome', v: 1, principalId, workspaceId, limits: told });
  }

  async #take(text: string): Promise<void> {
    if (this.#isOver) return;
    this.#heardAt = this.#deps.now();
    const bytes = Buffer.byteLength(text);
    if (bytes > this.#deps.limits.frameMaxBytes) return this.close(1009, 'the frame is too large');
    if (!this.#meter.take(bytes)) return this.close(closeCodes.RATE_LIMITED, 'too many frames a second');
    let frame: liveApi.LiveClientFrame | undefined;
    try {
      frame = readLiveFrame(text);
      await this.#obey(frame);
    } catch (error) {
      if (!(error instanceof WheelhouseError)) return this.#fail(error);
      this.#refuse(error, frame);
    }
  }

  async #obey(frame: liveApi.LiveClientFrame): Promise<void> {
    if (frame.t === 'ping') return this.#outlet.send({ t: 'pong', ...markOf(frame) });
    const { topic } = frame;
    const known = this.#subscriptions.get(topic);
    if (frame.t === 'unsubscribe') {
      if (known === undefined) throw new WheelhouseError('NOT_FOUND', 'no such subscription');
      this.#forget(known);
      return this.#outlet.send({ t: 'unsubscribed', topic, ...markOf(frame) });
    }
    if (known !== undefined) throw new WheelhouseError('CONFLICT', 'subscribed already');
    if (this.#subscriptions.size >= this.#deps.limits.topicsPerSocket) {
      throw new WheelhouseError('QUOTA', 'too many topics on one socket');
    }
    const view = await this.#viewOf(topic);
    if (this.#isOver) return;
    const from = frame.t === 'resume' ? { epoch: frame.epoch, seq: frame.seq } : null;
    this.#follow({ topic, view, from, id: frame.id, many: frame.many === true });
  }

  /** Asked again where rights changed meanwhile: {@link recheck} knows only what is subscribed already. */
  async #viewOf(topic: string): Promise<string> {
    for (;;) {
      const caller = this.#caller;
      const view = await this.#deps.topics.viewOf(caller, topic);
      if (caller === this.#caller) return view;
    }
  }

  #follow(wish: SubscriptionWish): void {
    const subscription = new Subscription(
      {
        topics: this.#deps.topics,
        outlet: this.#outlet,
        caller: () => this.#caller,
        onEnded: (ended) => this.#forget(ended),
        onFault: (error) => this.#fail(error),
      },
      wish,
    );
    this.#subscriptions.set(wish.topic, subscription);
    subscription.start();
  }

  #forget(subscription: Subscription): void {
    subscription.stop();
    if (this.#subscriptions.get(subscription.topic) === subscription) this.#subscriptions.delete(subscription.topic);
  }

  async #check(): Promise<void> {
    while (this.#checkAgain && !this.#isOver) {
      this.#checkAgain = false;
      this.#checkedAt = this.#deps.now();
      try {
        await this.#askRights();
      } catch (error) {
        // Rights that cannot be asked about are not taken for granted.
        this.#fail(error);
      }
    }
  }

  async #askRights(): Promise<void> {
    const fresh = await this.#opening.reauthenticate().catch(notInside);
    if (fresh === 'outside') return this.close(closeCodes.NOT_A_MEMBER, 'no access to this workspace');
    if (fresh === null) return this.close(closeCodes.REVOKED, 'the credential is over');
    this.#caller = fresh;
    for (const subscription of this.#subscriptions.values()) await this.#askTopic(fresh, subscription);
  }

  async #askTopic(caller: Caller, subscription: Subscription): Promise<void> {
    const { topic, many } = subscription;
    const isCurrent = (): boolean => !this.#isOver && this.#subscriptions.get(topic) === subscription;
    try {
      const view = await this.#deps.topics.viewOf(caller, topic);
      if (view === subscription.view || !isCurrent()) return;
      this.#forget(subscription);
      this.#follow({ topic, view, from: null, many, isAnother: true });
    } catch (error) {
      const code = refusalIn(error);
      if (code === 'UNAVAILABLE' || code === 'INTERNAL') throw error;
      if (!isCurrent()) return;
      this.#forget(subscription);
      this.#outlet.send({ t: 'dropped', topic, code });
    }
  }

  #refuse({ code, message }: WheelhouseError, frame?: liveApi.LiveClientFrame): void {
    const topic = frame === undefined || frame.t === 'ping' ? {} : { topic: frame.topic };
    this.#outlet.send({ t: 'error', ...topic, ...(frame === undefined ? {} : markOf(frame)), code, message });
  }

  #fail(error: unknown): void {
    if (this.#isOver) return;
    this.#deps.onFault(error);
    this.close(closeCodes.GOING_AWAY, 'try again');
  }

  #end(): void {
    this.#isOver = true;
    for (const subscription of this.#subscriptions.values()) subscription.stop();
    this.#subscriptions.clear();
    this.#outlet.close();
  }

  #over(code: number): void {
    this.#end();
    this.#deps.onClosed(this, code);
  }
}

function notInside(error: unknown): 'outside' {
  if (error instanceof WheelhouseError && error.code === 'NOT_AUTHORIZED') return 'outside';
  throw error;
}
