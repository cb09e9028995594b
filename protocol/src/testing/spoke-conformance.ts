import { closeCodes } from '../codes.ts';
import { InstanceId, newId, RunId, WorkspaceId } from '../ids.ts';
import { readEnvelope } from '../envelope/dsse.ts';
import { openEnvelope } from '../envelope/open.ts';
import { openKeyset } from '../keys/keyset.ts';
import type { CommandBody } from '../messages/command.ts';
import type { CommandMessage } from '../messages/signed.ts';
import { check, checkEqual, type ConformanceCase } from './conformance.ts';
import { changePayload, crossSignature, flipPayloadByte, reserialise } from './damage.ts';
import { HubPeer, receiptOf, type SpokeAnswer } from './hub-peer.ts';
import { signCommand, type PeerKeys, type SignedCommand } from './peer-keys.ts';
import type { Transport } from './transport.ts';

/** A spoke to be tested, joined to a hub whose keys the suite holds. */
export interface SpokeSubject {
  readonly spoke: { readonly instanceId: InstanceId; readonly keyset: string };
  /** The keys that the spoke pinned as its hub's. */
  readonly hub: PeerKeys;
  /** A pinned peer with a grant for `agent.spawn`, `agent.status` and `agent.kill` in `workspace`. */
  readonly issuer: PeerKeys;
  readonly connection: string;
  readonly workspace: WorkspaceId;
  readonly agent: string;
  /** Keys that the spoke never heard of. */
  readonly stranger: PeerKeys;
  readonly now: () => number;
  /** How long one answer may take; default 10 s. */
  readonly patienceMs?: number;
  /** Resolves with the next socket that the spoke dials; the spoke keeps dialling after a passing close. */
  accept(): Promise<Transport>;
}

class SpokeSuite {
  readonly #subject: SpokeSubject;
  readonly #hub: HubPeer;
  #isLive = false;

