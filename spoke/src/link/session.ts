import {
  closeCodes,
  decideHeartbeat,
  Frame,
  limits,
  parseStrictJson,
  WheelhouseError,
  type CloseName,
  type FrameOf,
} from '@wheelhouse/protocol';
import type { InstanceId, Signer } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { guardSocket, type Failpoints, type GuardedSocket, type Logger } from '@wheelhouse/server';
import { WebSocket } from 'ws';
import type { HubPin } from '../identity/hub-pin.ts';
import type { LinkArrival, Verdicts } from '../returns/take-message.ts';
import type { TrustStore } from '../trust/trust-store.ts';
import { DownStream } from './down-stream.ts';
import { beginHandshake, type Handshake } from './handshake.ts';
import { oweInventory, renewUpEpoch, saveDownPlace, touchPolicy, type LinkPlace } from './link-store.ts';
import { applyPolicy } from './policy.ts';
import { UpStream } from './up-stream.ts';

export interface SessionDeps {
  readonly db: SpokeDb;
  readonly self: InstanceId;
  readonly linkKey: Signer;
  readonly pin: HubPin;
  readonly bootId: string;
  readonly trust: TrustStore;
  readonly failpoints: Failpoints;
  readonly logger: Logger;
  readonly now: () => number;
  random(): number;
  /** Stores verified messages. A code = that one is refused without a signature. */
  take(arrivals: readonly LinkArrival[]): Promise<Verdicts>;
  /** The hub refused a message of ours: its id and why. */
  onNack(frame: FrameOf<'nack'>): Promise<void>;
  onLive(): void;
  /** Counts what goes over the link. */
  onFrame(direction: 'in' | 'out', text: string): void;
}

export interface SessionEnd {
  /** Close code; null where the socket never opened. */
  readonly code: number | null;
  /**
   * The proven hub closed with this code. Only then may a final code end dialling: otherwise anybody who can answer at
   * the hub's address could cut this instance off for good.
   */
  readonly isHubsWord: boolean;
  readonly reason: string;
  readonly liveForMs: number;
}

type Phase =
  | { readonly name: 'dialling' }
  | { readonly name: 'proving'; readonly handshake: Handshake }
  | { readonly name: 'welcomed'; readonly handshake: Handshake }
  | { readonly name: 'live'; readonly live: Live }
  | { readonly name: 'over' };

interface Live {
  readonly down: DownStream;
  readonly up: UpStream;
  readonly since: number;
  readonly welcome: FrameOf<'welcome'>;
}

const heartbeatTickMs = 1_000;

/** One try at a link with the hub, from dialling to the end of its socket. */
export class LinkSession {
  readonly ended: Promise<SessionEnd>;
  readonly #deps: SessionDeps;
  readonly #socket: GuardedSocket;
  readonly #place: LinkPlace;
  #phase: Phase = { name: 'dialling' };
  #reason = '';
  #opened = false;
  #isHubProved = false;
  #closedHere = false;
  #lastHeardAt: number;
  #lastPingAt: number;
  #touchedAt: number;
  #timers: NodeJS.Timeout[] = [];

