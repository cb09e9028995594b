import { newId, signEnvelope, signPayload } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  commandFields,
  connectPeer,
  firstReceipt,
  grantTo,
  makePeer,
  openFixture,
  signCommand,
  spawnEcho,
  type Fixture,
} from '../testing/fixture.ts';
import { until } from '../testing/until.ts';

const peer = makePeer();
let fixture: Fixture;

beforeAll(async () => {
  fixture = await openFixture();
  await connectPeer(fixture, peer);
  await grantTo(fixture, peer);
});
afterAll(async () => fixture.close());

/** Relays bytes that no signature covers; resolves with the unsigned refusal. */
async function nackFor(envelope: string): Promise<string> {
  const { id } = signCommand(fixture, peer, { body: spawnEcho });
  const before = fixture.hub.nacks.length;
  const hints = { to: fixture.spoke.instanceId, from: peer.instanceId, id };
  const offset = fixture.hub.relayRaw(envelope, hints);
  await until('the spoke refuses', () => fixture.hub.nacks.length > before);
  const nack = fixture.hub.nacks.at(-1);
  expect(nack).toMatchObject({ n: offset, id });
  await fixture.hub.acknowledged(offset);
  expect(fixture.hub.receiptsFor(id)).toHaveLength(0);
  return nack?.code ?? '';
}

async function runCount(): Promise<number> {
  const answer = await fixture.api('GET', '/api/v1/runs?limit=200');
  return (answer.data as unknown as unknown[]).length;
}

async function securityEvents(kind: string): Promise<number> {
  return fixture.spoke.db.withInstance('security', (tx) => tx.securityEvent.count({ where: { kind } }));
}

const payloadOf = (envelope: string): Buffer =>
  Buffer.from((JSON.parse(envelope) as { payload: string }).payload, 'base64url');

function withPayload(envelope: string, payload: Buffer): string {
  return JSON.stringify({ ...(JSON.parse(envelope) as object), payload: payload.toString('base64url') });
}

test('ENV-02: a command for another instance is refused although its hub brings it here', async () => {
  const elsewhere = signCommand(fixture, peer, { aud: newId(Date.now()), body: spawnEcho });
  fixture.hub.relay(elsewhere.envelope, { from: peer.instanceId });
  await until('a receipt', () => fixture.hub.receiptsFor(elsewhere.id).length > 0);
  expect(fixture.hub.receiptsFor(elsewhere.id)[0]?.message.body).toMatchObject({
    status: 'rejected',
    code: 'AUDIENCE_MISMATCH',
  });
  expect((await fixture.api('GET', `/api/v1/runs/${elsewhere.agt}`)).status).toBe(404);
});

test('ENV-02: a command meant for another hub is refused', async () => {
  const receipt = await firstReceipt(fixture, signCommand(fixture, peer, { hub: newId(Date.now()), body: spawnEcho }));
  expect(receipt).toMatchObject({ status: 'rejected', code: 'HUB_MISMATCH' });
});

test.each([
  ['ended two minutes ago', -180_000, -120_000, 'EXPIRED'],
  ['issued ten minutes ahead', 600_000, 660_000, 'INVALID'],
  ['living longer than a day', 0, 25 * 3_600_000, 'INVALID'],
])('ENV-03: a command %s is refused with its reason', async (_name, iatOffset, expOffset, code) => {
  const now = Date.now();
  const command = signCommand(fixture, peer, { iat: now + iatOffset, exp: now + expOffset, body: spawnEcho });
  expect(await firstReceipt(fixture, command)).toMatchObject({ status: 'rejected', code });
});

test('ENV-03: a clock that is 50 seconds apart is tolerated', async () => {
  const now = Date.now();
  const ahead = signCommand(fixture, peer, { iat: now + 50_000, exp: now + 100_000, body: spawnEcho });
  expect(await firstReceipt(fixture, ahead)).toMatchObject({ status: 'accepted' });
  const behind = signCommand(fixture, peer, { iat: now - 100_000, exp: now - 50_000, body: spawnEcho });
  expect(await firstReceipt(fixture, behind)).toMatchObject({ status: 'accepted' });
});

test('ENV-04: a hub that flips one byte, re-serialises or changes the workspace is found out', async () => {
  const runs = await runCount();
  const events = await securityEvents('envelope_refused');
  const { envelope } = signCommand(fixture, peer, { body: spawnEcho });
  const payload = payloadOf(envelope);

  const flipped = Buffer.from(payload);
  const place = flipped.indexOf('echo');
  flipped[place] = (flipped[place] ?? 0) ^ 1;
  expect(await nackFor(withPayload(envelope, flipped))).toBe('SIGNATURE_INVALID');

  const fields = JSON.parse(payload.toString('utf8')) as Record<string, unknown>;
  const reordered = Buffer.from(JSON.stringify(Object.fromEntries(Object.entries(fields).toReversed())));
  expect(await nackFor(withPayload(envelope, reordered))).toBe('SIGNATURE_INVALID');

  const moved = Buffer.from(JSON.stringify({ ...fields, ws: newId(Date.now()) }));
  expect(await nackFor(withPayload(envelope, moved))).toBe('SIGNATURE_INVALID');

  expect(await runCount()).toBe(runs);
  expect(await securityEvents('envelope_refused')).toBe(events + 3);
});

