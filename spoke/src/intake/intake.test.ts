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

const peer = makePeer();
let fixture: Fixture;

beforeAll(async () => {
  fixture = await openFixture();
  await connectPeer(fixture, peer);
  await grantTo(fixture, peer);
});
afterAll(async () => fixture.close());

test('a granted spawn is accepted, booked and answered by a signed receipt', async () => {
  const command = signCommand(fixture, peer, { body: spawnEcho });
  const receipt = await firstReceipt(fixture, command);
  expect(receipt).toMatchObject({ command: command.id, status: 'accepted' });
  const run = await fixture.api('GET', `/api/v1/runs/${command.agt}`);
  expect(run.data).toMatchObject({ id: command.agt, state: 'queued', issuer: peer.instanceId, agent: 'echo' });
});

test('ENV-01: a replayed spawn makes no second run and gets the same receipt bytes', async () => {
  const command = signCommand(fixture, peer, { body: spawnEcho });
  await firstReceipt(fixture, command);
  await fixture.hub.acknowledged(fixture.hub.relay(command.envelope));
  fixture.hub.cut();
  await fixture.restart();
  await fixture.hub.acknowledged(fixture.hub.relay(command.envelope));
  await expect.poll(() => fixture.hub.receiptsFor(command.id).length).toBe(3);
  expect(new Set(fixture.hub.receiptsFor(command.id).map((item) => item.envelope)).size).toBe(1);
  const commands = await fixture.api('GET', `/api/v1/commands?agt=${command.agt}`);
  expect(commands.data).toHaveLength(1);
});

test('a workspace that granted nothing and one that does not exist refuse alike', async () => {
  const other = await fixture.api('POST', '/api/v1/workspaces', {
    name: 'Other',
    slug: `other-${newId(Date.now()).slice(-6)}`,
  });
  expect(other.status).toBe(201);
  const ws = (other.data['workspace'] as { id: string }).id;
  const ungranted = await firstReceipt(fixture, signCommand(fixture, peer, { ws, body: spawnEcho }));
  const unknown = await firstReceipt(fixture, signCommand(fixture, peer, { ws: newId(Date.now()), body: spawnEcho }));
  expect(ungranted).toMatchObject({ status: 'rejected', code: 'NOT_AUTHORIZED' });
  expect(unknown).toMatchObject({ status: 'rejected', code: 'NOT_AUTHORIZED' });
});

test('a connection that is not active any more carries no command', async () => {
  await announce(fixture, [{ peer, state: 'suspended' }]);
  const receipt = await firstReceipt(fixture, signCommand(fixture, peer, { body: spawnEcho }));
  expect(receipt).toMatchObject({ status: 'rejected', code: 'NOT_AUTHORIZED' });
  await announce(fixture, [{ peer, state: 'active' }]);
});
