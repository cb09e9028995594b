import { closeCodes } from '../codes.ts';
import type { WorkspaceId } from '../ids.ts';
import { InstanceId as InstanceIdSchema, newId, WorkspaceId as WorkspaceIdSchema } from '../ids.ts';
import type { CommandBody } from '../messages/command.ts';
import type { CommandMessage } from '../messages/signed.ts';
import { signEnvelope } from '../envelope/dsse.ts';
import { readEnvelope } from '../envelope/dsse.ts';
import { check, checkEqual, type ConformanceCase } from './conformance.ts';
import { changePayload, crossSignature, flipPayloadByte, reserialise } from './damage.ts';
import { signCommand, type PeerKeys, type SignedCommand } from './peer-keys.ts';
import { SpokePeer, type HubFacts } from './spoke-peer.ts';
import type { Transport } from './transport.ts';

/** A hub to be tested, with two enrolled, active instances that are connected. */
export interface HubSubject {
  readonly hub: HubFacts;
  /** Holds a grant of `target` for `agent.spawn`, `agent.status` and `agent.kill` in `workspace`. */
  readonly issuer: PeerKeys;
  readonly target: PeerKeys;
  readonly workspace: WorkspaceId;
  /** An agent that the grant covers. */
  readonly agent: string;
  /** Keys of an instance that never joined. */
  readonly stranger: PeerKeys;
  readonly now: () => number;
  /** How long one answer may take; default 10 s. */
  readonly patienceMs?: number;
  /** Opens a socket to the hub's link entrance. */
  dial(): Promise<Transport>;
}

interface Pair {
  readonly issuer: SpokePeer;
  readonly target: SpokePeer;
}

class HubSuite {
  readonly #subject: HubSubject;
  /** One per instance for the whole suite: places on the link outlive a session. */
  readonly #peers: Pair;

