import {
  encodeBase64Url,
  InstanceId,
  MessageId,
  newId,
  readEnvelope,
  signEnvelope,
  signPayload,
  type CommandMessage,
} from '@wheelhouse/protocol';
import { createIdentity } from '@wheelhouse/protocol/keyfile';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestFleet } from './testing/test-fleet.ts';
import { asked, type SignedMessage } from './testing/test-issuer.ts';
import type { TestSpoke } from './testing/test-spoke.ts';

let fleet: TestFleet;
let issuer: TestSpoke;
let target: TestSpoke;
let connection: string;

beforeAll(async () => {
  fleet = await TestFleet.start({ badSignaturesPerMinute: 1000, commandsBurstPerIssuer: 10_000 });
  ({ issuer, target, connection } = await fleet.pair());
});
afterAll(() => fleet.close());

const spawn = { verb: 'agent.spawn', agent: 'sh' } as const;
const newSpawn = (change: Partial<CommandMessage> = {}): SignedMessage<CommandMessage> =>
  issuer.command({ aud: target.id, ws: target.workspaceId, body: spawn, change });
const arrivals = (id: string): number => target.framesOf('data').filter((frame) => frame.h.id === id).length;

/** Once this later command is there, everything before it that should come has come. */
async function everythingArrived(): Promise<void> {
  const marker = newSpawn();
  issuer.sendCommand(marker);
  await target.waitFor('data', (frame) => frame.h.id === marker.message.id);
}

async function verdictOf(command: SignedMessage<CommandMessage>): Promise<string> {
  return await issuer.verdict(issuer.sendCommand(command));
}

test('a command, its receipts and its events travel as exact bytes, and the hub keeps a log of them', async () => {
  const command = newSpawn();
  await issuer.acked(issuer.sendCommand(command));
  const arrived = await target.waitFor('data', (frame) => frame.h.id === command.message.id);
  expect(arrived.env).toBe(command.text);
  await target.acked(target.sendReceipt(asked(command), { status: 'accepted' }));
  const returned = await issuer.waitFor('data', (frame) => frame.h.kind === 'receipt');
  expect(returned.h.from).toBe(target.id);
  const agt = command.message.agt ?? '';
  const events = [
    { seq: 1, at: Date.now(), type: 'state' as const, data: { state: 'running' } },
    { seq: 2, at: Date.now(), type: 'log' as const, data: { stream: 'stdout', text: 'a' } },
  ];
  await target.acked(target.sendEvents({ aud: issuer.id, ws: target.workspaceId, agt, body: { first: 1, events } }));
  await issuer.waitFor('data', (frame) => frame.h.kind === 'events');
  expect(await fleet.get(`/fleet/runs/${agt}`)).toMatchObject({
    state: 'running',
    lastSeq: 2,
    agent: 'sh',
    link: 'live',
  });
  await target.acked(target.sendReceipt(asked(command), { status: 'completed', outcome: 'succeeded' }));
  const detail = await fleet.get<{ receipts: { status: string }[] }>(`/fleet/commands/${command.message.id}`);
  expect(detail).toMatchObject({ state: 'succeeded', envelope: command.text });
  expect(detail.receipts.map((receipt) => receipt.status)).toEqual(['accepted', 'completed']);
  expect(await fleet.get(`/fleet/runs/${agt}/events?after=1`)).toMatchObject([{ seq: 2, data: { text: 'a' } }]);
  expect(await fleet.get('/fleet/runs')).toContainEqual(expect.objectContaining({ id: agt }));
});

test('an operator issues as the console, whose receipts stay at the hub', async () => {
  const consoleId = fleet.console.instanceId;
  await fleet.connect(consoleId, target.id);
  await target.acked(target.sendGrant({ grantee: consoleId, verbs: ['agent.status'] }));
  const { message } = newSpawn({ iss: consoleId, body: { verb: 'agent.status' } });
  const envelope = signEnvelope('command', message, fleet.console.command);
  const issued = await fleet.post('/fleet/commands', { envelope });
  expect(issued).toMatchObject({ iss: consoleId, id: message.id, state: 'queued' });
  await target.waitFor('data', (frame) => frame.h.id === message.id);
  await target.acked(target.sendReceipt(asked({ message, text: envelope }), { status: 'accepted' }));
  expect(await fleet.post('/fleet/commands', { envelope })).toMatchObject({ state: 'accepted' });
  const ungranted = newSpawn({ iss: consoleId }).message;
  const refused = await fleet.api('POST', '/fleet/commands', {
    envelope: signEnvelope('command', ungranted, fleet.console.command),
  });
  expect(refused).toMatchObject({ status: 404, code: 'NOT_AUTHORIZED' });
  const bySpoke = await fleet.api('POST', '/fleet/commands', { envelope: newSpawn().text });
  expect(bySpoke).toMatchObject({ status: 400, code: 'KEY_UNKNOWN' });
});

