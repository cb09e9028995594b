import {
  buildAuth,
  Challenge,
  checkChallenge,
  encodeBase64Url,
  Frame,
  type InstanceId,
  type MessageId,
  newId,
  openKeyset,
  parseJoinToken,
  joinProof,
  joinProofKey,
  randomBytes,
  signJoinRequest,
  type WorkspaceId,
  type CommandMessage,
  type FrameOf,
} from '@wheelhouse/protocol';
import { createIdentity, type Identity } from '@wheelhouse/protocol/keyfile';
import { WebSocket } from 'ws';
import {
  TestIssuer,
  type AskedCommand,
  type CommandWish,
  type EventsWish,
  type GrantWish,
  type ReceiptWish,
  type SignedMessage,
} from './test-issuer.ts';

export interface TestHub {
  readonly url: string;
  readonly linkUrl: string;
  readonly hubId: string;
}

/** What a spoke remembers from link to link. */
interface Memory {
  down: { epoch: string; offset: number };
  up: { epoch: string; offset: number };
  bootId: string;
}

export interface TestSpokeOptions {
  readonly name: string;
  readonly hub: TestHub;
  readonly identity?: Identity;
  /** Frames are kept but not acknowledged. */
  readonly silent?: boolean;
}

type AnyFrame = ReturnType<typeof Frame.parse>;

/**
 * A spoke without a store: speaks the link over a real socket, keeps every frame it gets, acknowledges what it keeps.
 * Enough to drive a hub from outside.
 */
export class TestSpoke {
  readonly identity: Identity;
  readonly frames: AnyFrame[] = [];
  /** Exact texts of the frames, in order. */
  readonly texts: string[] = [];
  closed: { code: number; reason: string } | null = null;
  isSilent: boolean;
  memory: Memory = {
    down: { epoch: 'none', offset: 0 },
    up: { epoch: 'up1', offset: 0 },
    bootId: newId(Date.now()),
  };
  readonly #hub: TestHub;
  readonly #issuer: TestIssuer;
  #socket: WebSocket | null = null;
  #waiters: (() => void)[] = [];
  #nextUp = 1;
  #lastDown = 0;
  /** Texts of data frames by offset. */
  readonly #sent = new Map<number, string>();

  constructor(options: TestSpokeOptions) {
    this.identity = options.identity ?? createIdentity({ name: options.name, now: Date.now() });
    this.isSilent = options.silent ?? false;
    this.#hub = options.hub;
    this.#issuer = new TestIssuer(this.identity, options.hub.hubId);
  }

  get workspaceId(): WorkspaceId {
    return this.#issuer.workspaceId;
  }

  get id(): InstanceId {
    return this.identity.instanceId;
  }