  constructor(subject: HubSubject) {
    this.#subject = subject;
    this.#peers = {
      issuer: this.#peerOf(subject.issuer),
      target: this.#peerOf(subject.target),
    };
  }

  #peerOf(keys: PeerKeys): SpokePeer {
    const { hub, now, patienceMs } = this.#subject;
    return new SpokePeer(keys, hub, now, patienceMs);
  }

  async #live(peer: SpokePeer): Promise<SpokePeer> {
    const welcome = await peer.dial(await this.#subject.dial());
    check(typeof welcome !== 'number', `an enrolled spoke is welcome (closed ${JSON.stringify(welcome)})`);
    return peer;
  }

  async #both(): Promise<Pair> {
    await this.#live(this.#peers.target);
    await this.#live(this.#peers.issuer);
    return this.#peers;
  }

  #command(changes: Partial<CommandMessage> = {}, key?: PeerKeys['command']): SignedCommand {
    const { issuer, target, hub, workspace: ws, agent, now } = this.#subject;
    const body: CommandBody = { verb: 'agent.spawn', agent };
    const options = { now: now(), changes, ...(key === undefined ? {} : { key }) };
    return signCommand(issuer, { aud: target.instanceId, hub: hub.id, ws }, body, options);
  }

  /** A refused text must be nacked with a code, and never reach the target: a sound one sent after it arrives first. */
  async #refused(
    text: string,
    codes: readonly string[],
    hints: Parameters<SpokePeer['sendEnvelope']>[1] = {},
  ): Promise<void> {
    const { issuer, target } = await this.#both();
    const nack = await issuer.nackOf(issuer.sendEnvelope(text, hints));
    check(codes.includes(nack.code), `it is refused as ${codes.join(' or ')}, not ${nack.code}`);
    const probe = this.#command();
    issuer.sendEnvelope(probe.text);
    await target.inbox.find('data', (frame) => frame.env === probe.text);
    check(!target.inbox.list('data').some((frame) => frame.env === text), 'what was refused does not reach the target');
  }

  async #handshakeFails(shake: Parameters<SpokePeer['dial']>[1], keys = this.#subject.issuer): Promise<void> {
    const peer = this.#peerOf(keys);
    const answer = await peer.dial(await this.#subject.dial(), shake);
    checkEqual(answer, closeCodes.AUTH_FAILED, 'a failed proof closes with AUTH_FAILED');
    const rejects = peer.inbox.list('reject').map((frame) => frame.code);
    check(
      rejects.every((code) => code === 'UNAUTHENTICATED'),
      'strangers are told nothing but UNAUTHENTICATED',
    );
  }

  /** Sends frames before `welcome`. */
  async #early(text: string): Promise<void> {
    const peer = this.#peerOf(this.#subject.issuer);
    peer.connect(await this.#subject.dial());
    peer.transport.send(text);
    const code = await peer.inbox.closed();
    check(code >= 4500 && code < 5000, `a frame before the handshake closes for good (${code})`);
  }

  handshakeCases(): ConformanceCase[] {
    const { stranger, issuer, target } = this.#subject;
    return [
      {
        name: 'proves itself by its pinned key and welcomes an enrolled spoke',
        run: async () => void (await this.#live(this.#peers.issuer)),
      },
      { name: 'refuses a proof by another key', run: () => this.#handshakeFails({ proveWith: stranger.link }) },
      {
        name: 'refuses a proof by a key of another use',
        run: () => this.#handshakeFails({ proveWith: issuer.command }),
      },
      {
        name: 'challenges an unknown instance like any other and refuses it alike',
        run: () => this.#handshakeFails({}, stranger),
      },
      { name: 'refuses one instance in another’s name', run: () => this.#handshakeFails({ proveWith: target.link }) },
      {
        name: 'refuses a spoke that dialled another address',
        run: () => this.#handshakeFails({ hello: { origin: 'wss://elsewhere.example/link/v1' } }),
      },
      {
        name: 'refuses a recorded proof',
        run: async () => {
          const peer = await this.#live(this.#peers.issuer);
          await this.#handshakeFails({ authText: peer.lastAuth });
        },
      },
      {
        name: 'refuses versions it does not speak',
        run: async () => {
          const peer = this.#peerOf(issuer);
          peer.connect(await this.#subject.dial());
          peer.transport.send(JSON.stringify(peer.hello({ versions: [999] })));
          checkEqual(
            await peer.inbox.closed(),
            closeCodes.VERSION_UNSUPPORTED,
            'no common version closes with its code',
          );
        },
      },
      { name: 'takes nothing before a hello', run: () => this.#early('{"t":"ping","at":1}') },
      { name: 'survives a first frame that is no JSON', run: () => this.#early('hello') },
      { name: 'survives a nesting bomb as first frame', run: () => this.#early('['.repeat(150_000)) },
      {
        name: 'WS-15: the newest session of a spoke wins and the older one is told so',
        run: async () => {
          const older = this.#peerOf(issuer);
          const first = await older.dial(await this.#subject.dial());
          check(typeof first !== 'number', 'the first session is welcome');
          const newer = this.#peerOf(issuer);
          newer.up = older.up;
          newer.down = older.down;
          const second = await newer.dial(await this.#subject.dial());
          check(typeof second !== 'number' && second.connGen > first.connGen, 'connGen rises');
          checkEqual(await older.inbox.closed(), closeCodes.SUPERSEDED, 'the older session is closed SUPERSEDED');
          this.#peers.issuer.up = newer.up;
          this.#peers.issuer.down = newer.down;
        },
      },
    ];
  }

  relayCases(): ConformanceCase[] {
    const { stranger, target, issuer, hub, now, workspace } = this.#subject;
    const elsewhere = InstanceIdSchema.parse(newId(now()));
    const refused = (name: string, make: () => string, ...codes: string[]): ConformanceCase => ({
      name: `refuses ${name}`,
      run: () => this.#refused(make(), codes),
    });
    return [
      {
        name: 'relays the exact characters of an envelope, once, and acknowledges it',
        run: async () => {
          const pair = await this.#both();
          const { text } = this.#command();
          const offset = pair.issuer.sendEnvelope(text);
          await pair.issuer.acknowledged(offset);
          const { frame } = await pair.target.inbox.find('data', (one) => one.env === text);
          checkEqual(frame.h.to, target.instanceId, 'the hints are the signed fields');
        },
      },
      refused(
        'ENV-04: a flipped payload byte',
        () => flipPayloadByte(this.#command().text),
        'SIGNATURE_INVALID',
        'INVALID',
      ),
      refused(
        'ENV-04: another workspace under the same signature',
        () => changePayload(this.#command().text, { ws: newId(now()) }),
        'SIGNATURE_INVALID',
      ),
      refused('ENV-04: the same content serialised anew', () => reserialise(this.#command().text), 'SIGNATURE_INVALID'),
      refused(
        'SIG-12: a signature taken from another command',
        () => crossSignature(this.#command().text, this.#command().text),
        'SIGNATURE_INVALID',
      ),
      refused('a key that nobody enrolled', () => this.#command({}, stranger.command).text, 'KEY_UNKNOWN'),
      refused('a key of another use', () => this.#command({}, issuer.grant).text, 'NOT_AUTHORIZED', 'KEY_UNKNOWN'),
      refused(
        'a message in another instance’s name',
        () => this.#command({ iss: target.instanceId }).text,
        'NOT_AUTHORIZED',
      ),
      refused(
        'another instance’s signed message',
        () => this.#command({ iss: target.instanceId }, target.command).text,
        'KEY_UNKNOWN',
        'NOT_AUTHORIZED',
      ),
      refused(
        'ENV-03: an expired command',
        () => this.#command({ iat: now() - 600_000, exp: now() - 120_000 }).text,
        'EXPIRED',
      ),
      refused(
        'ENV-03: a command from the future',
        () => this.#command({ iat: now() + 600_000, exp: now() + 660_000 }).text,
        'INVALID',
      ),
      refused('a command that means another hub', () => this.#command({ hub: elsewhere }).text, 'HUB_MISMATCH'),
      refused('a target that is not there', () => this.#command({ aud: elsewhere }).text, 'NOT_AUTHORIZED'),
      refused(
        'ENV-02: a workspace that was not granted',
        () => this.#command({ ws: WorkspaceIdSchema.parse(newId(now())) }).text,
        'NOT_AUTHORIZED',
      ),
      refused(
        'a verb that was not granted',
        () => this.#command({ body: { verb: 'agent.input', text: 'hi' } }).text,
        'NOT_AUTHORIZED',
      ),
      {
        name: 'refuses hints that are not the signed fields',
        run: async () => {
          await this.#refused(this.#command().text, ['AUDIENCE_MISMATCH'], { to: issuer.instanceId });
          await this.#refused(this.#command().text, ['INVALID'], { id: this.#command().message.id });
        },
      },
      {
        name: 'ENV-01: relays a repeated message once, and refuses other bytes under its id',
        run: async () => {
          const pair = await this.#both();
          const sent = this.#command();
          await pair.issuer.acknowledged(pair.issuer.sendEnvelope(sent.text));
          await pair.issuer.acknowledged(pair.issuer.sendEnvelope(sent.text));
          await this.#refused(this.#command({ id: sent.message.id, idem: 'other' }).text, ['ID_REUSED']);
          const copies = pair.target.inbox.list('data').filter((frame) => frame.env === sent.text);
          check(copies.length <= 1, 'the target gets it once');
        },
      },
      {
        name: 'ENV-15: refuses a receipt by an instance that was not asked',
        run: async () => {
          const pair = await this.#both();
          const asked = this.#command();
          await pair.issuer.acknowledged(pair.issuer.sendEnvelope(asked.text));
          const { sha256 } = readEnvelope(asked.text);
          const body = { command: asked.message.id, sha256, status: 'completed', outcome: 'succeeded' };
          const common = { v: 1, id: newId(now()), iss: issuer.instanceId, aud: issuer.instanceId, hub: hub.id };
          const forged = signEnvelope(
            'receipt',
            { ...common, iat: now(), exp: now() + 60_000, ws: workspace, body },
            issuer.command,
          );
          const nack = await pair.issuer.nackOf(pair.issuer.sendEnvelope(forged));
          checkEqual(nack.code, 'NOT_AUTHORIZED', 'only the target may answer');
        },
      },
    ];
  }

  deliveryCases(): ConformanceCase[] {
    return [
      {
        name: 'answers ping with pong',
        run: async () => {
          const peer = await this.#live(this.#peers.issuer);
          peer.transport.send('{"t":"ping","at":42}');
          await peer.inbox.find('pong', (frame) => frame.at === 42);
        },
      },
      {
        name: 'sends again, under the same offset, what was not acknowledged',
        run: async () => {
          const pair = await this.#both();
          pair.target.acknowledges = false;
          const { text } = this.#command();
          pair.issuer.sendEnvelope(text);
          const first = await pair.target.inbox.find('data', (frame) => frame.env === text);
          pair.target.acknowledges = true;
          await this.#live(pair.target);
          const again = await pair.target.inbox.find('data', (frame) => frame.env === text);
          checkEqual(again.frame.n, first.frame.n, 'the offset is the same');
          checkEqual(again.frame.e, first.frame.e, 'the epoch is the same');
        },
      },
      {
        name: 'takes a repeated offset once and goes on',
        run: async () => {
          const pair = await this.#both();
          const [one, two] = [this.#command(), this.#command()];
          const offset = pair.issuer.sendEnvelope(one.text);
          pair.issuer.sendAt(offset, one.text);
          pair.issuer.sendEnvelope(two.text);
          await pair.target.inbox.find('data', (frame) => frame.env === two.text);
          const copies = pair.target.inbox.list('data').filter((frame) => frame.env === one.text);
          checkEqual(copies.length, 1, 'one copy arrives');
        },
      },
      ...(['a gap in the offsets', 'another epoch'] as const).map((name) => ({
        name: `closes RESYNC_REQUIRED on ${name}`,
        run: async () => {
          const peer = await this.#live(this.#peers.issuer);
          const isGap = name === 'a gap in the offsets';
          peer.sendAt(peer.up.offset + (isGap ? 2 : 1), this.#command().text, {}, isGap ? peer.up.epoch : 'other');
          checkEqual(await peer.inbox.closed(), closeCodes.RESYNC_REQUIRED, 'the session ends for a resync');
          await this.#live(this.#peers.issuer);
        },
      })),
      {
        name: 'closes PROTOCOL_ERROR on what has no place in a session',
        run: async () => {
          for (const text of ['not json', '{"t":"nonsense"}', '{"t":"auth","sig":"AAAA"}', '['.repeat(150_000)]) {
            const peer = await this.#live(this.#peers.issuer);
            peer.transport.send(text);
            checkEqual(await peer.inbox.closed(), closeCodes.PROTOCOL_ERROR, `${text.slice(0, 20)} ends the session`);
          }
        },
      },
      {
        name: 'cuts off a spoke that sends bad signatures only',
        run: async () => {
          const peer = await this.#live(this.#peers.issuer);
          for (let count = 0; count < 40 && peer.inbox.closedWith === null; count += 1) {
            peer.sendEnvelope(flipPayloadByte(this.#command().text));
          }
          checkEqual(await peer.inbox.closed(), closeCodes.PROTOCOL_ERROR, 'the link is closed');
        },
      },
    ];
  }
}

/**
 * Every promise that a hub makes to an honest spoke and keeps against a hostile one. The cases share the subject's two
 * instances and run one after the other; the last one may leave the issuer cut off.
 */
export function hubConformance(subject: HubSubject): ConformanceCase[] {
  const suite = new HubSuite(subject);
  return [...suite.handshakeCases(), ...suite.relayCases(), ...suite.deliveryCases()];
}