describe('replay', () => {
  test('ENV-01: the same bytes again, on this link and on the next, are forwarded once and answered with the same receipt', async () => {
    const command = newSpawn();
    await issuer.acked(issuer.sendCommand(command));
    await target.waitFor('data', (frame) => frame.h.id === command.message.id);
    await target.acked(target.sendReceipt(asked(command), { status: 'accepted' }));
    const isReceipt = (env: string): boolean => env.includes(readEnvelope(env).keyid) && receiptFor(env, command);
    const first = await issuer.waitFor('data', (frame) => isReceipt(frame.env));
    expect(await verdictOf(command)).toBe('stored');
    const again = await issuer.waitFor('data', (frame) => frame.n > first.n && isReceipt(frame.env));
    expect(again.env).toBe(first.env);
    issuer.cut();
    await issuer.dial();
    expect(await verdictOf(command)).toBe('stored');
    await fleet.stopHub();
    await fleet.startHub();
    await Promise.all([issuer.dial(), target.dial()]);
    expect(await verdictOf(command)).toBe('stored');
    await everythingArrived();
    expect(arrivals(command.message.id)).toBe(1);
  });

  test('other bytes under a known id are refused and written down', async () => {
    const command = newSpawn();
    await issuer.acked(issuer.sendCommand(command));
    expect(await verdictOf(newSpawn({ id: command.message.id }))).toBe('ID_REUSED');
    const audit = await fleet.get<object[]>('/audit?limit=5');
    expect(audit).toContainEqual(
      expect.objectContaining({ resource: `command:${command.message.id}`, verdict: 'refused', code: 'ID_REUSED' }),
    );
  });
});

function receiptFor(env: string, command: SignedMessage<CommandMessage>): boolean {
  const payload = Buffer.from(readEnvelope(env).payload).toString('utf8');
  return payload.includes(`"command":"${command.message.id}"`);
}

describe('early refusal', () => {
  test('ENV-02: a captured command cannot be sent to another instance or workspace', async () => {
    const other = await fleet.enrol('other');
    const command = newSpawn();
    const readdressed = issuer.sendEnvelope(command.text, { to: other.id, id: command.message.id, kind: 'command' });
    expect(await issuer.verdict(readdressed)).toBe('AUDIENCE_MISMATCH');
    const otherWorkspace = issuer.sendEnvelope(command.text, {
      to: target.id,
      id: command.message.id,
      kind: 'command',
      ws: other.workspaceId,
    });
    expect(await issuer.verdict(otherWorkspace)).toBe('INVALID');
    expect(await verdictOf(newSpawn({ ws: other.workspaceId }))).toBe('NOT_AUTHORIZED');
    expect(await verdictOf(newSpawn({ aud: other.id }))).toBe('NOT_AUTHORIZED');
    expect(await verdictOf(newSpawn({ hub: other.id }))).toBe('HUB_MISMATCH');
    other.sendEnvelope(command.text, { to: target.id, id: command.message.id, kind: 'command', from: issuer.id });
    expect(await other.verdict(1)).toBe('KEY_UNKNOWN');
    await everythingArrived();
    expect(arrivals(command.message.id)).toBe(0);
    expect(other.framesOf('data')).toEqual([]);
  });

  test('ENV-03: expired, too long-lived and future commands are refused with a reason; a minute of skew is not', async () => {
    const now = Date.now();
    expect(await verdictOf(newSpawn({ iat: now - 600_000, exp: now - 300_000 }))).toBe('EXPIRED');
    expect(await verdictOf(newSpawn({ iat: now + 600_000, exp: now + 700_000 }))).toBe('INVALID');
    expect(await verdictOf(newSpawn({ exp: now + 25 * 3_600_000 }))).toBe('INVALID');
    expect(await verdictOf(newSpawn({ iat: now + 50_000, exp: now + 100_000 }))).toBe('stored');
    expect(await verdictOf(newSpawn({ iat: now - 60_000, exp: now - 30_000 }))).toBe('stored');
  });

  test('a command needs a grant that covers its verb and agent', async () => {
    const guest = await fleet.enrol('guest');
    await fleet.connect(guest.id, target.id);
    const from = (body: CommandMessage['body']): SignedMessage<CommandMessage> =>
      guest.command({ aud: target.id, ws: target.workspaceId, body });
    const verdict = async (body: CommandMessage['body']): Promise<string> =>
      await guest.verdict(guest.sendCommand(from(body)));
    expect(await verdict(spawn)).toBe('NOT_AUTHORIZED');
    await target.acked(target.sendGrant({ grantee: guest.id, verbs: ['agent.spawn'], agents: ['sh'] }));
    await guest.waitFor('data', (frame) => frame.h.kind === 'grant');
    expect(await verdict(spawn)).toBe('stored');
    expect(await verdict({ ...spawn, agent: 'other' })).toBe('NOT_AUTHORIZED');
    expect(await verdict({ verb: 'agent.kill' })).toBe('NOT_AUTHORIZED');
    expect(await fleet.get('/grants?grantee=' + guest.id)).toMatchObject([{ agents: ['sh'] }]);
  });

  test('only an active connection carries commands; what was refused meanwhile may be asked again later', async () => {
    const command = newSpawn();
    await fleet.post(`/connections/${connection}/suspend`, { instance: target.id });
    expect(await verdictOf(command)).toBe('NOT_AUTHORIZED');
    const policy = await target.waitFor('policy', (frame) =>
      frame.connections.some((entry) => entry.peer === issuer.id && entry.state === 'suspended'),
    );
    const notByIssuer = await fleet.api('POST', `/connections/${connection}/resume`, { instance: issuer.id });
    expect(notByIssuer.code).toBe('PRECONDITION');
    await fleet.post(`/connections/${connection}/resume`, { instance: target.id });
    expect(await verdictOf(command)).toBe('stored');
    const after = await target.waitFor('policy', (frame) => frame.revision > policy.revision);
    expect(after.connections.find((entry) => entry.peer === issuer.id)).toMatchObject({ state: 'active' });
  });

  test('a suspended instance sends nothing on its open link, and may again after it is resumed', async () => {
    await fleet.post(`/instances/${issuer.id}/suspend`);
    expect(await verdictOf(newSpawn())).toBe('NOT_AUTHORIZED');
    await issuer.waitFor('policy', (frame) => frame.instance === 'suspended');
    await target.waitFor('policy', (frame) => frame.connections.some((entry) => entry.state === 'suspended'));
    await fleet.post(`/instances/${issuer.id}/resume`);
    expect(await verdictOf(newSpawn())).toBe('stored');
  });
});

