import {
  limits,
  newId,
  openEnvelope,
  openKeyset,
  readEnvelope,
  sha256Hex,
  signEnvelope,
  type RunView,
} from '@wheelhouse/protocol';
import type { Identity } from '@wheelhouse/protocol/keyfile';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectPeer, makePeer, openFixture, type Fixture } from '../testing/fixture.ts';
import { until } from '../testing/until.ts';

const target = makePeer('north');
const targetWorkspace = newId(Date.now());
let fixture: Fixture;

beforeAll(async () => {
  fixture = await openFixture();
  await connectPeer(fixture, target);
});
afterAll(async () => fixture.close());

interface Sent {
  readonly id: string;
  readonly runId: string;
  readonly envelope: string;
  readonly sha256: string;
}

/** Spawns on the target and waits for the command to reach the hub. */
async function spawnAway(body: object = {}): Promise<Sent> {
  const answer = await fixture.api('POST', '/api/v1/runs', {
    agent: 'echo',
    target: target.instanceId,
    targetWorkspace,
    ...body,
  });
  expect(answer.status, answer.text).toBe(202);
  const id = answer.data['commandId'] as string;
  await until('the command reaches the hub', () => fixture.hub.relayed.some((item) => item.message.id === id));
  const envelope = fixture.hub.relayed.find((item) => item.message.id === id)?.envelope ?? '';
  return { id, runId: answer.data['runId'] as string, envelope, sha256: readEnvelope(envelope).sha256 };
}

function common(from: Identity): Record<string, unknown> {
  const now = Date.now();
  return {
    v: 1,
    id: newId(now),
    iss: from.instanceId,
    aud: fixture.spoke.instanceId,
    hub: fixture.hub.identity.instanceId,
    iat: now,
    exp: now + limits.commandMaxLifetimeMs,
    ws: targetWorkspace,
  };
}

async function answer(sent: Sent, body: object, from: Identity = target): Promise<void> {
  const receipt = { ...common(from), agt: sent.runId, body: { command: sent.id, sha256: sent.sha256, ...body } };
  await fixture.hub.acknowledged(fixture.hub.relay(signEnvelope('receipt', receipt, from.command)));
}

function view(sent: Sent, state: RunView['state'], more: Partial<RunView> = {}): RunView {
  return { id: sent.runId as RunView['id'], agent: 'echo', state, gen: 0, createdAt: Date.now(), lastSeq: 0, ...more };
}

async function commandOf(sent: Sent): Promise<Record<string, unknown>> {
  return (await fixture.api('GET', `/api/v1/commands/${sent.id}`)).data;
}

async function runOf(sent: Sent): Promise<Record<string, unknown>> {
  return (await fixture.api('GET', `/api/v1/runs/${sent.runId}`)).data;
}

async function securityEvents(kind: string): Promise<number> {
  return fixture.spoke.db.withInstance('security', (tx) => tx.securityEvent.count({ where: { kind } }));
}

test('a spawn for another instance leaves as signed bytes and is mirrored here', async () => {
  const sent = await spawnAway();
  const opened = await openEnvelope(readEnvelope(sent.envelope), {
    kinds: ['command'],
    keys: openKeyset(fixture.spoke.identity.keyset, {}).keys,
    issuer: fixture.spoke.instanceId,
    now: Date.now(),
  });
  expect(opened.message).toMatchObject({ aud: target.instanceId, ws: targetWorkspace, agt: sent.runId });
  expect(opened.message.act.id).toBe(fixture.own.ownerId);
  expect(await commandOf(sent)).toMatchObject({ direction: 'out', state: 'queued' });
  expect(await runOf(sent)).toMatchObject({ instance: target.instanceId, state: 'queued' });
});

