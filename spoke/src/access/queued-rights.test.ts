import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFixture, type Answer, type Fixture } from '../testing/fixture.ts';
import { letIn, newPerson, noSignInLimits, type TestPerson } from '../testing/people.ts';
import { until } from '../testing/until.ts';

let fixture: Fixture;
let ada: TestPerson;

beforeAll(async () => {
  fixture = await openFixture({
    hub: false,
    config: { orchestrator: 'embedded', concurrency: 1 },
    deps: { people: { limits: noSignInLimits } },
  });
  ada = await newPerson(fixture, 'ada.owner');
  const agent = { name: 'sleep', runtime: 'process', config: { argv: ['sleep', '60'] } };
  expect((await as(ada)('POST', '/api/v1/agents', agent)).status).toBe(201);
});
afterAll(() => fixture.close());

/** In ada's workspace. */
function as(person: TestPerson): (method: string, path: string, body?: unknown) => Promise<Answer> {
  return (method, path, body) => person.browser(method, path, body, { 'x-workspace-id': ada.workspaceId });
}

async function spawn(person: TestPerson): Promise<string> {
  const answer = await as(person)('POST', '/api/v1/runs', { agent: 'sleep' });
  expect(answer.status, answer.text).toBe(202);
  return answer.data['runId'] as string;
}

async function runOf(id: string): Promise<Record<string, unknown>> {
  return (await as(ada)('GET', `/api/v1/runs/${id}`)).data;
}

const reached = (id: string, ...states: string[]): Promise<void> =>
  until(`run ${id} is ${states.join(' or ')}`, async () => states.includes((await runOf(id))['state'] as string));

const kill = (id: string): Promise<Answer> => as(ada)('POST', `/api/v1/runs/${id}/kill`, { now: true });

const member = (who: TestPerson, path: string): string =>
  `/api/v1/workspaces/${ada.workspaceId}/members/${who.id}${path}`;
type Change = (who: TestPerson) => Promise<Answer>;

test.each<[string, Change]>([
  ['demoted', (who) => ada.browser('PUT', member(who, '/role'), { role: 'viewer' })],
  ['removed', (who) => ada.browser('DELETE', member(who, ''))],
])('AUTH-12: what a member had queued is refused once they are %s; a colleague’s starts', async (how, change) => {
  const queuer = await newPerson(fixture, `member.${how}`);
  const colleague = await newPerson(fixture, `colleague.${how}`);
  for (const person of [queuer, colleague]) await letIn(fixture, ada, person, 'developer');
  const busy = await spawn(ada);
  await reached(busy, 'running');
  const theirs = await spawn(queuer);
  const others = await spawn(colleague);
  expect(await runOf(theirs)).toMatchObject({ state: 'queued' });

  expect((await change(queuer)).status).toBe(200);
  await kill(busy);
  await reached(theirs, 'rejected');
  expect(await runOf(theirs)).toMatchObject({ state: 'rejected', code: 'NOT_AUTHORIZED' });
  await reached(others, 'running');
  await kill(others);
  await reached(others, 'killed');
  const { commandId } = await runOf(theirs);
  const command = await as(ada)('GET', `/api/v1/commands/${commandId as string}`);
  expect(command.data).toMatchObject({ state: 'failed', code: 'NOT_AUTHORIZED' });
});
