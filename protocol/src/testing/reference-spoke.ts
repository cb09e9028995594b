import { closeCodes, WheelhouseError, type CloseName, type Code } from '../codes.ts';
import { readEnvelope, signEnvelope } from '../envelope/dsse.ts';
import { decideFreshness } from '../envelope/freshness.ts';
import { openEnvelope, parseMessage } from '../envelope/open.ts';
import { newId } from '../ids.ts';
import { openKeyset } from '../keys/keyset.ts';
import type { TrustedKey } from '../keys/trusted-key.ts';
import { Challenge, Frame, Welcome, type FrameOf, type Position } from '../link/frames.ts';
import { buildAuth, checkChallenge } from '../link/handshake.ts';
import { ReliableReceiver, ReliableSender } from '../link/reliable.ts';
import type { CommandMessage } from '../messages/signed.ts';
import type { PeerKeys } from './peer-keys.ts';
import { SpokePeer, type HubFacts } from './spoke-peer.ts';
import type { Transport } from './transport.ts';

/** A protection that can be left out, to see that the conformance suite notices. */
export type SpokeWeakness =
  | 'trusts_the_hub'
  | 'keeps_no_ledger'
  | 'ignores_the_audience'
  | 'takes_introduced_keys'
  | 'ignores_gaps'
  | 'proves_itself_to_anybody'
  | 'forgets_tombstones'
  | 'ignores_time';

export interface ReferenceSpokeOptions {
  readonly keys: PeerKeys;
  readonly hub: HubFacts;
  readonly peer: PeerKeys;
  readonly workspace: string;
  readonly verbs: readonly string[];
  readonly now: () => number;
  readonly weakness?: SpokeWeakness;
}

interface LedgerRow {
  readonly sha256: string;
  readonly receipt: string;
}

/** The smallest spoke that keeps the protocol; everything is in memory and no agent runs. */
export class ReferenceSpoke {
  readonly #options: ReferenceSpokeOptions;
  readonly #ledger = new Map<string, LedgerRow>();
  readonly #tombstones = new Set<string>();
  #peerState = 'pending';
  #peerKeys: readonly TrustedKey[] = [];
  #down: Position = { epoch: 'none', offset: 0 };
  readonly #sender = new ReliableSender<object>('u1', 0, { messages: 256, bytes: 4_194_304 });

  constructor(options: ReferenceSpokeOptions) {
    this.#options = options;
    this.#learn(options.peer.keyset);
  }

