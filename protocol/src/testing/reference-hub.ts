import { closeCodes, WheelhouseError, type CloseName, type Code } from '../codes.ts';
import { encodeBase64Url } from '../crypto/bytes.ts';
import { randomBytes } from '../crypto/signer.ts';
import { readEnvelope } from '../envelope/dsse.ts';
import { decideFreshness } from '../envelope/freshness.ts';
import { openEnvelope, parseMessage, type OpenedMessage } from '../envelope/open.ts';
import { openKeyset } from '../keys/keyset.ts';
import { limits } from '../limits.ts';
import { Auth, Frame, Hello, type FrameOf } from '../link/frames.ts';
import { buildChallenge, checkAuth, negotiateVersion } from '../link/handshake.ts';
import { ReliableReceiver, ReliableSender } from '../link/reliable.ts';
import { relayedKinds, type RelayedKind } from '../messages/signed.ts';
import { parseStrictJson } from '../strict-json.ts';
import type { PeerKeys } from './peer-keys.ts';
import type { Transport } from './transport.ts';

/** A protection that can be left out, to see that the conformance suite notices. */
export type HubWeakness =
  | 'verifies_nothing'
  | 'ignores_hints'
  | 'keeps_no_log'
  | 'ignores_gaps'
  | 'takes_any_origin'
  | 'lets_sessions_pile_up'
  | 'forgets_what_it_sent'
  | 'takes_any_receipt';

export interface ReferenceHubOptions {
  readonly keys: PeerKeys;
  readonly origin: string;
  readonly enrolled: readonly PeerKeys[];
  /** `issuer:target:workspace` and the verbs that were granted. */
  readonly grants: ReadonlyMap<string, readonly string[]>;
  readonly now: () => number;
  readonly weakness?: HubWeakness;
}

interface Box {
  sender: ReliableSender<object>;
  up: { epoch: string; offset: number };
  connGen: number;
  live: Transport | null;
}

/** How a session ends early. */
class EndWith extends Error {
  readonly code: number;
  readonly reject: Code | null;

  constructor(name: CloseName, reject: Code | null = null) {
    super(name);
    this.code = closeCodes[name];
    this.reject = reject;
  }
}

/** The smallest hub that keeps the protocol; everything is in memory. */
export class ReferenceHub {
  readonly #options: ReferenceHubOptions;
  readonly #boxes = new Map<string, Box>();
  readonly #log = new Map<string, { sha256: string; target: string }>();

  constructor(options: ReferenceHubOptions) {
    this.#options = options;
    options.enrolled.forEach(({ instanceId }, index) => {
      const sender = new ReliableSender<object>(`d${index}`, 0, { messages: 64, bytes: 1_048_576 });
      this.#boxes.set(instanceId, { sender, up: { epoch: 'none', offset: 0 }, connGen: 0, live: null });
    });
  }