describe('signatures', () => {
  test('SIG-04: a malleated signature is refused and the original still works once', async () => {
    const command = newSpawn();
    const envelope = JSON.parse(command.text) as { signatures: [{ sig: string }] };
    const [signature] = envelope.signatures;
    signature.sig = addL(signature.sig);
    const malleated = { ...command, text: JSON.stringify(envelope) };
    expect(await verdictOf(malleated)).toBe('SIGNATURE_INVALID');
    expect(await verdictOf(command)).toBe('stored');
    await everythingArrived();
    expect(arrivals(command.message.id)).toBe(1);
  });

  test('SIG-10: signatures and base64 of every wrong size are refused one by one and the link lives', async () => {
    const command = newSpawn();
    const withSig = (sig: string): string => {
      const envelope = JSON.parse(command.text) as { signatures: [{ sig: string }] };
      envelope.signatures[0].sig = sig;
      return JSON.stringify(envelope);
    };
    const sizes = [0, 63, 65, 128].map((size) => encodeBase64Url(new Uint8Array(size)));
    for (const sig of [...sizes, '!'.repeat(86), 'A'.repeat(200_000)]) {
      expect(await verdictOf({ ...command, text: withSig(sig) })).toBe('INVALID');
    }
    expect(await verdictOf({ ...command, text: command.text.replace('"payload":"', '"payload":"*') })).toBe('INVALID');
    expect(await verdictOf(command)).toBe('stored');
    const huge = await fleet.api('POST', '/fleet/commands', { envelope: 'A'.repeat(1_000_000) });
    expect([400, 413]).toContain(huge.status);
  });

  test('SIG-12: a signature of one type does not hold for another', async () => {
    const { message } = newSpawn({ body: { verb: 'agent.status' } });
    const status = JSON.parse(signEnvelope('receipt', message, issuer.identity.command)) as { payloadType: string };
    const crossed = JSON.stringify({ ...status, payloadType: 'application/vnd.wheelhouse.command.v1+json' });
    expect(await verdictOf({ message, text: crossed })).toBe('SIGNATURE_INVALID');
    const honest = JSON.parse(newSpawn().text) as { signatures: unknown };
    const attached = JSON.stringify({ ...(JSON.parse(newSpawn().text) as object), signatures: honest.signatures });
    expect(await verdictOf({ message, text: attached })).toBe('SIGNATURE_INVALID');
  });

  test('keys have one use: neither the link key nor the grant key signs commands', async () => {
    const { message } = newSpawn();
    const byLink = signEnvelope('command', message, issuer.identity.link);
    expect(await verdictOf({ message, text: byLink })).toBe('NOT_AUTHORIZED');
    const stranger = createIdentity({ name: 'stranger', now: Date.now() });
    expect(await verdictOf({ message, text: signEnvelope('command', message, stranger.command) })).toBe('KEY_UNKNOWN');
  });
});

