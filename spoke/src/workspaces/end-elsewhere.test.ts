import { newId } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectPeer, makePeer, openFixture, type Fixture } from '../testing/fixture.ts';
import { until } from '../testing/until.ts';

const peer = makePeer();
let fixture: Fixture;

beforeAll(async () => {
  fixture = await openFixture();
  await connectPeer(fixture, peer);
});
afterAll(() => fixture.close());

test('TEN-20: deleting a workspace kills its runs on other instances too', async () => {
  const target = { target: peer.instanceId, targetWorkspace: newId(Date.now()) };
  const spawned = await fixture.api('POST', '/api/v1/runs', { agent: 'any', ...target });
  expect(spawned.status, spawned.text).toBe(202);
  const { workspaceId } = fixture.own;
  expect((await fixture.api('DELETE', `/api/v1/workspaces/${workspaceId}`)).status).toBe(200);
  const verbs = (): unknown[] =>
    fixture.hub.relayed
      .filter(({ message }) => message['agt'] === spawned.data['runId'])
      .map(({ message }) => message.body['verb']);
  await until('both commands left', () => verbs().length === 2);
  expect(verbs()).toEqual(['agent.spawn', 'agent.kill']);
  expect((await fixture.api('GET', '/api/v1/runs')).status).toBe(401);
});
