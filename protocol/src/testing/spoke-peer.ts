import { encodeBase64Url } from '../crypto/bytes.ts';
import { randomBytes } from '../crypto/signer.ts';
import { readEnvelope } from '../envelope/dsse.ts';
import type { InstanceId } from '../ids.ts';
import { openKeyset } from '../keys/keyset.ts';
import { Challenge, type FrameOf, type Position } from '../link/frames.ts';
import { buildAuth, checkChallenge } from '../link/handshake.ts';
import { relayedKinds, type RelayedKind } from '../messages/signed.ts';
import { defaultPatienceMs, Inbox, type Received } from './inbox.ts';
import type { PeerKeys } from './peer-keys.ts';
import type { Transport } from './transport.ts';

export interface HubFacts {
  readonly id: InstanceId;
  readonly keyset: string;
  readonly fingerprint: string;
  /** What a spoke that means this hub dials. */
  readonly origin: string;
}

interface Shake {
  readonly hello?: Partial<FrameOf<'hello'>>;
  /** Signs the proof with other keys than its own. */
  readonly proveWith?: PeerKeys['link'];
  /** Sends this instead of its proof. */
  readonly authText?: string;
}

type Hints = FrameOf<'data'>['h'];

/**
 * Plays a spoke towards a hub, honestly or not. It keeps its place from link to link, acknowledges what comes, and
 * sends whatever a test tells it to.
 */
export class SpokePeer {
  readonly keys: PeerKeys;
  readonly #hub: HubFacts;
  readonly #now: () => number;
  readonly #patienceMs: number;
  down: Position = { epoch: 'none', offset: 0 };
  up: Position = { epoch: 'u1', offset: 0 };
  bootId = 'boot1';
  /** Off: what comes is kept and not acknowledged. */
  acknowledges = true;
  /** The last proof it made, for replays. */
  lastAuth = '';
  #transport: Transport | null = null;
  #inbox: Inbox | null = null;

  constructor(keys: PeerKeys, hub: HubFacts, now: () => number, patienceMs = defaultPatienceMs) {
    this.#patienceMs = patienceMs;
    this.keys = keys;
    this.#hub = hub;
    this.#now = now;
  }

  get inbox(): Inbox {
    if (this.#inbox === null) throw new Error('not connected');
    return this.#inbox;
  }

  get transport(): Transport {
    if (this.#transport === null) throw new Error('not connected');
    return this.#transport;
  }

  /** Takes a socket without saying anything. */
  connect(transport: Transport): void {
    this.#transport = transport;
    this.#inbox = new Inbox(transport, (received) => this.#onFrame(received, transport), this.#patienceMs);
  }

  hello(changes: Partial<FrameOf<'hello'>> = {}): FrameOf<'hello'> {
    return {
      t: 'hello',
      versions: [1],
      caps: [],
      instance: this.keys.instanceId,
      keyid: this.keys.link.keyid,
      nonce: encodeBase64Url(randomBytes(32)),
      origin: this.#hub.origin,
      bootId: this.bootId,
      bootCount: 1,
      resume: { down: this.down, up: this.up },
      ...changes,
    };
  }

  /** Connects and shakes hands. @returns `welcome`, or the code it was closed with */
  async dial(transport: Transport, shake: Shake = {}): Promise<FrameOf<'welcome'> | number> {
    this.connect(transport);
    const { inbox } = this;
    const hello = this.hello(shake.hello);
    const helloText = JSON.stringify(hello);
    transport.send(helloText);
    const challenge = await inbox.find('challenge');
    const texts = { hello: helloText, challenge: challenge.text };
    const trusted = openKeyset(this.#hub.keyset, {
      instance: this.#hub.id,
      identityFingerprint: this.#hub.fingerprint,
    });
    checkChallenge(texts, Challenge.parse(challenge.frame), trusted.keys, this.#now());
    this.lastAuth = shake.authText ?? buildAuth(texts, hello, challenge.frame, shake.proveWith ?? this.keys.link);
    transport.send(this.lastAuth);
    return Promise.race([
      inbox.find('welcome').then(
        ({ frame }) => frame,
        () => inbox.closed(),
      ),
      inbox.closed(),
    ]);
  }

  #onFrame({ frame }: Received, from: Transport): void {
    // What an older socket still brings is not of this session.
    if (from !== this.#transport) return;
    if (frame.t === 'welcome') {
      this.down = frame.start.down;
      this.up = frame.start.up;
    }
    if (frame.t === 'ping') this.transport.send(JSON.stringify({ t: 'pong', at: frame.at }));
    if (frame.t !== 'data' && frame.t !== 'policy' && frame.t !== 'sync') return;
    if (!this.acknowledges || frame.n !== this.down.offset + 1) return;
    this.down = { epoch: frame.e, offset: frame.n };
    this.transport.send(JSON.stringify({ t: 'ack', e: frame.e, n: frame.n, credit: 64 }));
  }

  /** Sends an envelope as the next reliable frame, with hints that fit it but for `hints`. @returns its offset */
  sendEnvelope(text: string, hints: Partial<Hints> = {}): number {
    this.up = { epoch: this.up.epoch, offset: this.up.offset + 1 };
    this.sendAt(this.up.offset, text, hints);
    return this.up.offset;
  }

  /** The same at any offset: again, or out of turn. */
  sendAt(offset: number, text: string, hints: Partial<Hints> = {}, epoch = this.up.epoch): void {
    const h = { ...hintsOf(text), ...hints };
    this.transport.send(JSON.stringify({ t: 'data', n: offset, e: epoch, h, env: text }));
  }

  /** The hub's unsigned refusal of what was sent at an offset. */
  async nackOf(offset: number): Promise<FrameOf<'nack'>> {
    return (await this.inbox.find('nack', (frame) => frame.n === offset)).frame;
  }

  async acknowledged(offset: number): Promise<void> {
    await this.inbox.find('ack', (frame) => frame.n >= offset);
  }
}

/** What an envelope says about itself, read without any check; from a payload that is no JSON, the ids it still shows. */
export function peek(text: string): { kind: RelayedKind; message: Record<string, unknown> } {
  const { kind, payload } = readEnvelope(text);
  if (kind === undefined || !(kind in relayedKinds)) throw new Error('not a relayed kind');
  const content = new TextDecoder().decode(payload);
  return { kind: kind as RelayedKind, message: membersOf(content) };
}

function membersOf(content: string): Record<string, unknown> {
  try {
    return JSON.parse(content) as Record<string, unknown>;
  } catch {
    return Object.fromEntries(
      [...content.matchAll(/"(iss|aud|id)":"([0-9a-f-]{36})"/g)].map(([, name, id]) => [name, id]),
    );
  }
}

function hintsOf(text: string): Hints {
  const { kind, message } = peek(text);
  return { to: message['aud'], from: message['iss'], id: message['id'], kind } as Hints;
}