describe('signed payloads that are not sound JSON', () => {
  const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
  const verdictOfPayload = async (text: string): Promise<string> => {
    const { message } = newSpawn();
    return await verdictOf({ message, text: signPayload('command', bytesOf(text), issuer.identity.command) });
  };

  test('ENV-05: a duplicate key is refused before anything is authorised', async () => {
    const text = JSON.stringify(newSpawn().message);
    expect(await verdictOfPayload(text.replace('"ws":', `"ws":"${newId(Date.now())}","ws":`))).toBe('INVALID');
  });

  test('ENV-07: a nesting bomb is refused and the hub lives', async () => {
    expect(await verdictOfPayload('['.repeat(150_000))).toBe('INVALID');
    expect(await verdictOf(newSpawn())).toBe('stored');
  });

  test('ENV-08: prototype keys are refused or inert on the websocket', async () => {
    const text = JSON.stringify(newSpawn().message);
    expect(await verdictOfPayload(text.replace('{"v":1', '{"__proto__":{"admin":true},"v":1'))).toBe('INVALID');
    const nested = text.replace('{"v":1', '{"constructor":{"prototype":{"admin":true}},"v":1');
    expect(await verdictOfPayload(nested)).toBe('INVALID');
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });
});

describe('receipts', () => {
  test('ENV-15: only the instance that was asked may answer, and its first end stands', async () => {
    const command = newSpawn();
    await issuer.acked(issuer.sendCommand(command));
    const impostor = await fleet.enrol('impostor');
    await fleet.connect(impostor.id, issuer.id);
    expect(await impostor.verdict(impostor.sendReceipt(asked(command), { status: 'accepted' }))).toBe('NOT_AUTHORIZED');
    const otherBytes = { ...asked(command), sha256: '0'.repeat(64) };
    expect(await target.verdict(target.sendReceipt(otherBytes, { status: 'accepted' }))).toBe('NOT_AUTHORIZED');
    expect(await target.verdict(target.sendReceipt(asked(command), { status: 'expired_undelivered' }))).toBe(
      'NOT_AUTHORIZED',
    );
    await target.acked(target.sendReceipt(asked(command), { status: 'completed', outcome: 'failed' }));
    await target.acked(target.sendReceipt(asked(command), { status: 'completed', outcome: 'succeeded' }));
    const detail = await fleet.get(`/fleet/commands/${command.message.id}`);
    expect(detail).toMatchObject({ state: 'failed', receipts: [{ late: false }, { late: true }] });
  });

  test('a grant and a receipt that came while the connection was not active follow once it is', async () => {
    const lone = await fleet.enrol('lone');
    const { id } = await fleet.post<{ id: string }>('/connections', { from: lone.id, to: target.id });
    await target.acked(target.sendGrant({ grantee: lone.id }));
    expect((await fleet.deadLetters()).filter((letter) => letter.spoke_id === lone.id)).toHaveLength(1);
    await fleet.post(`/connections/${id}/accept`, { instance: target.id });
    await lone.waitFor('data', (frame) => frame.h.kind === 'grant' && frame.h.from === target.id);
    const command = lone.command({ aud: target.id, ws: target.workspaceId, body: spawn });
    await lone.acked(lone.sendCommand(command));
    await fleet.post(`/connections/${id}/suspend`, { instance: target.id });
    await target.acked(target.sendReceipt(asked(command), { status: 'accepted' }));
    await target.acked(target.sendReceipt(asked(command), { status: 'started' }));
    expect((await fleet.deadLetters()).filter((letter) => letter.spoke_id === lone.id)).toHaveLength(2);
    await fleet.post(`/connections/${id}/resume`, { instance: target.id });
    const receipts = (): string[] =>
      lone.framesOf('data').flatMap((frame) => (frame.h.kind === 'receipt' ? [frame.env] : []));
    await lone.waitFor('data', () => receipts().length === 2);
    const statuses = receipts().map(
      (env) =>
        (JSON.parse(Buffer.from(readEnvelope(env).payload).toString()) as { body: { status: string } }).body.status,
    );
    expect(statuses).toEqual(['accepted', 'started']);
    expect((await fleet.deadLetters()).filter((letter) => letter.spoke_id === lone.id)).toEqual([]);
  });

  test('what may not travel any more is kept as a dead letter and still known at the hub', async () => {
    const lone = await fleet.enrol('lone');
    const id = await fleet.connect(lone.id, target.id);
    await target.acked(target.sendGrant({ grantee: lone.id }));
    const command = lone.command({ aud: target.id, ws: target.workspaceId, body: spawn });
    await lone.acked(lone.sendCommand(command));
    await fleet.post(`/connections/${id}/disconnect`, { instance: target.id });
    await target.acked(target.sendReceipt(asked(command), { status: 'rejected', code: 'QUOTA' }));
    expect(await fleet.get(`/fleet/commands/${command.message.id}`)).toMatchObject({
      state: 'rejected',
      code: 'QUOTA',
    });
    expect(lone.framesOf('data').filter((frame) => frame.h.kind === 'receipt')).toEqual([]);
    expect(await fleet.deadLetters()).toContainEqual(
      expect.objectContaining({ spoke_id: lone.id, reason: 'NOT_AUTHORIZED' }),
    );
  });
});