  get socket(): WebSocket {
    if (this.#socket === null) throw new Error('not dialled');
    return this.#socket;
  }

  /** The request to join with this token, as it goes over HTTP. */
  joinEnvelope(token: string): string {
    const parsed = parseJoinToken(token);
    const proof = joinProof(joinProofKey(parsed.secret), parsed.fingerprint, this.identity.keyset);
    return signJoinRequest(
      {
        v: 1,
        tokenId: parsed.id,
        instance: this.id,
        name: this.identity.name,
        keyset: this.identity.keyset,
        proof,
        iat: Date.now(),
      },
      this.identity.identity,
    );
  }

  async join(token: string): Promise<Response> {
    return await fetch(`${this.#hub.url}/api/v1/join`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ envelope: this.joinEnvelope(token) }),
    });
  }

  /** Opens the socket without saying anything. */
  async open(): Promise<WebSocket> {
    this.closed = null;
    const socket = new WebSocket(this.#hub.linkUrl, 'link.v1', { perMessageDeflate: false });
    this.#socket = socket;
    socket.on('message', (data) => {
      if (this.#socket === socket) this.#onText((data as Buffer).toString('utf8'));
    });
    socket.on('close', (code, reason) => {
      if (this.#socket !== socket) return;
      this.closed = { code, reason: reason.toString('utf8') };
      this.#wake();
    });
    socket.on('error', () => {});
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return socket;
  }

  /** Dials and goes through the handshake; resolves with the hub's `welcome`, or rejects where it is refused. */
  async dial(
    change: { readonly origin?: string; readonly linkSigner?: Identity['link'] } = {},
  ): Promise<FrameOf<'welcome'>> {
    const from = this.frames.length;
    const socket = await this.open();
    const hello: FrameOf<'hello'> = {
      t: 'hello',
      versions: [1],
      caps: [],
      instance: this.id,
      keyid: this.identity.link.keyid,
      nonce: encodeBase64Url(randomBytes(32)),
      origin: change.origin ?? this.#hub.linkUrl,
      bootId: this.memory.bootId,
      bootCount: 1,
      resume: { down: this.memory.down, up: this.memory.up },
    };
    const helloText = JSON.stringify(hello);
    socket.send(helloText);
    const challenge = Challenge.parse(await this.#firstOf(from, ['challenge']));
    const texts = {
      hello: helloText,
      challenge: this.texts.findLast((text) => text.startsWith('{"t":"challenge"')) ?? '',
    };
    const hubView = (await (await fetch(`${this.#hub.url}/api/v1/hub`)).json()) as { data: { keyset: string } };
    checkChallenge(texts, challenge, openKeyset(hubView.data.keyset, {}).keys, Date.now());
    socket.send(buildAuth(texts, hello, challenge, change.linkSigner ?? this.identity.link));
    const answer = await this.#firstOf(from, ['welcome', 'reject']);
    if (answer.t !== 'welcome') throw new Error(`refused: ${JSON.stringify(answer)}`);
    return answer;
  }

  send(frame: AnyFrame): void {
    this.socket.send(JSON.stringify(frame));
  }

  sendText(text: string): void {
    this.socket.send(text);
  }

  ack(): void {
    this.send({ t: 'ack', e: this.memory.down.epoch, n: this.memory.down.offset, credit: 64 });
  }

  /** Sends an envelope as the next reliable frame; returns its offset. */
  sendEnvelope(
    env: string,
    hints: Partial<FrameOf<'data'>['h']> & Pick<FrameOf<'data'>['h'], 'to' | 'id' | 'kind'>,
  ): number {
    const n = this.#nextUp;
    this.#nextUp += 1;
    const text = JSON.stringify({ t: 'data', n, e: this.memory.up.epoch, h: { from: this.id, ...hints }, env });
    this.#sent.set(n, text);
    this.sendText(text);
    return n;
  }

  /** Sends again what the hub had not stored when it said `welcome`; the last offset, or null where there is none. */
  resend(): number | null {
    let last: number | null = null;
    for (let text = this.#sent.get(this.#nextUp); text !== undefined; text = this.#sent.get(this.#nextUp)) {
      this.sendText(text);
      last = this.#nextUp;
      this.#nextUp += 1;
    }
    return last;
  }

  sendInventory(runs: FrameOf<'inventory'>['runs']): number {
    const n = this.#nextUp;
    this.#nextUp += 1;
    this.send({ t: 'inventory', n, e: this.memory.up.epoch, runs });
    return n;
  }

  /** A signed command, ready to be sent. */
  command(wish: CommandWish): SignedMessage<CommandMessage> {
    return this.#issuer.command(wish);
  }

  sendCommand(command: SignedMessage<CommandMessage>): number {
    return this.#sendSigned('command', command);
  }

  sendGrant(wish: GrantWish): number {
    return this.#sendSigned('grant', this.#issuer.grant(wish));
  }

  /** A receipt for a command that came in. */
  receipt(
    command: AskedCommand,
    body: ReceiptWish,
  ): SignedMessage<{ readonly id: MessageId; readonly aud: InstanceId }> {
    return this.#issuer.receipt(command, body);
  }

  sendReceipt(command: AskedCommand, body: ReceiptWish): number {
    return this.#sendSigned('receipt', this.receipt(command, body));
  }

  sendEvents(wish: EventsWish): number {
    return this.#sendSigned('events', this.#issuer.events(wish));
  }

  #sendSigned(kind: string, signed: SignedMessage<{ readonly id: MessageId; readonly aud: InstanceId }>): number {
    const { id, aud: to } = signed.message;
    return this.sendEnvelope(signed.text, { to, id, kind });
  }

  /** Resolves with the first frame, past or future, that fits. */
  async waitFor<T extends AnyFrame['t']>(t: T, fits: (frame: FrameOf<T>) => boolean = () => true): Promise<FrameOf<T>> {
    return await this.#until(() => this.framesOf(t).find(fits));
  }

  framesOf<T extends AnyFrame['t']>(t: T): FrameOf<T>[] {
    return this.frames.filter((frame): frame is FrameOf<T> => frame.t === t);
  }

  /** Resolves once the hub has acknowledged this offset. */
  async acked(offset: number): Promise<void> {
    await this.waitFor('ack', (frame) => frame.n >= offset);
  }

  /** What the hub said to the frame at this offset: the code of its nack, or `stored`. */
  async verdict(offset: number): Promise<string> {
    await this.acked(offset);
    return this.framesOf('nack').find((frame) => frame.n === offset)?.code ?? 'stored';
  }

  async waitClosed(): Promise<{ code: number; reason: string }> {
    return await this.#until(() => this.closed ?? undefined);
  }

  /** Cuts the connection without a word. */
  cut(): void {
    this.#socket?.terminate();
    this.#socket = null;
  }

  #onText(text: string): void {
    this.texts.push(text);
    const frame = Frame.parse(JSON.parse(text));
    this.frames.push(frame);
    if (frame.t === 'welcome') {
      this.memory.down = frame.start.down;
      this.memory.up = frame.start.up;
      this.#nextUp = frame.start.up.offset + 1;
      this.#lastDown = frame.start.down.offset;
    }
    if (frame.t === 'ping') this.send({ t: 'pong', at: frame.at });
    if (frame.t === 'data' || frame.t === 'policy' || frame.t === 'sync') {
      if (frame.n !== this.#lastDown + 1) throw new Error(`offset ${frame.n} after ${this.#lastDown}`);
      this.#lastDown = frame.n;
      if (!this.isSilent) {
        this.memory.down = { epoch: frame.e, offset: frame.n };
        this.ack();
      }
    }
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiters.splice(0)) wake();
  }

  async #until<T>(look: () => T | undefined): Promise<T> {
    const deadline = Date.now() + 20_000;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`nothing came; last frames: ${this.texts.slice(-5).join('\n').slice(0, 2000)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiters.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  async #firstOf(from: number, kinds: readonly AnyFrame['t'][]): Promise<AnyFrame> {
    return await this.#until(() => {
      const found = this.frames.slice(from).find((frame) => kinds.includes(frame.t));
      if (found === undefined && this.closed !== null)
        throw new Error(`closed ${this.closed.code} ${this.closed.reason}`);
      return found;
    });
  }
}
