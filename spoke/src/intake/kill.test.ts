import { newId } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

const peer = makePeer();
const other = makePeer('west');
let fixture: Fixture;

beforeAll(async () => {
  fixture = await openFixture();
  await connectPeer(fixture, peer);
  await grantTo(fixture, peer, { verbs: ['agent.spawn', 'agent.status', 'agent.kill', 'agent.kill_all'] });
});
afterAll(async () => fixture.close());

async function completed(commandId: string): Promise<Record<string, unknown>> {
  const last = (): Record<string, unknown> | undefined => fixture.hub.receiptsFor(commandId).at(-1)?.message.body;
  await until('the command is completed', () => last()?.['status'] === 'completed');
  return last() ?? {};
}

test('a kill that arrives before its spawn wins', async () => {
  const agt = newId(Date.now());
  const kill = signCommand(fixture, peer, { agt, body: { verb: 'agent.kill' } });
  expect(await firstReceipt(fixture, kill)).toMatchObject({ status: 'accepted' });
  expect(await completed(kill.id)).toMatchObject({ outcome: 'succeeded' });
  const spawn = signCommand(fixture, peer, { agt, body: spawnEcho });
  expect(await firstReceipt(fixture, spawn)).toMatchObject({ status: 'accepted' });
  expect(await completed(spawn.id)).toMatchObject({
    outcome: 'cancelled',
    code: 'CANCELLED_BEFORE_START',
    run: { id: agt, state: 'cancelled' },
  });
  const run = await fixture.api('GET', `/api/v1/runs/${agt}`);
  expect(run.data).toMatchObject({ state: 'cancelled', code: 'CANCELLED_BEFORE_START' });
});

test('a kill of an open run marks it for every way of the stop path, and a harder one makes it harder', async () => {
  const spawn = signCommand(fixture, peer, { body: spawnEcho });
  await firstReceipt(fixture, spawn);
  const soft = signCommand(fixture, peer, { agt: spawn.agt, body: { verb: 'agent.kill', reason: 'enough' } });
  expect(await firstReceipt(fixture, soft)).toMatchObject({ status: 'accepted' });
  const hard = signCommand(fixture, peer, { agt: spawn.agt, body: { verb: 'agent.kill', now: true } });
  expect(await firstReceipt(fixture, hard)).toMatchObject({ status: 'accepted' });
  const { workspaceId } = fixture.own;
  const run = await fixture.spoke.db.withSystemTenant(workspaceId, (tx) =>
    tx.run.findUnique({ where: { workspaceId_id: { workspaceId, id: spawn.agt } } }),
  );
  expect(run).toMatchObject({ desired: 'stop', stop: { now: true, reason: 'enough', commandId: soft.id } });
});

test('the run of another issuer cannot be killed, read or told from a missing one', async () => {
  await connectPeer(fixture, other);
  await announceBoth();
  await grantTo(fixture, other);
  const spawn = signCommand(fixture, peer, { body: spawnEcho });
  await firstReceipt(fixture, spawn);
  const kill = signCommand(fixture, other, { agt: spawn.agt, body: { verb: 'agent.kill' } });
  expect(await firstReceipt(fixture, kill)).toMatchObject({ status: 'rejected', code: 'NOT_AUTHORIZED' });
  const status = await firstReceipt(
    fixture,
    signCommand(fixture, other, { agt: spawn.agt, body: { verb: 'agent.status' } }),
  );
  const missing = await firstReceipt(
    fixture,
    signCommand(fixture, other, { agt: newId(Date.now()), body: { verb: 'agent.status' } }),
  );
  expect(status['code']).toBe('NOT_AUTHORIZED');
  expect(missing['code']).toBe('NOT_AUTHORIZED');
  const run = await fixture.api('GET', `/api/v1/runs/${spawn.agt}`);
  expect(run.data).toMatchObject({ state: 'queued', desired: 'run' });
});

async function announceBoth(): Promise<void> {
  await announce(fixture, [
    { peer, state: 'active' },
    { peer: other, state: 'active' },
  ]);
}