  #has(weakness: HubWeakness): boolean {
    return this.#options.weakness === weakness;
  }

  /** Serves one socket. */
  accept(transport: Transport): void {
    const session = new HubSession(transport, this);
    let work = Promise.resolve();
    transport.onText((text) => {
      work = work
        .then(() => session.receive(text))
        .catch((error: unknown) => {
          const end = error instanceof EndWith ? error : new EndWith('PROTOCOL_ERROR');
          if (end.reject !== null) transport.send(JSON.stringify({ t: 'reject', code: end.reject }));
          transport.close(end.code);
        });
    });
  }

  challenge(helloText: string): { readonly hello: FrameOf<'hello'>; readonly text: string } {
    const hello = Hello.safeParse(parse(helloText));
    if (!hello.success) throw new EndWith('AUTH_FAILED', 'UNAUTHENTICATED');
    if (negotiateVersion(hello.data.versions) === null) throw new EndWith('VERSION_UNSUPPORTED', 'UNSUPPORTED');
    const { frameMaxBytes, envelopeMaxBytes, windowUpMessages, windowDownMessages } = limits;
    const fields = {
      version: 1,
      caps: [],
      hub: this.#options.keys.instanceId,
      keyid: this.#options.keys.link.keyid,
      nonce: encodeBase64Url(randomBytes(32)),
      time: this.#options.now(),
      limits: { frameMaxBytes, envelopeMaxBytes, windowUpMessages, windowDownMessages },
    };
    return { hello: hello.data, text: buildChallenge(helloText, fields, this.#options.keys.link) };
  }

  welcome(authText: string, texts: { hello: string; challenge: string }, transport: Transport): Live {
    const hello = Hello.parse(parse(texts.hello));
    const { keys, origin, now } = this.#options;
    const box = this.#boxes.get(hello.instance);
    const auth = Auth.safeParse(parse(authText));
    const isOwn = hello.origin === origin || this.#has('takes_any_origin');
    if (box === undefined || !auth.success || !isOwn) throw new EndWith('AUTH_FAILED', 'UNAUTHENTICATED');
    try {
      const trust = { keys: this.keysOf(hello.instance), now: now() };
      checkAuth(texts, hello, { hub: keys.instanceId, sig: auth.data.sig }, trust);
    } catch {
      throw new EndWith('AUTH_FAILED', 'UNAUTHENTICATED');
    }
    if (!this.#has('lets_sessions_pile_up')) box.live?.close(closeCodes.SUPERSEDED);
    box.live = transport;
    box.connGen += 1;
    const welcome = this.#start(hello, box);
    transport.send(JSON.stringify(welcome));
    this.flush(box);
    return { instance: hello.instance, box, receiver: new ReliableReceiver(welcome.start.up), bad: 0 };
  }

  #start(hello: FrameOf<'hello'>, box: Box): FrameOf<'welcome'> {
    const { epoch, owed, nextOffset } = box.sender;
    const down = box.sender.resume(hello.resume.down) !== null;
    if (!down) box.sender.resume({ epoch, offset: nextOffset - 1 - owed });
    if (this.#has('forgets_what_it_sent')) box.sender.resume({ epoch, offset: nextOffset - 1 });
    const up = hello.resume.up.epoch === box.up.epoch && hello.resume.up.offset <= box.up.offset;
    if (!up) box.up = hello.resume.up;
    const offset = box.sender.nextOffset - 1 - box.sender.owed;
    return {
      t: 'welcome',
      session: `s${box.connGen}`,
      connGen: box.connGen,
      resumed: { down, up },
      start: { down: { epoch: box.sender.epoch, offset }, up: box.up },
      heartbeatMs: limits.heartbeatIntervalMs,
      policyRevision: 0,
    };
  }

  keysOf(instance: string): ReturnType<typeof openKeyset>['keys'] {
    const peer = this.#options.enrolled.find((one) => one.instanceId === instance);
    return peer === undefined ? [] : openKeyset(peer.keyset, {}).keys;
  }

  flush(box: Box): void {
    for (const { offset, message } of box.sender.take()) {
      box.live?.send(JSON.stringify({ ...message, n: offset, e: box.sender.epoch }));
    }
  }

  /** Takes one reliable frame of a live session. @returns the code it is refused with */
  async relay(frame: FrameOf<'data'>, from: string): Promise<Code | null> {
    try {
      const opened = await this.#open(frame.env, from);
      const { message } = opened;
      const isTrue = frame.h.from === message.iss && frame.h.id === message.id && frame.h.kind === opened.kind;
      if (!this.#has('ignores_hints')) {
        if (frame.h.to !== message.aud) return 'AUDIENCE_MISMATCH';
        if (!isTrue) return 'INVALID';
      }
      return opened.kind === 'command' ? this.#command(opened) : this.#other(opened);
    } catch (error) {
      if (error instanceof WheelhouseError) return error.code;
      throw error;
    }
  }

  async #open(text: string, from: string): Promise<OpenedMessage> {
    const envelope = readEnvelope(text);
    const kinds = Object.keys(relayedKinds) as RelayedKind[];
    if (!this.#has('verifies_nothing')) {
      const issuer = from as PeerKeys['instanceId'];
      return openEnvelope(envelope, { kinds, keys: this.keysOf(from), issuer, now: this.#options.now() });
    }
    const kind = kinds.find((one) => one === envelope.kind) ?? 'command';
    const message = parseMessage(kind, envelope.payload);
    return { kind, message, sha256: envelope.sha256, keyid: envelope.keyid, text } as OpenedMessage;
  }

  #command(opened: OpenedMessage<'command'>): Code | null {
    const { message, sha256 } = opened;
    const key = `${message.iss}:${message.id}`;
    const known = this.#has('keeps_no_log') ? undefined : this.#log.get(key);
    if (known !== undefined) return known.sha256 === sha256 ? null : 'ID_REUSED';
    if (message.hub !== this.#options.keys.instanceId) return 'HUB_MISMATCH';
    const fresh = decideFreshness(message, message.body.verb, this.#options.now());
    if (fresh !== 'ok') return fresh;
    const verbs = this.#options.grants.get(`${message.iss}:${message.aud}:${message.ws}`) ?? [];
    if (!verbs.includes(message.body.verb)) return 'NOT_AUTHORIZED';
    this.#log.set(key, { sha256, target: message.aud });
    this.#forward(opened);
    return null;
  }

  #other(opened: Exclude<OpenedMessage, { kind: 'command' }>): Code | null {
    if (opened.kind === 'receipt' && !this.#has('takes_any_receipt')) {
      const asked = this.#log.get(`${opened.message.aud}:${opened.message.body.command}`);
      const fits = asked?.target === opened.message.iss && asked.sha256 === opened.message.body.sha256;
      if (!fits) return 'NOT_AUTHORIZED';
    }
    this.#forward(opened);
    return null;
  }

  #forward(opened: OpenedMessage): void {
    const { message } = opened;
    const box = this.#boxes.get(message.aud);
    if (box === undefined) return;
    const h = { to: message.aud, from: message.iss, id: message.id, kind: opened.kind, ws: message.ws };
    box.sender.offer({ t: 'data', h, env: opened.text }, opened.text.length);
    this.flush(box);
  }

  ignoresGaps(): boolean {
    return this.#has('ignores_gaps');
  }
}

interface Live {
  readonly instance: string;
  readonly box: Box;
  readonly receiver: ReliableReceiver;
  bad: number;
}

type Phase =
  | { readonly name: 'hello' }
  | { readonly name: 'auth'; readonly texts: { readonly hello: string; readonly challenge: string } }
  | { readonly name: 'live'; readonly live: Live };

class HubSession {
  readonly #transport: Transport;
  readonly #hub: ReferenceHub;
  #phase: Phase = { name: 'hello' };

  constructor(transport: Transport, hub: ReferenceHub) {
    this.#transport = transport;
    this.#hub = hub;
  }

  async receive(text: string): Promise<void> {
    switch (this.#phase.name) {
      case 'hello': {
        const { text: challenge } = this.#hub.challenge(text);
        this.#phase = { name: 'auth', texts: { hello: text, challenge } };
        this.#transport.send(challenge);
        return;
      }
      case 'auth':
        this.#phase = { name: 'live', live: this.#hub.welcome(text, this.#phase.texts, this.#transport) };
        return;
      case 'live':
        return this.#onFrame(Frame.parse(parse(text)), this.#phase.live);
    }
  }

  async #onFrame(frame: Frame, live: Live): Promise<void> {
    if (frame.t === 'ping') return this.#send({ t: 'pong', at: frame.at });
    if (frame.t === 'pong' || frame.t === 'nack') return;
    if (frame.t === 'ack') {
      if (live.box.sender.acknowledge({ epoch: frame.e, offset: frame.n }) === null)
        throw new EndWith('RESYNC_REQUIRED');
      return this.#hub.flush(live.box);
    }
    if (frame.t !== 'data' && frame.t !== 'inventory') throw new EndWith('PROTOCOL_ERROR');
    const arrival = live.receiver.receive(frame.e, frame.n);
    if ((arrival === 'gap' || arrival === 'foreign_epoch') && !this.#hub.ignoresGaps())
      throw new EndWith('RESYNC_REQUIRED');
    if (arrival === 'next') {
      if (frame.t === 'data') await this.#relay(frame, live);
      live.box.up = live.receiver.position;
    }
    this.#send({ t: 'ack', e: live.box.up.epoch, n: live.box.up.offset, credit: 256 });
  }

  async #relay(frame: FrameOf<'data'>, live: Live): Promise<void> {
    const code = await this.#hub.relay(frame, live.instance);
    if (code === null) return;
    this.#send({ t: 'nack', e: frame.e, n: frame.n, id: frame.h.id, code });
    if (code === 'SIGNATURE_INVALID') live.bad += 1;
    if (live.bad > limits.badSignaturesPerMinute) throw new EndWith('PROTOCOL_ERROR');
  }

  #send(frame: Frame): void {
    this.#transport.send(JSON.stringify(frame));
  }
}

function parse(text: string): unknown {
  try {
    return parseStrictJson(text);
  } catch {
    return null;
  }
}
