import { afterAll, beforeAll, expect, test } from 'vitest';
import {
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
  fixture = await openFixture({ config: { orchestrator: 'embedded', concurrency: 1 } });
  await connectPeer(fixture, peer);
  const agent = { name: 'sleep', runtime: 'process', config: { argv: ['sleep', '300'] } };
  expect((await fixture.api('POST', '/api/v1/agents', agent)).status).toBe(201);
});
afterAll(() => fixture.close());

test('AUTH-12: what another instance had queued is refused once its grant is revoked, by a signed receipt', async () => {
  const grant = await grantTo(fixture, peer);
  const busy = (await fixture.api('POST', '/api/v1/runs', { agent: 'sleep' })).data['runId'] as string;
  const stateOf = async (id: string): Promise<unknown> =>
    (await fixture.api('GET', `/api/v1/runs/${id}`)).data['state'];
  await until('the slot is taken', async () => (await stateOf(busy)) === 'running');
  const command = signCommand(fixture, peer, { body: spawnEcho });
  expect(await firstReceipt(fixture, command)).toMatchObject({ status: 'accepted' });
  expect(await stateOf(command.agt)).toBe('queued');

  expect((await fixture.api('DELETE', `/api/v1/grants/${grant}`)).status).toBe(200);
  await fixture.api('POST', `/api/v1/runs/${busy}/kill`, { now: true });
  await until('it is refused', async () => (await stateOf(command.agt)) === 'rejected');
  await until('a last receipt', () => fixture.hub.receiptsFor(command.id).length > 1);
  expect(fixture.hub.receiptsFor(command.id).at(-1)?.message.body).toMatchObject({ code: 'NOT_AUTHORIZED' });
});