  #has(weakness: SpokeWeakness): boolean {
    return this.#options.weakness === weakness;
  }

  /** Runs one session. Resolves with the code that it was closed with. */
  serve(transport: Transport): Promise<number> {
    const { keys, hub, now } = this.#options;
    const peer = new SpokePeer(keys, hub, now);
    peer.down = this.#down;
    peer.up = { epoch: this.#sender.epoch, offset: this.#sender.nextOffset - 1 - this.#sender.owed };
    const hello = peer.hello();
    const helloText = JSON.stringify(hello);
    let phase: 'challenge' | 'welcome' | 'live' = 'challenge';
    let receiver = new ReliableReceiver(this.#down);
    let work = Promise.resolve();
    const handle = async (text: string): Promise<void> => {
      if (phase === 'challenge') {
        transport.send(this.#prove({ hello: helloText, challenge: text }, hello));
        phase = 'welcome';
      } else if (phase === 'welcome') {
        receiver = this.#adopt(Welcome.parse(JSON.parse(text)));
        phase = 'live';
        this.#oweInventory();
        this.#flush(transport);
      } else await this.#onFrame(Frame.parse(JSON.parse(text)), receiver, transport);
    };
    return new Promise((resolve) => {
      transport.onClose(resolve);
      transport.onText((text) => {
        work = work
          .then(() => handle(text))
          .catch((error: unknown) => {
            const isOurs = error instanceof CloseWith;
            transport.close(isOurs ? error.close : closeCodes.PROTOCOL_ERROR);
          });
      });
      transport.send(helloText);
    });
  }

  #prove(texts: { hello: string; challenge: string }, hello: FrameOf<'hello'>): string {
    const { hub, keys, now } = this.#options;
    const challenge = Challenge.parse(JSON.parse(texts.challenge));
    if (!this.#has('proves_itself_to_anybody')) {
      if (challenge.hub !== hub.id) throw new CloseWith('KEY_CHANGED');
      const pinned = openKeyset(hub.keyset, { instance: hub.id, identityFingerprint: hub.fingerprint });
      checkChallenge(texts, challenge, pinned.keys, now());
    }
    return buildAuth(texts, hello, challenge, keys.link);
  }

  #adopt(welcome: FrameOf<'welcome'>): ReliableReceiver {
    this.#down = welcome.start.down;
    this.#sender.resume(welcome.start.up);
    return new ReliableReceiver(welcome.start.down);
  }

  async #onFrame(frame: Frame, receiver: ReliableReceiver, transport: Transport): Promise<void> {
    if (frame.t === 'ping') return transport.send(JSON.stringify({ t: 'pong', at: frame.at }));
    if (frame.t === 'ack') return void this.#sender.acknowledge({ epoch: frame.e, offset: frame.n });
    if (frame.t !== 'data' && frame.t !== 'policy' && frame.t !== 'sync') return;
    const arrival = receiver.receive(frame.e, frame.n);
    if (arrival === 'gap' || arrival === 'foreign_epoch') {
      if (!this.#has('ignores_gaps')) throw new CloseWith('RESYNC_REQUIRED');
    } else if (arrival === 'next') {
      await this.#take(frame, transport);
      this.#down = receiver.position;
    }
    transport.send(JSON.stringify({ t: 'ack', e: this.#down.epoch, n: this.#down.offset, credit: 64 }));
    this.#flush(transport);
  }

  async #take(frame: FrameOf<'data'> | FrameOf<'policy'> | FrameOf<'sync'>, transport: Transport): Promise<void> {
    if (frame.t === 'sync') return this.#oweInventory();
    if (frame.t === 'policy') {
      for (const connection of frame.connections) {
        this.#peerState = connection.state;
        this.#learn(connection.keyset);
      }
      return;
    }
    try {
      await this.#takeCommand(frame);
    } catch (error) {
      if (!(error instanceof WheelhouseError)) throw error;
      transport.send(JSON.stringify({ t: 'nack', e: frame.e, n: frame.n, id: frame.h.id, code: error.code }));
    }
  }

  #learn(keyset: string): void {
    const { peer } = this.#options;
    const pin = this.#has('takes_introduced_keys') ? {} : { identityFingerprint: peer.fingerprint };
    try {
      this.#peerKeys = openKeyset(keyset, pin).keys;
    } catch {
      // Not by the pinned identity: what was known before stays.
    }
  }

  async #takeCommand(frame: FrameOf<'data'>): Promise<void> {
    const { peer, now } = this.#options;
    const envelope = readEnvelope(frame.env);
    if (frame.h.from !== peer.instanceId) throw new WheelhouseError('KEY_UNKNOWN');
    const message = this.#has('trusts_the_hub')
      ? parseMessage('command', envelope.payload)
      : (
          await openEnvelope(envelope, {
            kinds: ['command'],
            keys: this.#peerKeys,
            issuer: peer.instanceId,
            now: now(),
          })
        ).message;
    const known = this.#has('keeps_no_ledger') ? undefined : this.#ledger.get(message.id);
    if (known !== undefined && known.sha256 !== envelope.sha256) throw new WheelhouseError('ID_REUSED');
    if (known !== undefined) return this.#owe(known.receipt, message);
    const code = this.#decide(message);
    const receipt = this.#receipt(
      message,
      envelope.sha256,
      code === null ? { status: 'accepted' } : { status: 'rejected', code },
    );
    this.#ledger.set(message.id, { sha256: envelope.sha256, receipt });
    this.#owe(receipt, message);
    if (code === null) this.#carryOut(message, envelope.sha256);
  }

  #decide(message: CommandMessage): Code | null {
    const { hub, keys, workspace, verbs, now } = this.#options;
    if (message.hub !== hub.id) return 'HUB_MISMATCH';
    if (message.aud !== keys.instanceId && !this.#has('ignores_the_audience')) return 'AUDIENCE_MISMATCH';
    if (this.#peerState !== 'active') return 'NOT_AUTHORIZED';
    const fresh = decideFreshness(message, message.body.verb, now());
    if (fresh !== 'ok' && !this.#has('ignores_time')) return fresh;
    return message.ws === workspace && verbs.includes(message.body.verb) ? null : 'NOT_AUTHORIZED';
  }

  #carryOut(message: CommandMessage, sha256: string): void {
    const run = message.agt ?? '';
    if (message.body.verb === 'agent.kill' && !this.#has('forgets_tombstones')) this.#tombstones.add(run);
    if (message.body.verb !== 'agent.spawn') return;
    const ended = this.#tombstones.has(run)
      ? { status: 'completed', outcome: 'cancelled', code: 'CANCELLED_BEFORE_START' }
      : { status: 'started' };
    this.#owe(this.#receipt(message, sha256, ended), message);
  }

  #receipt(command: CommandMessage, sha256: string, what: object): string {
    const { keys, now } = this.#options;
    const receipt = {
      v: 1,
      id: newId(now()),
      iss: keys.instanceId,
      aud: command.iss,
      hub: command.hub,
      iat: now(),
      exp: now() + 86_400_000,
      ws: command.ws,
      ...(command.agt === undefined ? {} : { agt: command.agt }),
      body: { command: command.id, sha256, ...what },
    };
    return signEnvelope('receipt', receipt, keys.command);
  }

  #owe(receipt: string, command: CommandMessage): void {
    const { id } = JSON.parse(new TextDecoder().decode(readEnvelope(receipt).payload)) as { id: string };
    const h = { to: command.iss, from: this.#options.keys.instanceId, id, kind: 'receipt' };
    this.#sender.offer({ t: 'data', h, env: receipt }, receipt.length);
  }

  #oweInventory(): void {
    this.#sender.offer({ t: 'inventory', runs: [] }, 64);
  }

  #flush(transport: Transport): void {
    for (const { offset, message } of this.#sender.take()) {
      transport.send(JSON.stringify({ ...message, n: offset, e: this.#sender.epoch }));
    }
  }
}

class CloseWith extends Error {
  readonly close: number;

  constructor(name: CloseName) {
    super(name);
    this.close = closeCodes[name];
  }
}
