import {
  AckClock,
  buildAuth,
  Challenge,
  checkChallenge,
  encodeBase64Url,
  limits,
  newId,
  openKeyset,
  randomBytes,
  ReliableSender,
  type Frame,
  type FrameOf,
  type InstanceId,
  type RoutingHints,
} from '@wheelhouse/protocol';
import type { Identity } from '@wheelhouse/protocol/keyfile';
import { WebSocket } from 'ws';
import { textOf } from './text-of.ts';

export interface HubAt {
  readonly url: string;
  readonly hubId: InstanceId;
  readonly apiKey: string;
}

/** A frame's members behind its place: serialised before the timing begins. */
export function frameTail(hints: RoutingHints, envelope: string): string {
  return `,"h":${JSON.stringify(hints)},"env":${JSON.stringify(envelope)}}`;
}

/** Reads a frame of a server that this bench started: trusted, so no schema is paid for in the timing. */
const readFrame = (text: string): Frame => JSON.parse(text) as Frame;

function nextMessage(socket: WebSocket): Promise<string> {
  return new Promise((resolve, reject) => {
    socket.once('message', (data) => resolve(textOf(data)));
    socket.once('close', (code, reason) => reject(new Error(`closed with ${code} ${reason.toString()}`)));
  });
}

/** A spoke's end of the link without a store: it acknowledges as a spoke does, and hands on what it gets. */
export class LinkClient {
  readonly identity: Identity;
  onData: (frame: FrameOf<'data'>) => void = () => undefined;
  readonly #socket: WebSocket;
  readonly #sender: ReliableSender<string>;
  readonly #clock = new AckClock({ everyMessages: limits.ackEveryMessages, intervalMs: limits.ackIntervalMs });
  readonly #pings: NodeJS.Timeout;
  #stored: { epoch: string; offset: number };
  #ackTimer: NodeJS.Timeout | undefined;
  #onAllAcked: () => void = () => undefined;

  private constructor(identity: Identity, socket: WebSocket, welcome: FrameOf<'welcome'>) {
    this.identity = identity;
    this.#socket = socket;
    const { down, up } = welcome.start;
    this.#stored = down;
    const window = { messages: limits.windowUpMessages, bytes: limits.windowUpBytes };
    this.#sender = new ReliableSender(up.epoch, up.offset, window);
    this.#pings = setInterval(() => this.#send({ t: 'ping', at: Date.now() }), welcome.heartbeatMs);
    socket.on('message', (data) => this.#take(readFrame(textOf(data))));
  }

  /** Dials as an enrolled instance and goes through the handshake. */
  static async dial(identity: Identity, hub: HubAt): Promise<LinkClient> {
    const origin = `${hub.url.replace(/^http/, 'ws')}/link/v1`;
    const socket = new WebSocket(origin, 'link.v1', { perMessageDeflate: false });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const hello: FrameOf<'hello'> = {
      t: 'hello',
      versions: [1],
      caps: [],
      instance: identity.instanceId,
      keyid: identity.link.keyid,
      nonce: encodeBase64Url(randomBytes(32)),
      origin,
      bootId: newId(Date.now()),
      bootCount: 1,
      resume: { down: { epoch: 'none', offset: 0 }, up: { epoch: 'up1', offset: 0 } },
    };
    const helloText = JSON.stringify(hello);
    socket.send(helloText);
    const texts = { hello: helloText, challenge: await nextMessage(socket) };
    const challenge = Challenge.parse(JSON.parse(texts.challenge));
    const about = (await (await fetch(`${hub.url}/api/v1/hub`)).json()) as { data: { keyset: string } };
    checkChallenge(texts, challenge, openKeyset(about.data.keyset, {}).keys, Date.now());
    socket.send(buildAuth(texts, hello, challenge, identity.link));
    const welcome = readFrame(await nextMessage(socket));
    if (welcome.t !== 'welcome') throw new Error(`refused: ${JSON.stringify(welcome)}`);
    return new LinkClient(identity, socket, welcome);
  }

  /** Sends a data frame as soon as the window allows. */
  sendData(tail: string): void {
    this.#sender.offer(tail, tail.length);
    this.#flush();
  }

  /** Resolves once the hub has acknowledged everything. */
  async allAcked(): Promise<void> {
    if (this.#sender.owed === 0) return;
    await new Promise<void>((resolve) => {
      this.#onAllAcked = resolve;
    });
  }

  close(): void {
    clearInterval(this.#pings);
    clearTimeout(this.#ackTimer);
    this.#socket.terminate();
  }

  #flush(): void {
    for (const { offset, message } of this.#sender.take()) {
      this.#socket.send(`{"t":"data","n":${offset},"e":${JSON.stringify(this.#sender.epoch)}${message}`);
    }
  }

  #take(frame: Frame): void {
    if (frame.t === 'data' || frame.t === 'policy' || frame.t === 'sync') {
      this.#stored = { epoch: frame.e, offset: frame.n };
      this.#owe();
      if (frame.t === 'data') this.onData(frame);
    } else if (frame.t === 'ack') {
      this.#sender.acknowledge({ epoch: frame.e, offset: frame.n });
      this.#flush();
      if (this.#sender.owed === 0) this.#onAllAcked();
    } else if (frame.t === 'ping') {
      this.#send({ t: 'pong', at: frame.at });
    } else if (frame.t !== 'pong' && frame.t !== 'drain') {
      throw new Error(`the hub said ${JSON.stringify(frame)}`);
    }
  }

  #owe(): void {
    this.#clock.stored(performance.now());
    if (this.#clock.isDue(performance.now())) this.#ack();
    else this.#ackTimer ??= setTimeout(() => this.#ack(), limits.ackIntervalMs);
  }

  #ack(): void {
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
    this.#clock.sent();
    const { epoch, offset } = this.#stored;
    this.#send({ t: 'ack', e: epoch, n: offset, credit: limits.windowDownMessages });
  }

  #send(frame: Frame): void {
    this.#socket.send(JSON.stringify(frame));
  }
}