test('an inventory marks open runs that the spoke no longer has as lost, and leaves those on their way alone', async () => {
  const [kept, gone, queued] = [newSpawn(), newSpawn(), newSpawn()];
  for (const command of [kept, gone, queued]) issuer.sendCommand(command);
  await target.waitFor('data', (frame) => frame.h.id === queued.message.id);
  for (const command of [kept, gone]) await target.acked(target.sendReceipt(asked(command), { status: 'accepted' }));
  const stateOf = async (command: SignedMessage<CommandMessage>): Promise<unknown> =>
    (await fleet.get<{ state: string }>(`/fleet/runs/${command.message.agt}`)).state;
  const agt = kept.message.agt;
  if (agt === undefined) throw new Error('a spawn names its run');
  await target.acked(target.sendInventory([{ agt, gen: 0, state: 'running' }]));
  expect([await stateOf(kept), await stateOf(gone), await stateOf(queued)]).toEqual(['running', 'lost', 'queued']);
});

test('many commands sent at once arrive in order, each once', async () => {
  const commands = Array.from({ length: 500 }, () => newSpawn());
  for (const command of commands) issuer.sendCommand(command);
  const last = commands.at(-1)?.message.id;
  await target.waitFor('data', (frame) => frame.h.id === last);
  const sent = new Set<string>(commands.map((command) => command.message.id));
  const order = target.framesOf('data').flatMap((frame) => (sent.has(frame.h.id) ? [frame.h.id] : []));
  expect(order).toEqual(commands.map((command) => command.message.id));
});

test('SIG-14: a revoked instance is cut off its open link within a second and does not come back', async () => {
  const revoked = await fleet.enrol('revoked');
  await fleet.connect(revoked.id, target.id);
  await target.acked(target.sendGrant({ grantee: revoked.id }));
  await fleet.post(`/instances/${revoked.id}/revoke`);
  const command = revoked.command({ aud: target.id, ws: target.workspaceId, body: spawn });
  if (revoked.closed === null) revoked.sendCommand(command);
  expect(await revoked.waitClosed()).toMatchObject({ code: 4503 });
  await revoked.waitFor('policy', (frame) => frame.instance === 'revoked');
  await everythingArrived();
  expect(arrivals(command.message.id)).toBe(0);
  await expect(revoked.dial()).rejects.toThrow(/NOT_AUTHORIZED|4503/);
});

test('a message for an unknown instance and one for an unconnected instance are told apart by nobody', async () => {
  const nobody = InstanceId.parse(newId(Date.now()));
  const unconnected = await fleet.enrol('unconnected');
  expect(await verdictOf(newSpawn({ aud: nobody, id: MessageId.parse(newId(Date.now())) }))).toBe('NOT_AUTHORIZED');
  expect(await verdictOf(newSpawn({ aud: unconnected.id }))).toBe('NOT_AUTHORIZED');
});

/** Adds the group order to S: the second valid signature that lenient verifiers accept. */
function addL(sig: string): string {
  const bytes = Buffer.from(sig, 'base64url');
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  let s = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString('hex')}`) + order;
  for (let index = 32; index < 64; index += 1) {
    bytes[index] = Number(s & 255n);
    s >>= 8n;
  }
  return bytes.toString('base64url');
}