  constructor(subject: SpokeSubject) {
    this.#subject = subject;
    this.#hub = new HubPeer({
      keys: subject.hub,
      spokeKeyset: subject.spoke.keyset,
      now: subject.now,
      ...(subject.patienceMs === undefined ? {} : { patienceMs: subject.patienceMs }),
    });
  }

  /** A live session in which the issuer is connected. */
  async #live(): Promise<HubPeer> {
    if (this.#isLive && this.#hub.inbox.closedWith === null) return this.#hub;
    await this.#hub.accept(await this.#subject.accept());
    this.#isLive = true;
    await this.#policy('active');
    return this.#hub;
  }

  async #policy(state: 'active' | 'suspended', keyset = this.#subject.issuer.keyset): Promise<void> {
    const { issuer, connection } = this.#subject;
    const offset = this.#hub.policy([{ connection, peer: issuer.instanceId, name: 'issuer', state, keyset }]);
    await this.#hub.inbox.find('ack', (frame) => frame.n >= offset);
  }

  async #dropped(): Promise<void> {
    this.#hub.transport.close(closeCodes.GOING_AWAY);
    this.#isLive = false;
    await Promise.resolve();
  }

  #command(changes: Partial<CommandMessage> = {}, key?: PeerKeys['command'], body?: CommandBody): SignedCommand {
    const { issuer, spoke, hub, workspace: ws, agent, now } = this.#subject;
    const options = { now: now(), changes, ...(key === undefined ? {} : { key }) };
    const to = { aud: spoke.instanceId, hub: hub.instanceId, ws };
    return signCommand(issuer, to, body ?? { verb: 'agent.spawn', agent }, options);
  }

  #ask(command: SignedCommand, text = command.text): Promise<SpokeAnswer> {
    const { id } = command.message;
    return this.#hub.ask(text, { id, from: this.#subject.issuer.instanceId, to: this.#subject.spoke.instanceId });
  }

  /** Checks a receipt as its addressee would. */
  async #opened(text: string): Promise<void> {
    const { keys } = openKeyset(this.#subject.spoke.keyset, {});
    const options = {
      kinds: ['receipt'] as const,
      keys,
      issuer: this.#subject.spoke.instanceId,
      now: this.#subject.now(),
    };
    await openEnvelope(readEnvelope(text), options);
  }

  #isUnsignedRefusal(
    name: string,
    make: () => { command: SignedCommand; text: string },
    codes: readonly string[],
  ): ConformanceCase {
    return {
      name: `behind a hub that does not verify, answers ${name} with no signature`,
      run: async () => {
        await this.#live();
        const { command, text } = make();
        const answer = await this.#ask(command, text);
        check(answer.by === 'nack', 'there is no receipt for what was not signed');
        check(codes.includes(answer.code), `the code is ${codes.join(' or ')}, not ${answer.code}`);
      },
    };
  }

  #isRejected(name: string, make: () => SignedCommand, codes: readonly string[]): ConformanceCase {
    return {
      name: `behind a hub that does not verify, rejects ${name}`,
      run: async () => {
        await this.#live();
        const answer = await this.#ask(make());
        check(answer.by === 'receipt', 'a verified command gets a receipt');
        await this.#opened(answer.text);
        checkEqual(answer.message.body.status, 'rejected', 'the command is rejected');
        check(
          codes.includes(answer.message.body.code ?? ''),
          `the code is ${codes.join(' or ')}, not ${answer.message.body.code ?? 'none'}`,
        );
      },
    };
  }

  handshakeCases(): ConformanceCase[] {
    const { stranger } = this.#subject;
    const impostor = (name: string, shake: Parameters<HubPeer['challenge']>[1]): ConformanceCase => ({
      name: `proves nothing to ${name}`,
      run: async () => {
        const answer = await this.#hub.challenge(await this.#subject.accept(), shake);
        check(typeof answer === 'number', 'it closes instead of sending its proof');
        checkEqual(this.#hub.inbox.list('auth').length, 0, 'no proof was sent');
      },
    });
    return [
      {
        name: 'proves its link key to its hub and sends an inventory',
        run: async () => {
          const hub = await this.#live();
          const { frame } = await hub.inbox.find('inventory');
          check(frame.n >= 1, 'the inventory is a reliable frame');
        },
      },
      {
        name: 'names its place when it dials again',
        run: async () => {
          const before = (await this.#live()).position;
          await this.#dropped();
          const hello = await this.#hub.accept(await this.#subject.accept());
          this.#isLive = true;
          checkEqual(hello.resume.down.epoch, before.epoch, 'it knows the epoch');
          checkEqual(hello.resume.down.offset, before.offset, 'it knows the last stored offset');
          await this.#policy('active');
          await this.#dropped();
        },
      },
      impostor('a hub with another key', { challengeKey: stranger.link }),
      impostor('a hub of another id', { hub: stranger.instanceId }),
    ];
  }

  refusalCases(): ConformanceCase[] {
    const { hub, stranger, issuer, now } = this.#subject;
    const damaged = (damage: (text: string) => string) => (): { command: SignedCommand; text: string } => {
      const command = this.#command();
      return { command, text: damage(command.text) };
    };
    const signedBy = (key: PeerKeys['command']) => (): { command: SignedCommand; text: string } => {
      const command = this.#command({}, key);
      return { command, text: command.text };
    };
    const elsewhere = (): InstanceId => InstanceId.parse(newId(now()));
    const badSignature = ['SIGNATURE_INVALID', 'INVALID'];
    return [
      this.#isUnsignedRefusal('ENV-04: a flipped byte', damaged(flipPayloadByte), badSignature),
      this.#isUnsignedRefusal(
        'ENV-04: another workspace',
        damaged((text) => changePayload(text, { ws: newId(now()) })),
        badSignature,
      ),
      this.#isUnsignedRefusal('ENV-04: the same content serialised anew', damaged(reserialise), badSignature),
      this.#isUnsignedRefusal(
        'SIG-12: another command’s signature',
        damaged((text) => crossSignature(text, this.#command().text)),
        badSignature,
      ),
      this.#isUnsignedRefusal('the hub’s own signature in the issuer’s name', signedBy(hub.command), ['KEY_UNKNOWN']),
      this.#isUnsignedRefusal('a stranger’s signature', signedBy(stranger.command), ['KEY_UNKNOWN']),
      this.#isUnsignedRefusal('a signature by a key of another use', signedBy(issuer.grant), [
        'NOT_AUTHORIZED',
        'KEY_UNKNOWN',
      ]),
      this.#isRejected('ENV-02: a command for another instance', () => this.#command({ aud: elsewhere() }), [
        'AUDIENCE_MISMATCH',
      ]),
      this.#isRejected('a command that means another hub', () => this.#command({ hub: elsewhere() }), ['HUB_MISMATCH']),
      this.#isRejected(
        'ENV-03: an expired command',
        () => this.#command({ iat: now() - 600_000, exp: now() - 120_000 }),
        ['EXPIRED'],
      ),
      this.#isRejected(
        'ENV-03: a command from the future',
        () => this.#command({ iat: now() + 600_000, exp: now() + 660_000 }),
        ['INVALID'],
      ),
      this.#isRejected(
        'ENV-02: a workspace that was not granted',
        () => this.#command({ ws: WorkspaceId.parse(newId(now())) }),
        ['NOT_AUTHORIZED'],
      ),
      this.#isRejected('a verb that was not granted', () => this.#command({}, undefined, { verb: 'agent.kill_all' }), [
        'NOT_AUTHORIZED',
      ]),
      {
        name: 'takes no key from the hub for a peer it pinned',
        run: async () => {
          await this.#live();
          await this.#policy('active', stranger.keyset);
          const command = this.#command({}, stranger.command);
          const answer = await this.#ask(command);
          check(answer.by === 'nack' && answer.code === 'KEY_UNKNOWN', 'the introduced key is unknown');
          await this.#policy('active');
        },
      },
      {
        name: 'rejects a pinned peer whose connection is not active',
        run: async () => {
          await this.#live();
          await this.#policy('suspended');
          const answer = await this.#ask(this.#command());
          await this.#policy('active');
          check(answer.by === 'receipt' && answer.message.body.code === 'NOT_AUTHORIZED', 'it is NOT_AUTHORIZED');
        },
      },
    ];
  }

  deliveryCases(): ConformanceCase[] {
    return [
      {
        name: 'accepts a granted command with a signed receipt for its very bytes',
        run: async () => {
          await this.#live();
          const command = this.#command();
          const answer = await this.#ask(command);
          check(answer.by === 'receipt', 'there is a receipt');
          await this.#opened(answer.text);
          checkEqual(answer.message.body.status, 'accepted', 'the command is accepted');
          checkEqual(answer.message.body.sha256, readEnvelope(command.text).sha256, 'the receipt names the payload');
          checkEqual(answer.message.aud, command.message.iss, 'the receipt is for the issuer');
        },
      },
      {
        name: 'ENV-01: answers a replay with the bytes of the first receipt, also in a new session',
        run: async () => {
          await this.#live();
          const command = this.#command();
          const first = await this.#ask(command);
          const second = await this.#ask(command);
          await this.#dropped();
          await this.#live();
          const third = await this.#ask(command);
          check(first.by === 'receipt' && second.by === 'receipt' && third.by === 'receipt', 'each is answered');
          check(first.text === second.text && first.text === third.text, 'by the same bytes');
        },
      },
      {
        name: 'refuses other bytes under a used id, unsigned',
        run: async () => {
          await this.#live();
          const command = this.#command();
          await this.#ask(command);
          const other = this.#command({ id: command.message.id, idem: 'other' });
          const answer = await this.#ask(other);
          check(answer.by === 'nack' && answer.code === 'ID_REUSED', 'it is ID_REUSED');
        },
      },
      {
        name: 'lets a kill that arrives before its spawn win',
        run: async () => {
          await this.#live();
          const agt = RunId.parse(newId(this.#subject.now()));
          const kill = await this.#ask(this.#command({ agt }, undefined, { verb: 'agent.kill' }));
          check(kill.by === 'receipt' && kill.message.body.status === 'accepted', 'the kill is accepted');
          const spawn = this.#command({ agt });
          await this.#ask(spawn);
          const isEnd = (env: string): boolean => {
            const body = receiptOf(env)?.body;
            return body?.command === spawn.message.id && body.status !== 'accepted';
          };
          const { frame } = await this.#hub.inbox.find('data', (one) => isEnd(one.env));
          const body = receiptOf(frame.env)?.body;
          checkEqual(body?.code, 'CANCELLED_BEFORE_START', 'the spawn ends without a start');
        },
      },
      {
        name: 'answers ping with pong, and sync with an inventory',
        run: async () => {
          const hub = await this.#live();
          hub.sendRaw({ t: 'ping', at: 42 });
          await hub.inbox.find('pong', (frame) => frame.at === 42);
          const before = hub.inbox.list('inventory').length;
          hub.sync();
          await hub.inbox.find('inventory', () => hub.inbox.list('inventory').length > before);
        },
      },
      {
        name: 'closes RESYNC_REQUIRED on a gap and resumes from what it stored',
        run: async () => {
          const hub = await this.#live();
          const { epoch, offset } = hub.position;
          hub.sendRaw({ t: 'sync', n: offset + 2, e: epoch, reason: 'gap' });
          checkEqual(await hub.inbox.closed(), closeCodes.RESYNC_REQUIRED, 'the session ends for a resync');
          this.#isLive = false;
          const hello = await this.#hub.accept(await this.#subject.accept());
          this.#isLive = true;
          checkEqual(hello.resume.down.offset, offset, 'the place is the last stored offset');
          await this.#policy('active');
        },
      },
    ];
  }
}

/**
 * Every promise that a spoke makes to an honest hub and keeps against one that was taken over. The cases share one spoke
 * and run one after the other.
 */
export function spokeConformance(subject: SpokeSubject): ConformanceCase[] {
  const suite = new SpokeSuite(subject);
  return [...suite.handshakeCases(), ...suite.deliveryCases(), ...suite.refusalCases()];
}
