import { encodeBase64Url } from '../crypto/bytes.ts';
import { randomBytes, type Signer } from '../crypto/signer.ts';
import { readEnvelope } from '../envelope/dsse.ts';
import { parseMessage } from '../envelope/open.ts';
import { openKeyset } from '../keys/keyset.ts';
import { limits } from '../limits.ts';
import type { FrameOf, PolicyConnection } from '../link/frames.ts';
import { buildChallenge, checkAuth } from '../link/handshake.ts';
import type { ReceiptMessage } from '../messages/signed.ts';
import type { z } from 'zod';
import { Inbox, type Received } from './inbox.ts';
import type { PeerKeys } from './peer-keys.ts';
import { peek } from './spoke-peer.ts';
import type { Transport } from './transport.ts';

/** How the spoke answered a message: by signature, or unsigned. */
export type SpokeAnswer =
  | { readonly by: 'receipt'; readonly text: string; readonly message: ReceiptMessage }
  | { readonly by: 'nack'; readonly code: FrameOf<'nack'>['code'] };

interface Shake {
  readonly challengeKey?: Signer;
  readonly hub?: string;
}

/**
 * Plays a hub that was taken over: it holds the hub's own keys, keeps to the link so that the spoke stays, and relays
 * whatever it is told to without verifying anything. What a spoke refuses behind it, the spoke itself refused.
 */
export class HubPeer {
  readonly keys: PeerKeys;
  readonly #spokeKeyset: string;
  readonly #now: () => number;
  readonly #patienceMs: number | undefined;
  readonly #epoch = `d${encodeBase64Url(randomBytes(6))}`.replaceAll(/[^\w]/g, 'x');
  #sent = 0;
  #revision = 0;
  #connGen = 0;
  #upOffset = 0;
  #inbox: Inbox | null = null;
  #transport: Transport | null = null;

  constructor(options: {
    readonly keys: PeerKeys;
    readonly spokeKeyset: string;
    readonly now: () => number;
    /** How long a wait may take. */
    readonly patienceMs?: number;
  }) {
    this.keys = options.keys;
    this.#spokeKeyset = options.spokeKeyset;
    this.#now = options.now;
    this.#patienceMs = options.patienceMs;
  }