test('kill-all of a peer stops its own runs and nobody else’s', async () => {
  const mine = signCommand(fixture, peer, { body: spawnEcho });
  await firstReceipt(fixture, mine);
  const theirs = signCommand(fixture, other, { body: spawnEcho });
  await firstReceipt(fixture, theirs);
  expect(await firstReceipt(fixture, signCommand(fixture, peer, { body: { verb: 'agent.kill_all' } }))).toMatchObject({
    status: 'accepted',
  });
  expect((await fixture.api('GET', `/api/v1/runs/${mine.agt}`)).data['desired']).toBe('stop');
  expect((await fixture.api('GET', `/api/v1/runs/${theirs.agt}`)).data['desired']).toBe('run');
});

test('a revoked grant ends at once: the very next command is refused', async () => {
  const [grant] = (await fixture.api('GET', '/api/v1/grants')).data as unknown as { id: string; grantee: string }[];
  expect(grant?.grantee).toBe(other.instanceId);
  await fixture.api('DELETE', `/api/v1/grants/${grant?.id ?? ''}`);
  const receipt = await firstReceipt(fixture, signCommand(fixture, other, { body: spawnEcho }));
  expect(receipt).toMatchObject({ status: 'rejected', code: 'NOT_AUTHORIZED' });
  const { workspaceId } = fixture.own;
  const principals = await fixture.spoke.db.withSystemTenant(workspaceId, (tx) =>
    tx.workspacePrincipal.count({ where: { workspaceId, principalId: other.instanceId } }),
  );
  expect(principals).toBe(0);
});

test('a grant for so many runs takes no more, and a suspended instance can still be stopped', async () => {
  await grantTo(fixture, other, { verbs: ['agent.spawn', 'agent.kill'], maxConcurrent: 1 });
  const runs = (await fixture.api('GET', '/api/v1/runs?limit=200')).data as unknown as {
    issuer: string;
    state: string;
  }[];
  const open = runs.filter((run) => run.issuer === other.instanceId && run.state === 'queued').length;
  expect(open).toBe(1);
  const over = await firstReceipt(fixture, signCommand(fixture, other, { body: spawnEcho }));
  expect(over).toMatchObject({ status: 'rejected', code: 'QUOTA' });
});

test('a kill-all from the other side that locks keeps everybody from starting runs, until who locked it or people here lift that', async () => {
  await grantTo(fixture, peer, { verbs: ['agent.kill_all', 'agent.kill:any'] });
  const lock = { verb: 'agent.kill_all', lock: true } as const;
  expect(await firstReceipt(fixture, signCommand(fixture, peer, { body: lock }))).toMatchObject({ status: 'accepted' });
  const here = await fixture.api('POST', '/api/v1/runs', { agent: 'echo' });
  expect([here.status, here.error?.code]).toEqual([423, 'LOCKED']);
  const relayed = await firstReceipt(fixture, signCommand(fixture, peer, { body: spawnEcho }));
  expect(relayed).toMatchObject({ status: 'rejected', code: 'LOCKED' });
  const { workspaceId } = fixture.own;
  const view = await fixture.api('GET', `/api/v1/workspaces/${workspaceId}`);
  expect(view.data['settings']).toMatchObject({ lockedBy: peer.instanceId, lockedAt: expect.any(Number) });
  const unlock = signCommand(fixture, peer, { body: { verb: 'agent.unlock' } });
  expect(await firstReceipt(fixture, unlock)).toMatchObject({ status: 'accepted' });
  expect(await completed(unlock.id)).toMatchObject({ outcome: 'succeeded' });
  expect(await firstReceipt(fixture, signCommand(fixture, peer, { body: spawnEcho }))).toMatchObject({
    status: 'accepted',
  });
  // A lock of the people here is theirs: the other side cannot lift it.
  await fixture.api('POST', '/api/v1/kill-all', { now: true });
  const refused = await firstReceipt(fixture, signCommand(fixture, peer, { body: { verb: 'agent.unlock' } }));
  expect(refused).toMatchObject({ status: 'rejected', code: 'NOT_AUTHORIZED' });
  // Nor does a kill-all of theirs make it theirs, and people here lift what is the other side’s.
  expect((await fixture.api('DELETE', '/api/v1/lock')).status).toBe(200);
  await firstReceipt(fixture, signCommand(fixture, peer, { body: lock }));
  expect((await fixture.api('DELETE', '/api/v1/lock')).status).toBe(200);
  const again = await firstReceipt(fixture, signCommand(fixture, peer, { body: spawnEcho }));
  expect(again).toMatchObject({ status: 'accepted' });
});
