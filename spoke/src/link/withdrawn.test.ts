import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectPeer, makePeer, openFixture, type Answer, type Fixture } from '../testing/fixture.ts';
import { letIn, newPerson, noSignInLimits, type TestPerson } from '../testing/people.ts';
import { until } from '../testing/until.ts';

/** A final word for nobody, so the spoke goes on dialling. */
const goAway = 4503;
const target = makePeer('north');
let fixture: Fixture;
let ada: TestPerson;
let bea: TestPerson;

beforeAll(async () => {
  fixture = await openFixture({ deps: { people: { limits: noSignInLimits } } });
  await connectPeer(fixture, target);
  ada = await newPerson(fixture, 'ada.owner');
  bea = await newPerson(fixture, 'bea');
  await letIn(fixture, ada, bea, 'developer');
});
afterAll(() => fixture.close());

/** In ada's workspace. */
function call(person: TestPerson, method: string, path: string, body?: unknown): Promise<Answer> {
  return person.browser(method, path, body, { 'x-workspace-id': ada.workspaceId });
}

interface Sent {
  readonly commandId: string;
  readonly runId: string;
}

async function spawnAway(person: TestPerson): Promise<Sent> {
  const wish = { agent: 'echo', target: target.instanceId, targetWorkspace: newId(Date.now()) };
  const answer = await call(person, 'POST', '/api/v1/runs', wish);
  expect(answer.status, answer.text).toBe(202);
  return answer.data as unknown as Sent;
}

const stateOf = async (path: string): Promise<Record<string, unknown>> => (await call(ada, 'GET', path)).data;
const hasReached = ({ commandId }: Sent): boolean =>
  fixture.hub.relayed.some(({ message }) => message.id === commandId);

test('AUTH-12: a spawn that waits for the link is never sent once its maker may not spawn; others and kills are', async () => {
  const running = await spawnAway(bea);
  await until('it reaches the hub', () => hasReached(running));
  fixture.hub.closeBeforeProof = goAway;
  fixture.hub.cut();
  const theirs = await spawnAway(bea);
  const others = await spawnAway(ada);
  const killed = await call(bea, 'POST', `/api/v1/runs/${running.runId}/kill`, {});
  expect(killed.status, killed.text).toBe(202);
  const role = `/api/v1/workspaces/${ada.workspaceId}/members/${bea.id}/role`;
  expect((await call(ada, 'PUT', role, { role: 'viewer' })).status).toBe(200);
  // What waits less was asked about when it was taken.
  await delay(1_100);
  fixture.hub.closeBeforeProof = null;

  await until('the others’ spawn reaches the hub', () => hasReached(others));
  await until('the kill reaches the hub', () => hasReached(killed.data as unknown as Sent));
  expect(hasReached(theirs)).toBe(false);
  const refused = { state: 'rejected', code: 'NOT_AUTHORIZED' };
  expect(await stateOf(`/api/v1/commands/${theirs.commandId}`)).toMatchObject(refused);
  expect(await stateOf(`/api/v1/runs/${theirs.runId}`)).toMatchObject(refused);
  const audit = await call(ada, 'GET', '/api/v1/audit?action=withdraw%20agent.spawn');
  expect(audit.data).toMatchObject([{ verdict: 'rejected', code: 'NOT_AUTHORIZED', resourceId: theirs.runId }]);
});