  constructor(deps: SessionDeps, place: LinkPlace) {
    this.#deps = deps;
    this.#place = place;
    const now = deps.now();
    this.#lastHeardAt = now;
    this.#lastPingAt = now;
    this.#touchedAt = now;
    const webSocket = new WebSocket(deps.pin.linkUrl, 'link.v1', {
      perMessageDeflate: false,
      maxPayload: limits.frameMaxBytes,
      handshakeTimeout: limits.handshakeTimeoutMs,
      followRedirects: false,
    });
    webSocket.once('open', () => this.#onOpen());
    let finish: (end: SessionEnd) => void = () => {};
    this.ended = new Promise((resolve) => {
      finish = resolve;
    });
    this.#socket = guardSocket(webSocket, {
      onFrame: (direction, text) => deps.onFrame(direction, text),
      onText: (text) => this.#onText(text),
      onFault: (error) => this.#onFault(error),
      onClose: (code, reason) => void this.#onClose(code, reason).then(finish),
    });
    this.#timers.push(
      setTimeout(() => this.#end('GOING_AWAY', 'the handshake took too long'), limits.handshakeTimeoutMs),
    );
  }

  get isLive(): boolean {
    return this.#phase.name === 'live';
  }

  get isProving(): boolean {
    return this.#phase.name === 'proving' || this.#phase.name === 'welcomed';
  }

  /** Sends what is owed. */
  wake(): void {
    if (this.#phase.name === 'live') this.#phase.live.up.wake();
  }

  /** Says what need not arrive; nothing is done where the link is not live. */
  tell(topic: string, data: FrameOf<'eph'>['data']): void {
    if (this.isLive) this.#send({ t: 'eph', topic, data });
  }

  /** Says goodbye and resolves once nothing of this session is being stored any more. */
  async close(): Promise<void> {
    this.#reason = 'closed here';
    this.#closedHere = true;
    // Before `welcome` nothing but the handshake may be said.
    if (this.isLive) this.#socket.send(JSON.stringify({ t: 'bye', code: 1000 }));
    this.#socket.close(1000, 'bye');
    await this.ended;
  }

  #onOpen(): void {
    this.#opened = true;
    const { self, linkKey, pin, bootId, now } = this.#deps;
    const handshake = beginHandshake({ self, linkKey, pin, place: this.#place, bootId, now });
    this.#phase = { name: 'proving', handshake };
    this.#socket.send(handshake.hello);
  }

  async #onText(text: string): Promise<void> {
    this.#lastHeardAt = this.#deps.now();
    switch (this.#phase.name) {
      case 'proving': {
        const { handshake } = this.#phase;
        this.#phase = { name: 'welcomed', handshake };
        const auth = handshake.onChallenge(text);
        this.#isHubProved = true;
        this.#socket.send(auth);
        return;
      }
      case 'welcomed':
        return this.#goLive(this.#phase.handshake.onWelcome(text));
      case 'live':
        // Any word of the hub will do: a busy link has no need of pings.
        await this.#touch(this.#phase.live);
        return this.#onFrame(Frame.parse(parseStrictJson(text)), this.#phase.live);
      case 'dialling':
      case 'over':
        return;
    }
  }

  async #goLive(welcome: FrameOf<'welcome'>): Promise<void> {
    const { db, self, pin, logger } = this.#deps;
    const { down, up } = welcome.start;
    if (!welcome.resumed.down || !welcome.resumed.up) {
      logger.warn({ event: 'link_not_resumed', connGen: welcome.connGen }, 'the hub could not continue where we stood');
    }
    if (up.offset >= this.#place.upNext) {
      await renewUpEpoch(db, pin.hubId);
      return this.#end('RESYNC_REQUIRED', 'the hub knows more of our messages than we do');
    }
    await saveDownPlace(db, pin.hubId, down);
    await db.withInstance('link', async (tx) => {
      await tx.linkOutbox.deleteMany({ where: { linkOffset: { lte: BigInt(up.offset) } } });
      await oweInventory(tx, self, pin.hubId);
    });
    // The socket may have gone while the store was asked.
    if (!this.#socket.isOpen) return;
    const live: Live = {
      welcome,
      since: this.#deps.now(),
      down: this.#openDown(down),
      up: this.#openUp(up),
    };
    this.#stopTimers();
    this.#phase = { name: 'live', live };
    this.#timers.push(setInterval(() => this.#beat(live), Math.min(heartbeatTickMs, welcome.heartbeatMs / 3)));
    this.#deps.onLive();
    live.up.wake();
  }

  #openDown(start: FrameOf<'welcome'>['start']['down']): DownStream {
    const { db, pin, trust, failpoints, now } = this.#deps;
    return new DownStream({
      db,
      hubId: pin.hubId,
      start,
      trust,
      failpoints,
      now,
      send: (frame) => this.#send(frame),
      take: async (arrivals) => {
        const verdicts = await this.#deps.take(arrivals);
        this.wake();
        return verdicts;
      },
      takePolicy: async (frame) => {
        await applyPolicy({ db, hubId: pin.hubId, now }, frame);
        await trust.reload();
      },
      takeSync: async (frame) => {
        await db.withInstance('link', (tx) => oweInventory(tx, this.#deps.self, pin.hubId));
        await saveDownPlace(db, pin.hubId, { epoch: frame.e, offset: frame.n });
        this.wake();
      },
      end: (reason) => this.#end(reason === 'resync' ? 'RESYNC_REQUIRED' : 'RATE_LIMITED', reason),
    });
  }

  #openUp(start: FrameOf<'welcome'>['start']['up']): UpStream {
    return new UpStream({
      db: this.#deps.db,
      self: this.#deps.self,
      hubId: this.#deps.pin.hubId,
      epoch: start.epoch,
      storedOffset: start.offset,
      window: limits.windowUpMessages,
      now: this.#deps.now,
      send: (text) => this.#socket.send(text),
      buffered: () => this.#socket.bufferedBytes(),
      onFault: (error) => this.#onFault(error),
    });
  }

  async #onFrame(frame: Frame, live: Live): Promise<void> {
    switch (frame.t) {
      case 'data':
      case 'policy':
      case 'sync':
        return live.down.receive(frame);
      case 'ack':
        if (!(await live.up.ack(frame))) this.#end('RESYNC_REQUIRED', 'the hub acknowledged what was never sent');
        return;
      case 'nack':
        return this.#deps.onNack(frame);
      case 'ping':
        this.#send({ t: 'pong', at: frame.at });
        return live.down.sendAck();
      case 'pong':
      case 'drain':
      case 'eph':
      case 'error':
        return;
      case 'bye':
        return this.#end('GOING_AWAY', 'the hub said goodbye');
      case 'hello':
      case 'challenge':
      case 'auth':
      case 'welcome':
      case 'reject':
      case 'inventory':
        throw new WheelhouseError('INVALID', `a ${frame.t} frame has no place here`);
    }
  }

  /** A hub that speaks and has announced nothing newer keeps our view of the policy fresh. */
  async #touch(live: Live): Promise<void> {
    const now = this.#deps.now();
    if (now - this.#touchedAt < limits.heartbeatIntervalMs) return;
    this.#touchedAt = now;
    await touchPolicy(this.#deps.db, this.#deps.pin.hubId, { revision: live.welcome.policyRevision, now });
  }

  #beat(live: Live): void {
    const now = this.#deps.now();
    const state = { lastHeardAt: this.#lastHeardAt, lastPingAt: this.#lastPingAt };
    const jitter = this.#deps.random() * 2 - 1;
    switch (decideHeartbeat(state, now, { intervalMs: live.welcome.heartbeatMs, jitter })) {
      case 'dead':
        this.#reason = 'the hub fell silent';
        return this.#socket.terminate();
      case 'ping':
        this.#lastPingAt = now;
        return this.#send({ t: 'ping', at: now });
      case 'wait':
        return;
    }
  }

  #send(frame: FrameOf<'ack' | 'nack' | 'ping' | 'pong' | 'eph'>): void {
    this.#socket.send(JSON.stringify(frame));
  }

  #onFault(error: unknown): void {
    const code = error instanceof WheelhouseError ? error.code : 'INTERNAL';
    this.#deps.logger.warn({ event: 'link_fault', code, err: error }, 'the link cannot go on');
    this.#end(code === 'INTERNAL' ? 'GOING_AWAY' : 'PROTOCOL_ERROR', `fault: ${code}`);
  }

  #end(name: CloseName, reason: string): void {
    if (this.#reason === '') this.#reason = reason;
    this.#closedHere = true;
    this.#socket.close(closeCodes[name], name);
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }

  async #onClose(code: number, reason: string): Promise<SessionEnd> {
    const phase = this.#phase;
    this.#phase = { name: 'over' };
    this.#stopTimers();
    if (phase.name === 'live') await Promise.all([phase.live.down.close(), phase.live.up.close()]);
    const liveForMs = phase.name === 'live' ? this.#deps.now() - phase.live.since : 0;
    return {
      code: this.#opened ? code : null,
      isHubsWord: this.#isHubProved && !this.#closedHere,
      reason: this.#reason === '' ? reason : this.#reason,
      liveForMs,
    };
  }
}
