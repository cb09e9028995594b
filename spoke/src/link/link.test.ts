import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buildKeyset, newId, openKeyset, signKeyset, type KeysetBody } from '@wheelhouse/protocol';
import type { Identity } from '@wheelhouse/protocol/keyfile';
import { createFailpoints } from '@wheelhouse/server';
import { afterEach, expect, test } from 'vitest';
import { saveHubPin } from '../identity/hub-pin.ts';
import { FakeHub } from '../testing/fake-hub.ts';
import {
  announce,
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

let fixture: Fixture | null = null;
const opened: FakeHub[] = [];

afterEach(async () => {
  await fixture?.close();
  fixture = null;
  for (const hub of opened.splice(0)) await hub.stop();
});

async function connected(peer = makePeer()): Promise<{ fixture: Fixture; peer: ReturnType<typeof makePeer> }> {
  fixture = await openFixture();
  await connectPeer(fixture, peer);
  await grantTo(fixture, peer);
  return { fixture, peer };
}

async function linkState(of: Fixture): Promise<string> {
  return (await of.spoke.link()).state;
}

test('each session begins with an inventory of what is open', async () => {
  const { fixture: own, peer } = await connected();
  const command = signCommand(own, peer, { body: spawnEcho });
  await firstReceipt(own, command);
  const before = own.hub.inventories.length;
  own.hub.cut();
  await until('another inventory', () => own.hub.inventories.length > before);
  expect(own.hub.inventories.at(-1)?.runs).toEqual([{ agt: command.agt, gen: 0, state: 'queued' }]);
});

test('ENV-14: a crash between storing and acknowledging loses nothing and doubles nothing', async () => {
  const { fixture: own, peer } = await connected();
  const command = signCommand(own, peer, { body: spawnEcho });
  // The failpoint throws where a crash would end the process: stored, not acknowledged.
  const env = { NODE_ENV: 'test', WH_FAILPOINT: 'spoke.link.before-ack:throw' };
  await own.restart({ failpoints: createFailpoints(env) });
  const sessions = own.hub.connections;
  await until('the link is live', () => own.hub.isLive);
  const offset = own.hub.relay(command.envelope);
  await until('the session ended', () => own.hub.connections > sessions);
  await own.hub.acknowledged(offset);
  await until('a receipt', () => own.hub.receiptsFor(command.id).length > 0);
  expect(new Set(own.hub.receiptsFor(command.id).map((item) => item.envelope)).size).toBe(1);
  const runs = (await own.api('GET', '/api/v1/runs')).data as unknown as { id: string }[];
  expect(runs.map((run) => run.id)).toEqual([command.agt]);
});

test('ENV-14: a crash before the commit stores nothing, and the message comes again', async () => {
  const { fixture: own, peer } = await connected();
  const command = signCommand(own, peer, { body: spawnEcho });
  const env = { NODE_ENV: 'test', WH_FAILPOINT: 'spoke.intake.before-commit:throw' };
  await own.restart({ failpoints: createFailpoints(env) });
  await until('the link is live', () => own.hub.isLive);
  await own.hub.acknowledged(own.hub.relay(command.envelope));
  await until('a receipt', () => own.hub.receiptsFor(command.id).length > 0);
  expect(own.hub.receiptsFor(command.id).map((item) => item.message.body['status'])).toEqual(['accepted']);
  const audit = (await own.api('GET', '/api/v1/audit')).data as unknown as { resourceId: string }[];
  expect(audit.filter((row) => row.resourceId === command.agt)).toHaveLength(1);
});

test('what the hub has not acknowledged is sent again, in order and under the same offsets', async () => {
  const { fixture: own, peer } = await connected();
  await until('all is acknowledged', async () => (await own.spoke.link()).owed === 0);
  own.hub.holdAcks();
  const commands = [1, 2, 3].map(() => signCommand(own, peer, { body: spawnEcho }));
  for (const command of commands) await firstReceipt(own, command);
  const first = own.hub.relayed.slice(-3).map((item) => [item.offset, item.envelope]);
  await own.restart();
  await until('the link is live', () => own.hub.isLive);
  own.hub.releaseAcks();
  await until('all is acknowledged', async () => (await own.spoke.link()).owed === 0);
  expect(own.hub.relayed.slice(-3).map((item) => [item.offset, item.envelope])).toEqual(first);
});

test('a spoke whose store was set back starts a new epoch, so that the hub drops none of its messages', async () => {
  const { fixture: own, peer } = await connected();
  await until('all is acknowledged', async () => (await own.spoke.link()).owed === 0);
  await own.spoke.db.withInstance('link', (tx) => tx.linkUp.updateMany({ data: { next: 1n } }));
  own.hub.cut();
  const command = signCommand(own, peer, { body: spawnEcho });
  await own.hub.acknowledged(own.hub.relay(command.envelope));
  await until('the receipt arrives', () => own.hub.receiptsFor(command.id).length > 0);
});

test('a hub with another key than the pinned one is told nothing and proved nothing', async () => {
  fixture = await openFixture();
  const own = fixture;
  await until('the link is live', () => own.hub.isLive);
  const impostor = await FakeHub.start(() => own.spoke.identity.keyset);
  opened.push(impostor);
  // Same hub id and address in the pin, another key behind the address.
  await own.spoke.close();
  await saveHubPin(own.dir, { ...own.hub.hubFile(), linkUrl: impostor.hubFile().linkUrl });
  await own.restart();
  await until('the impostor was dialled', () => impostor.connections > 1);
  expect(impostor.isLive).toBe(false);
  expect(['dialling', 'proving', 'backoff']).toContain(await linkState(own));
  expect((await own.spoke.link()).lastReason).toContain('PROTOCOL_ERROR');
});

test.each([
  ['REVOKED', 4503, 'stopped'],
  ['KEY_CHANGED', 4504, 'stopped'],
])('a final close code %s ends dialling', async (_name, code, state) => {
  fixture = await openFixture();
  const own = fixture;
  await until('the link is live', () => own.hub.isLive);
  own.hub.close(code);
  await until('the link stops', async () => (await linkState(own)) === state);
});

test('somebody who has not proved to be the hub cannot end dialling by a final code', async () => {
  fixture = await openFixture();
  const own = fixture;
  await until('the link is live', () => own.hub.isLive);
  own.hub.closeBeforeProof = 4503;
  own.hub.cut();
  const before = own.hub.connections;
  await until('it was dialled and closed twice', () => own.hub.connections > before + 1);
  own.hub.closeBeforeProof = null;
  await until('the link is live again', () => own.hub.isLive);
});

test.each([
  ['GOING_AWAY', 4000],
  ['SUPERSEDED', 4009],
])('a passing close code %s is followed by a new session', async (_name, code) => {
  fixture = await openFixture();
  const own = fixture;
  await until('the link is live', () => own.hub.isLive);
  const before = own.hub.connections;
  own.hub.close(code);
  await until('another session', () => own.hub.connections > before && own.hub.isLive);
});

test('a gap in the offsets ends the session instead of being stepped over', async () => {
  const { fixture: own, peer } = await connected();
  const { envelope, id } = signCommand(own, peer, { body: spawnEcho });
  const before = own.hub.connections;
  const h = { to: own.spoke.instanceId, from: peer.instanceId, id, kind: 'command' };
  own.hub.sendText(JSON.stringify({ t: 'data', n: own.hub.ackedOffset + 5, e: own.hub.epoch, h, env: envelope }));
  await until('another session', () => own.hub.connections > before);
  expect(own.hub.receiptsFor(id)).toHaveLength(0);
});

test('frames that have no place end the session and not the process', async () => {
  fixture = await openFixture();
  const own = fixture;
  await until('the link is live', () => own.hub.isLive);
  for (const text of ['{', '{"t":"nothing"}', JSON.stringify({ t: 'welcome' }), '['.repeat(100_000)]) {
    const before = own.hub.connections;
    own.hub.sendText(text);
    await until('another session', () => own.hub.connections > before && own.hub.isLive);
  }
  expect((await own.api('GET', '/api/v1/instance')).status).toBe(200);
});

test('a silent hub is left after three missed beats', async () => {
  fixture = await openFixture();
  const own = fixture;
  await until('the link is live', () => own.hub.isLive);
  own.hub.heartbeatMs = 200;
  own.hub.cut();
  await until('the link is live again', () => own.hub.isLive);
  own.hub.answersPings = false;
  const before = own.hub.connections;
  await until('another session', () => own.hub.connections > before, 5_000);
});

test('a peer that nobody pinned here gets nothing, although the hub calls it connected', async () => {
  fixture = await openFixture();
  const peer = makePeer();
  await announce(fixture, [{ peer, state: 'active' }]);
  const peers = (await fixture.api('GET', '/api/v1/peers')).data as unknown as Record<string, unknown>[];
  expect(peers[0]).toMatchObject({ id: peer.instanceId, pinnedAt: null, state: 'active' });
  const command = signCommand(fixture, peer, { body: spawnEcho });
  await fixture.hub.acknowledged(fixture.hub.relay(command.envelope));
  expect(fixture.hub.nacks.at(-1)).toMatchObject({ id: command.id, code: 'KEY_UNKNOWN' });
});

/** A keyset of the peer's instance with these keys, signed by whoever is given. */
function keysetOf(peer: Identity, keys: Identity, change: Partial<KeysetBody> = {}): string {
  const { identity, link, command, grant } = keys;
  const body = buildKeyset({
    instance: peer.instanceId,
    name: 'south',
    identity,
    link,
    command,
    grant,
    now: Date.now(),
  });
  return signKeyset({ ...body, seq: 2, ...change }, identity);
}

test('a hub cannot swap the keys of a pinned peer', async () => {
  const { fixture: own, peer } = await connected();
  const other = makePeer('south');
  const impostor = { ...other, instanceId: peer.instanceId, keyset: keysetOf(peer, other) };
  await announce(own, [{ peer: impostor, state: 'active' }]);
  const forged = signCommand(own, impostor, { body: spawnEcho });
  await own.hub.acknowledged(own.hub.relay(forged.envelope));
  expect(own.hub.nacks.at(-1)).toMatchObject({ id: forged.id, code: 'KEY_UNKNOWN' });
  expect(await firstReceipt(own, signCommand(own, peer, { body: spawnEcho }))).toMatchObject({ status: 'accepted' });
});

test('SIG-14: a key that its owner revoked counts for nothing that is behind the news, even in one burst', async () => {
  const { fixture: own, peer } = await connected();
  const { keys } = openKeyset(peer.keyset, {}).body;
  const revoked = keys.map((key) => (key.use === 'command' ? { ...key, revokedAt: Date.now() } : key));
  const keyset = keysetOf(peer, peer, { keys: revoked });
  const command = signCommand(own, peer, { body: spawnEcho });
  const connection = newId(Date.now());
  own.hub.policy([{ connection, peer: peer.instanceId, name: 'south', state: 'active', keyset }]);
  await own.hub.acknowledged(own.hub.relay(command.envelope));
  expect(own.hub.nacks.at(-1)).toMatchObject({ id: command.id, code: 'KEY_REVOKED' });
  // An older document does not bring the key back.
  await announce(own, [{ peer, state: 'active' }]);
  const again = signCommand(own, peer, { body: spawnEcho });
  await own.hub.acknowledged(own.hub.relay(again.envelope));
  expect(own.hub.nacks.at(-1)).toMatchObject({ id: again.id, code: 'KEY_REVOKED' });
});

test('SIG-14: taking a pin back counts at once, on the open link', async () => {
  const { fixture: own, peer } = await connected();
  const answer = await own.api('POST', `/api/v1/peers/${peer.instanceId}/state`, { state: 'suspended' });
  expect(answer.status).toBe(200);
  const command = signCommand(own, peer, { body: spawnEcho });
  await own.hub.acknowledged(own.hub.relay(command.envelope));
  expect(own.hub.nacks.at(-1)).toMatchObject({ id: command.id, code: 'KEY_UNKNOWN' });
  expect((await own.api('GET', `/api/v1/runs/${command.agt}`)).status).toBe(404);
});

test('a policy view that is too old refuses spawns and lets kills through', async () => {
  const { fixture: own, peer } = await connected();
  const spawned = signCommand(own, peer, { body: spawnEcho });
  await firstReceipt(own, spawned);
  await own.spoke.db.withInstance('link', (tx) =>
    tx.linkState.updateMany({ data: { policyAt: new Date(Date.now() - 301_000) } }),
  );
  expect(await firstReceipt(own, signCommand(own, peer, { body: spawnEcho }))).toMatchObject({
    status: 'rejected',
    code: 'UNAVAILABLE',
  });
  const kill = signCommand(own, peer, { agt: spawned.agt, body: { verb: 'agent.kill' } });
  expect(await firstReceipt(own, kill)).toMatchObject({ status: 'accepted' });
});

test('the pin and the keys are readable by their owner only', async () => {
  fixture = await openFixture();
  for (const name of ['hub.json', 'identity.json']) {
    expect((await stat(join(fixture.dir, name))).mode & 0o777).toBe(0o600);
  }
  const pin = JSON.parse(await readFile(join(fixture.dir, 'hub.json'), 'utf8')) as Record<string, unknown>;
  expect(pin['fingerprint']).toBe(fixture.hub.identity.fingerprint);
});
