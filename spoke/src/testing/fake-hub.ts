import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  buildChallenge,
  checkAuth,
  Frame,
  Hello,
  openKeyset,
  parseMessage,
  readEnvelope,
  type FrameOf,
  type RelayedKind,
  type TrustedKey,
} from '@wheelhouse/protocol';
import { createIdentity, type Identity } from '@wheelhouse/protocol/keyfile';
import { WebSocketServer, type WebSocket } from 'ws';
import { until } from './until.ts';
import type { HubFile } from '../identity/hub-pin.ts';

type Reliable = FrameOf<'data'> | FrameOf<'inventory'>;

/** One `data` frame that a spoke sent, opened without any check. */
export interface Relayed {
  readonly kind: RelayedKind;
  readonly message: Record<string, unknown> & { readonly id: string; readonly body: Record<string, unknown> };
  readonly envelope: string;
  readonly offset: number;
}

/**
 * A hub that verifies nothing of what it relays: whatever a test puts into its mailbox goes to the spoke. It keeps the
 * link protocol otherwise, so what a spoke refuses, the spoke itself refused.
 */
export class FakeHub {
  readonly identity: Identity;
  readonly #server: Server;
  readonly #sockets: WebSocketServer;
  readonly #spokeKeys: () => readonly TrustedKey[];
  #down: { readonly n: number; readonly body: object }[] = [];
  #sent = 0;
  #acked = 0;
  #up = { epoch: 'none', offset: 0 };
  #live: WebSocket | null = null;
  #acksUp = true;
  connections = 0;
  readonly epoch: string = randomUUID().slice(0, 13);
  readonly frames: Frame[] = [];
  readonly relayed: Relayed[] = [];
  readonly nacks: FrameOf<'nack'>[] = [];
  readonly inventories: FrameOf<'inventory'>[] = [];
  /** Put into the next welcome. */
  heartbeatMs = 15_000;
  answersPings = true;
  policyRevision = 0;