test('receipts move the command and the mirrored run, in whatever order they come', async () => {
  const sent = await spawnAway();
  await answer(sent, { status: 'started', run: view(sent, 'running') });
  expect(await commandOf(sent)).toMatchObject({ state: 'started' });
  await answer(sent, { status: 'accepted' });
  expect(await commandOf(sent)).toMatchObject({ state: 'started' });
  await answer(sent, { status: 'completed', outcome: 'succeeded', run: view(sent, 'succeeded', { exitCode: 0 }) });
  expect(await commandOf(sent)).toMatchObject({ state: 'succeeded' });
  expect(await runOf(sent)).toMatchObject({ state: 'succeeded', exitCode: 0 });
});

test('ENV-15: the first result stands; a contrary one is kept as late', async () => {
  const sent = await spawnAway();
  await answer(sent, { status: 'completed', outcome: 'succeeded', run: view(sent, 'succeeded') });
  await answer(sent, { status: 'completed', outcome: 'failed', run: view(sent, 'failed') });
  const command = await commandOf(sent);
  expect(command).toMatchObject({ state: 'succeeded' });
  expect((command['receipts'] as { late: boolean }[]).map((receipt) => receipt.late)).toEqual([false, true]);
  expect(await runOf(sent)).toMatchObject({ state: 'succeeded' });
});

test('ENV-15: nobody but the target answers for it, and only for the bytes that were asked', async () => {
  const other = makePeer('west');
  await connectPeer(fixture, other);
  const both = [target, other].map((peer) => ({
    connection: newId(Date.now()),
    peer: peer.instanceId,
    name: peer.name,
    state: 'active',
    keyset: peer.keyset,
  }));
  await fixture.hub.acknowledged(fixture.hub.policy(both));
  const sent = await spawnAway();
  const forged = await securityEvents('receipt_forged');
  await answer(sent, { status: 'completed', outcome: 'succeeded' }, other);
  expect(await securityEvents('receipt_forged')).toBe(forged + 1);
  await answer({ ...sent, sha256: sha256Hex(Buffer.from('other')) }, { status: 'completed', outcome: 'succeeded' });
  expect(await securityEvents('receipt_for_other_bytes')).toBe(1);
  await answer({ ...sent, id: newId(Date.now()) }, { status: 'accepted' });
  expect(await securityEvents('receipt_unknown')).toBe(1);
  expect(await commandOf(sent)).toMatchObject({ state: 'queued', receipts: [] });
});

test('the hub may say that a command expired on the way, and nothing else', async () => {
  const sent = await spawnAway();
  const forged = await securityEvents('receipt_forged');
  await answer(sent, { status: 'completed', outcome: 'succeeded' }, fixture.hub.identity);
  expect(await securityEvents('receipt_forged')).toBe(forged + 1);
  await answer(sent, { status: 'expired_undelivered', code: 'EXPIRED_UNDELIVERED' }, fixture.hub.identity);
  expect(await commandOf(sent)).toMatchObject({ state: 'expired', code: 'EXPIRED_UNDELIVERED' });
  expect(await runOf(sent)).toMatchObject({ state: 'rejected' });
});

test('a command that the hub refuses ends with the hub’s word', async () => {
  const sent = await spawnAway();
  fixture.hub.sendText(JSON.stringify({ t: 'nack', e: 'any', n: 1, id: sent.id, code: 'NOT_AUTHORIZED' }));
  await until('the command is rejected', async () => (await commandOf(sent))['state'] === 'rejected');
  expect(await commandOf(sent)).toMatchObject({ code: 'NOT_AUTHORIZED', message: 'refused by the hub' });
  expect(await runOf(sent)).toMatchObject({ state: 'rejected' });
});