  get inbox(): Inbox {
    if (this.#inbox === null) throw new Error('no spoke has dialled');
    return this.#inbox;
  }

  get transport(): Transport {
    if (this.#transport === null) throw new Error('no spoke has dialled');
    return this.#transport;
  }

  /** Answers a dialling spoke's `hello`, with the challenge changed as told. @returns its `auth`, or its close code */
  async challenge(transport: Transport, shake: Shake = {}): Promise<{ auth: FrameOf<'auth'>; texts: Texts } | number> {
    this.#transport = transport;
    const inbox = new Inbox(transport, (received) => this.#onFrame(received, transport), this.#patienceMs);
    this.#inbox = inbox;
    const hello = await inbox.find('hello');
    const text = buildChallenge(
      hello.text,
      {
        version: 1,
        caps: [],
        hub: (shake.hub ?? this.keys.instanceId) as PeerKeys['instanceId'],
        keyid: this.keys.link.keyid,
        nonce: encodeBase64Url(randomBytes(32)),
        time: this.#now(),
        limits: {
          frameMaxBytes: limits.frameMaxBytes,
          envelopeMaxBytes: limits.envelopeMaxBytes,
          windowUpMessages: limits.windowUpMessages,
          windowDownMessages: limits.windowDownMessages,
        },
      },
      shake.challengeKey ?? this.keys.link,
    );
    transport.send(text);
    const answered = inbox.find('auth').then(
      ({ frame }) => ({ auth: frame, texts: { hello: hello.text, challenge: text } }),
      () => inbox.closed(),
    );
    return Promise.race([answered, inbox.closed()]);
  }

  /** The whole handshake, checking the spoke's proof. @throws where the proof does not hold */
  async accept(transport: Transport): Promise<FrameOf<'hello'>> {
    const answer = await this.challenge(transport);
    if (typeof answer === 'number') throw new Error(`the spoke closed ${answer} at the challenge`);
    const hello = (await this.inbox.find('hello')).frame;
    const { keys } = openKeyset(this.#spokeKeyset, {});
    const proof = { hub: this.keys.instanceId, sig: answer.auth.sig };
    checkAuth(answer.texts, hello, proof, { keys, now: this.#now() });
    this.#connGen += 1;
    this.#upOffset = hello.resume.up.offset;
    const welcome: FrameOf<'welcome'> = {
      t: 'welcome',
      session: `s${this.#connGen}`,
      connGen: this.#connGen,
      resumed: { down: this.#sent === 0, up: true },
      start: { down: { epoch: this.#epoch, offset: this.#sent }, up: hello.resume.up },
      heartbeatMs: limits.heartbeatIntervalMs,
      policyRevision: this.#revision,
    };
    transport.send(JSON.stringify(welcome));
    return hello;
  }

  #onFrame({ frame }: Received, from: Transport): void {
    // What an older socket still brings is not of this session.
    if (from !== this.#transport) return;
    if (frame.t === 'ping') this.transport.send(JSON.stringify({ t: 'pong', at: frame.at }));
    if (frame.t !== 'data' && frame.t !== 'inventory') return;
    if (frame.n === this.#upOffset + 1) this.#upOffset = frame.n;
    this.transport.send(JSON.stringify({ t: 'ack', e: frame.e, n: this.#upOffset, credit: limits.windowUpMessages }));
  }

  #reliable(frame: object): number {
    this.#sent += 1;
    this.transport.send(JSON.stringify({ ...frame, n: this.#sent, e: this.#epoch }));
    return this.#sent;
  }

  /** Relays any text as it is. `hints` replace what the text says of itself. @returns its offset */
  relay(text: string, hints: Partial<FrameOf<'data'>['h']> = {}): number {
    const { kind, message } = peek(text);
    const h = { to: message['aud'], from: message['iss'], id: message['id'], kind, ...hints };
    return this.#reliable({ t: 'data', h, env: text });
  }

  policy(connections: readonly z.infer<typeof PolicyConnection>[], instance = 'active'): number {
    this.#revision += 1;
    return this.#reliable({ t: 'policy', revision: this.#revision, instance, connections });
  }

  sync(): number {
    return this.#reliable({ t: 'sync', reason: 'test' });
  }

  /** Sends a frame out of turn. */
  sendRaw(frame: object): void {
    this.transport.send(JSON.stringify(frame));
  }

  get position(): { readonly epoch: string; readonly offset: number } {
    return { epoch: this.#epoch, offset: this.#sent };
  }

  /** Relays a command and waits for the spoke's first answer to that very frame. */
  async ask(text: string, hints: Partial<FrameOf<'data'>['h']> & { readonly id: string }): Promise<SpokeAnswer> {
    const seen = this.inbox.frames.length;
    const offset = this.relay(text, hints as Partial<FrameOf<'data'>['h']>);
    const isNew = (frame: object): boolean => this.inbox.frames.findIndex((one) => one.frame === frame) >= seen;
    const nack = this.inbox.find('nack', (frame) => frame.n === offset);
    const receipt = this.inbox.find('data', (frame) => isNew(frame) && receiptOf(frame.env)?.body.command === hints.id);
    return Promise.race([
      nack.then(({ frame }): SpokeAnswer => ({ by: 'nack', code: frame.code })),
      receipt.then(({ frame }): SpokeAnswer => ({ by: 'receipt', text: frame.env, message: mustBeReceipt(frame.env) })),
    ]);
  }
}

interface Texts {
  readonly hello: string;
  readonly challenge: string;
}

/** The receipt in an envelope, unverified; null for another kind. */
export function receiptOf(text: string): ReceiptMessage | null {
  const envelope = readEnvelope(text);
  return envelope.kind === 'receipt' ? parseMessage('receipt', envelope.payload) : null;
}

function mustBeReceipt(text: string): ReceiptMessage {
  const receipt = receiptOf(text);
  if (receipt === null) throw new Error('not a receipt');
  return receipt;
}