  private constructor(identity: Identity, spokeKeyset: () => string | null) {
    this.identity = identity;
    this.#spokeKeys = () => {
      const keyset = spokeKeyset();
      return keyset === null ? [] : openKeyset(keyset, {}).keys;
    };
    this.#server = createServer();
    this.#sockets = new WebSocketServer({
      server: this.#server,
      path: '/link/v1',
      perMessageDeflate: false,
      handleProtocols: (offered) => (offered.has('link.v1') ? 'link.v1' : false),
    });
    this.#sockets.on('connection', (socket) => this.#accept(socket));
  }

  static async start(spokeKeyset: () => string | null): Promise<FakeHub> {
    const hub = new FakeHub(createIdentity({ name: 'fake-hub', now: Date.now() }), spokeKeyset);
    await new Promise<void>((resolve) => hub.#server.listen(0, '127.0.0.1', resolve));
    return hub;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** What a spoke that joined this hub has in `hub.json`. */
  hubFile(): HubFile {
    return {
      version: 1,
      hubId: this.identity.instanceId,
      url: `http://127.0.0.1:${this.port}`,
      linkUrl: `ws://127.0.0.1:${this.port}/link/v1`,
      fingerprint: this.identity.fingerprint,
      keyset: this.identity.keyset,
    };
  }

  get isLive(): boolean {
    return this.#live !== null;
  }

  get ackedOffset(): number {
    return this.#acked;
  }

  /** Puts an envelope into the spoke's mailbox, with hints that fit it, or those given. Returns its offset. */
  relay(envelope: string, hints?: { readonly from: string }): number {
    const { kind, message } = peek(envelope);
    const h = { to: message['aud'], from: message['iss'], id: message.id, kind, ws: message['ws'], ...hints };
    return this.#append({ t: 'data', h, env: envelope });
  }

  /** Like `relay`, for text in which nothing can be read: the hints stand alone. */
  relayRaw(env: string, h: { readonly to: string; readonly from: string; readonly id: string }): number {
    return this.#append({ t: 'data', h: { kind: 'command', ...h }, env });
  }

  policy(connections: readonly object[], instance = 'active'): number {
    this.policyRevision += 1;
    return this.#append({ t: 'policy', revision: this.policyRevision, instance, connections });
  }

  sync(): number {
    return this.#append({ t: 'sync', reason: 'test' });
  }

  /** Sends any frame text to the live spoke, outside of every rule. */
  sendText(text: string): void {
    this.#live?.send(text);
  }

  /** From now on nothing that the spoke sends is acknowledged. */
  holdAcks(): void {
    this.#acksUp = false;
  }

  releaseAcks(): void {
    this.#acksUp = true;
    this.#sendAck();
  }

  /** Cuts the connection as a crash would. */
  cut(): void {
    this.#live?.terminate();
    this.#live = null;
  }

  /** Closes the next socket with this code instead of answering its `hello`. */
  closeBeforeProof: number | null = null;

  close(code: number): void {
    this.#live?.close(code);
    this.#live = null;
  }

  /** Resolves once the spoke has acknowledged everything up to an offset. */
  async acknowledged(offset: number): Promise<void> {
    await until(`the spoke acknowledges ${offset}`, () => this.#acked >= offset);
  }

  receiptsFor(commandId: string): Relayed[] {
    return this.relayed.filter((item) => item.kind === 'receipt' && item.message.body['command'] === commandId);
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #append(body: object): number {
    const n = (this.#down.at(-1)?.n ?? 0) + 1;
    this.#down.push({ n, body });
    this.#pump();
    return n;
  }

  #pump(): void {
    if (this.#live === null) return;
    for (const entry of this.#down) {
      if (entry.n <= this.#sent) continue;
      this.#live.send(JSON.stringify({ ...entry.body, n: entry.n, e: this.epoch }));
      this.#sent = entry.n;
    }
  }

  #accept(socket: WebSocket): void {
    this.connections += 1;
    let step: 'hello' | 'auth' | 'live' = 'hello';
    let texts = { hello: '', challenge: '' };
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      if (this.#live === socket) this.#live = null;
    });
    socket.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      if (step === 'hello' && this.closeBeforeProof !== null) {
        socket.close(this.closeBeforeProof);
      } else if (step === 'hello') {
        texts = { hello: text, challenge: this.#challenge(text) };
        socket.send(texts.challenge);
        step = 'auth';
      } else if (step === 'auth') {
        const hello = Hello.parse(JSON.parse(texts.hello));
        const { sig } = JSON.parse(text) as { sig: string };
        const keys = this.#spokeKeys();
        // A spoke may dial before the test knows its keys: it dials again.
        if (keys.length === 0) return socket.terminate();
        checkAuth(texts, hello, { hub: this.identity.instanceId, sig }, { keys, now: Date.now() });
        step = 'live';
        this.#welcome(socket, hello);
      } else {
        this.#onFrame(Frame.parse(JSON.parse(text)));
      }
    });
  }

  #challenge(hello: string): string {
    return buildChallenge(
      hello,
      {
        version: 1,
        caps: [],
        hub: this.identity.instanceId,
        keyid: this.identity.link.keyid,
        nonce: randomBytes(32).toString('base64url'),
        time: Date.now(),
        limits: { frameMaxBytes: 1_048_576, envelopeMaxBytes: 262_144, windowUpMessages: 256, windowDownMessages: 64 },
      },
      this.identity.link,
    );
  }

  #welcome(socket: WebSocket, hello: FrameOf<'hello'>): void {
    const { down, up } = hello.resume;
    const resumedUp = up.epoch === this.#up.epoch && up.offset <= this.#up.offset;
    if (!resumedUp) this.#up = up;
    const resumedDown = down.epoch === this.epoch;
    this.#sent = resumedDown ? down.offset : 0;
    this.#acked = Math.max(this.#acked, this.#sent);
    this.#live = socket;
    socket.send(
      JSON.stringify({
        t: 'welcome',
        session: 'test',
        connGen: this.connections,
        resumed: { down: resumedDown, up: resumedUp },
        start: { down: { epoch: this.epoch, offset: this.#sent }, up: this.#up },
        heartbeatMs: this.heartbeatMs,
        policyRevision: this.policyRevision,
      }),
    );
    this.#pump();
  }

  #onFrame(frame: Frame): void {
    this.frames.push(frame);
    if (frame.t === 'data' || frame.t === 'inventory') this.#onReliable(frame);
    if (frame.t === 'ack') this.#acked = Math.max(this.#acked, frame.n);
    if (frame.t === 'nack') this.nacks.push(frame);
    if (frame.t === 'ping' && this.answersPings) this.sendText(JSON.stringify({ t: 'pong', at: frame.at }));
  }

  #onReliable(frame: Reliable): void {
    if (frame.n <= this.#up.offset) return;
    if (frame.n !== this.#up.offset + 1) throw new Error(`a gap: ${frame.n} after ${this.#up.offset}`);
    this.#up = { epoch: frame.e, offset: frame.n };
    if (frame.t === 'data') this.relayed.push({ ...peek(frame.env), envelope: frame.env, offset: frame.n });
    else this.inventories.push(frame);
    if (this.#acksUp) this.#sendAck();
  }

  #sendAck(): void {
    this.sendText(JSON.stringify({ t: 'ack', e: this.#up.epoch, n: this.#up.offset, credit: 256 }));
  }
}

function peek(envelope: string): { kind: RelayedKind; message: Relayed['message'] } {
  const read = readEnvelope(envelope);
  const kind = read.kind as RelayedKind;
  try {
    return { kind, message: parseMessage(kind, read.payload) as unknown as Relayed['message'] };
  } catch {
    return { kind, message: JSON.parse(Buffer.from(read.payload).toString('utf8')) as Relayed['message'] };
  }
}