test('a hub that forges a command with its own key, or names a stranger, gets nothing', async () => {
  const forged = commandFields(fixture, peer, { body: spawnEcho });
  expect(await nackFor(signEnvelope('command', forged, fixture.hub.identity.command))).toBe('KEY_UNKNOWN');
  const stranger = makePeer('stranger');
  expect(await nackFor(signEnvelope('command', forged, stranger.command))).toBe('KEY_UNKNOWN');
  // Its own key under its own name: verified, but no peer.
  const own = commandFields(fixture, fixture.hub.identity, { body: spawnEcho });
  fixture.hub.relay(signEnvelope('command', own, fixture.hub.identity.command));
  await until('a receipt', () => fixture.hub.receiptsFor(own['id'] as string).length > 0);
  expect(fixture.hub.receiptsFor(own['id'] as string)[0]?.message.body).toMatchObject({ code: 'NOT_AUTHORIZED' });
});

test('SIG-12: a signature of another type, or by a key of another use, does not fit a command', async () => {
  const fields = commandFields(fixture, peer, { body: spawnEcho });
  const asReceipt = JSON.parse(signEnvelope('receipt', fields, peer.command)) as Record<string, unknown>;
  const swapped = JSON.stringify({ ...asReceipt, payloadType: 'application/vnd.wheelhouse.command.v1+json' });
  expect(await nackFor(swapped)).toBe('SIGNATURE_INVALID');
  expect(await nackFor(signEnvelope('command', fields, peer.grant))).toBe('NOT_AUTHORIZED');
});

/** A correctly signed payload of exactly this text. */
const signText = (text: string): string => signPayload('command', Buffer.from(text), peer.command);

test('ENV-05: a signed payload that names its workspace twice is refused', async () => {
  const text = JSON.stringify(commandFields(fixture, peer, { body: spawnEcho }));
  const doubled = text.replace('"ws":', `"ws":"${newId(Date.now())}","ws":`);
  expect(await nackFor(signText(doubled))).toBe('INVALID');
});

test('ENV-07: a nesting bomb inside a valid signature is refused and the spoke lives on', async () => {
  expect(await nackFor(signText('['.repeat(60_000)))).toBe('INVALID');
  expect(await nackFor('['.repeat(150_000))).toBe('INVALID');
  expect((await fixture.api('GET', '/api/v1/instance')).status).toBe(200);
});

test('ENV-08: prototype keys inside a valid signature are refused and change nothing', async () => {
  const text = JSON.stringify(commandFields(fixture, peer, { body: spawnEcho }));
  const polluted = text.replace('"v":1', '"v":1,"__proto__":{"admin":true}');
  expect(await nackFor(signText(polluted))).toBe('INVALID');
  const nested = text.replace('"v":1', '"v":1,"constructor":{"prototype":{"admin":true}}');
  expect(await nackFor(signText(nested))).toBe('INVALID');
  expect(({} as { admin?: unknown }).admin).toBeUndefined();
});

test('an id that comes again over other bytes is a security event and no second command', async () => {
  const first = signCommand(fixture, peer, { body: spawnEcho });
  await firstReceipt(fixture, first);
  const second = signCommand(fixture, peer, {
    id: first.id,
    body: { verb: 'agent.spawn', agent: 'echo', prompt: 'other' },
  });
  const before = fixture.hub.nacks.length;
  await fixture.hub.acknowledged(fixture.hub.relay(second.envelope));
  await until('the spoke refuses', () => fixture.hub.nacks.length > before);
  expect(fixture.hub.nacks.at(-1)?.code).toBe('ID_REUSED');
  expect(await securityEvents('id_reused')).toBe(1);
  expect((await fixture.api('GET', `/api/v1/runs/${second.agt}`)).status).toBe(404);
});

test('every decision is one audit row that names its issuer, envelope and grant', async () => {
  const command = signCommand(fixture, peer, { body: spawnEcho });
  await firstReceipt(fixture, command);
  const audit = await fixture.api('GET', '/api/v1/audit?limit=200');
  const rows = (audit.data as unknown as Record<string, unknown>[]).filter((row) => row['resourceId'] === command.agt);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    actorKind: 'remote',
    actorId: peer.instanceId,
    action: 'agent.spawn',
    verdict: 'accepted',
    envelopeSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    grantId: expect.any(String),
    policyRevision: expect.any(Number),
  });
});