test('events and small artifacts of the remote run are mirrored once, an end only by a receipt', async () => {
  const sent = await spawnAway();
  const event = (seq: number, type: string, data: object): object => ({ seq, at: Date.now(), type, data });
  const content = 'made there';
  const artifact = { id: newId(Date.now()), name: 'note', mediaType: 'text/plain', bytes: content.length };
  const events = [
    event(1, 'state', { state: 'running' }),
    event(2, 'artifact', { ...artifact, sha256: sha256Hex(Buffer.from(content)), content }),
    event(3, 'state', { state: 'succeeded' }),
  ];
  const message = { ...common(target), agt: sent.runId, gen: 0, body: { first: 1, events } };
  for (let time = 0; time < 2; time += 1) {
    const envelope = signEnvelope('events', { ...message, id: newId(Date.now()) }, target.command);
    await fixture.hub.acknowledged(fixture.hub.relay(envelope));
  }
  const page = (await fixture.api('GET', `/api/v1/runs/${sent.runId}/events`)).data as unknown as { seq: number }[];
  expect(page.map((item) => item.seq)).toEqual([1, 2, 3]);
  expect(await runOf(sent)).toMatchObject({ state: 'queued', lastSeq: 3 });
  const list = (await fixture.api('GET', `/api/v1/runs/${sent.runId}/artifacts`)).data as unknown as { id: string }[];
  expect(list.map((item) => item.id)).toEqual([artifact.id]);
  const fetched = await fixture.api('GET', `/api/v1/runs/${sent.runId}/artifacts/${artifact.id}`);
  expect(fetched.text).toBe(content);
  const forged = await securityEvents('events_forged');
  const byHub = signEnvelope('events', { ...message, ...common(fixture.hub.identity) }, fixture.hub.identity.command);
  await fixture.hub.acknowledged(fixture.hub.relay(byHub));
  expect(await securityEvents('events_forged')).toBe(forged + 1);
});

test('a kill of a mirrored run is sent to where it runs; one with a target may precede the spawn', async () => {
  const sent = await spawnAway();
  const killed = await fixture.api('POST', `/api/v1/runs/${sent.runId}/kill`, { now: true });
  expect(killed.status).toBe(202);
  await until('the kill reaches the hub', () =>
    fixture.hub.relayed.some((item) => item.message.id === killed.data['commandId']),
  );
  expect(await runOf(sent)).toMatchObject({ desired: 'stop', state: 'queued' });
  const agt = newId(Date.now());
  const early = await fixture.api('POST', `/api/v1/runs/${agt}/kill`, { target: target.instanceId, targetWorkspace });
  expect(early.status).toBe(202);
  const spawned = await spawnAway({ id: agt });
  expect(spawned.runId).toBe(agt);
});

test('an instance that is not pinned here cannot be asked for anything', async () => {
  const body = { agent: 'echo', target: newId(Date.now()), targetWorkspace };
  expect((await fixture.api('POST', '/api/v1/runs', body)).status).toBe(404);
});

test('a relayed envelope goes out unchanged, also twice; one of another key does not', async () => {
  const sent = await spawnAway();
  const before = fixture.hub.relayed.length;
  const again = await fixture.api('POST', '/api/v1/commands/envelope', { envelope: sent.envelope });
  expect(again.status).toBe(202);
  await until('it is sent again', () => fixture.hub.relayed.length > before);
  expect(fixture.hub.relayed.at(-1)?.envelope).toBe(sent.envelope);
  const foreign = signEnvelope(
    'command',
    { ...common(target), agt: newId(0), body: { verb: 'agent.status' } },
    target.command,
  );
  const refused = await fixture.api('POST', '/api/v1/commands/envelope', { envelope: foreign });
  expect(refused.error?.code).toBe('KEY_UNKNOWN');
});

test('a grant from another instance is kept, and its earlier end too', async () => {
  const grant = newId(Date.now());
  const give = async (exp: number): Promise<void> => {
    const body = { grant, grantee: fixture.spoke.instanceId, verbs: ['agent.spawn'], nbf: 0, exp };
    const message = { ...common(target), act: { kind: 'user', id: newId(Date.now()) }, body };
    await fixture.hub.acknowledged(fixture.hub.relay(signEnvelope('grant', message, target.grant)));
  };
  const held = async (): Promise<string[]> =>
    ((await fixture.api('GET', '/api/v1/grants/held')).data as unknown as { id: string }[]).map((item) => item.id);
  await give(Date.now() + 60_000);
  expect(await held()).toContain(grant);
  await give(Date.now() - 1);
  expect(await held()).not.toContain(grant);
});
