import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFixture, type Answer, type Fixture } from '../testing/fixture.ts';
import { letIn, newPerson, noSignInLimits, type TestPerson } from '../testing/people.ts';

let fixture: Fixture;
let ada: TestPerson;

beforeAll(async () => {
  fixture = await openFixture({ hub: false, deps: { people: { limits: noSignInLimits } } });
  ada = await newPerson(fixture, 'ada.owner');
});
afterAll(() => fixture.close());

/** Opens a stream as a browser does; resolves with its text once the spoke ends it. */
async function watch(person: TestPerson, runId: string): Promise<{ ended: Promise<string> }> {
  const response = await fetch(`${fixture.spoke.url}/api/v1/runs/${runId}/events`, {
    headers: { cookie: person.browser.cookie, 'x-workspace-id': ada.workspaceId, accept: 'text/event-stream' },
  });
  expect(response.status).toBe(200);
  return { ended: response.text() };
}

const member = (who: TestPerson, path: string): string =>
  `/api/v1/workspaces/${ada.workspaceId}/members/${who.id}${path}`;
type Change = (who: TestPerson) => Promise<Answer>;

test.each<[string, Change]>([
  ['demoted to what does not reach it', (who) => ada.browser('PUT', member(who, '/role'), { role: 'guest' })],
  ['removed', (who) => ada.browser('DELETE', member(who, ''))],
  ['signed out', (who) => who.browser('POST', '/api/v1/auth/sign-out')],
])('AUTH-12: an open stream of a run ends once its reader is %s, and others go on', async (how, change) => {
  const [reader, other] = [
    await newPerson(fixture, `r.${how.slice(0, 4)}`),
    await newPerson(fixture, `o.${how.slice(0, 4)}`),
  ];
  for (const person of [reader, other]) await letIn(fixture, ada, person, 'viewer');
  // Nothing takes it up: it stays queued, and the stream quiet.
  const wish = { agent: 'embedded', prompt: 'x' };
  const spawned = await ada.browser('POST', '/api/v1/runs', wish, { 'x-workspace-id': ada.workspaceId });
  const runId = spawned.data['runId'] as string;
  const [first, second] = [await watch(reader, runId), await watch(other, runId)];
  let othersEnded = false;
  void second.ended.then(() => (othersEnded = true));
  expect((await change(reader)).status).toBe(200);
  const text = await first.ended;
  expect(text).not.toContain('event: end');
  expect(othersEnded).toBe(false);
  expect((await ada.browser('DELETE', member(other, ''))).status).toBe(200);
  await second.ended;
});
