import { afterAll, beforeAll, expect, test } from 'vitest';
import type { spokeApi } from '@wheelhouse/protocol';
import { signUp, type Browser } from '../testing/browser.ts';
import { openFixture, type Fixture } from '../testing/fixture.ts';
import { until } from '../testing/until.ts';

let fixture: Fixture;
let ada: Browser;
beforeAll(async () => {
  fixture = await openFixture({ hub: false, config: { orchestrator: 'embedded', allowOpenFilesystem: true } });
  ({ browser: ada } = await signUp(fixture, 'ada@asked.test'));
});
afterAll(() => fixture.close());

async function asked(question: string): Promise<{ run: string; approval: spokeApi.ApprovalView }> {
  const task = { steps: [{ do: 'approve', question }] };
  const spawned = await ada('POST', '/api/v1/runs', { agent: 'embedded', task });
  const run = String(spawned.data['runId']);
  let open: spokeApi.ApprovalView | undefined;
  await until('it asks', async () => {
    const answer = await ada('GET', `/api/v1/approvals?state=open&run=${run}`);
    [open] = answer.data as unknown as spokeApi.ApprovalView[];
    return open !== undefined;
  });
  if (open === undefined) throw new Error('nothing was asked');
  return { run, approval: open };
}

const optionOf = ({ options }: spokeApi.ApprovalView, kind: string): string =>
  options.find((offered) => offered.kind.startsWith(kind))?.option ?? '';

test('what a run asks can be listed, read and answered, and says who answered', async () => {
  const { run, approval } = await asked('Deploy?');
  expect(approval).toMatchObject({ kind: 'permission', state: 'open', run, answeredBy: null, option: null });
  expect(approval.title).toContain('Deploy?');
  const path = `/api/v1/approvals/${approval.id}`;
  expect((await ada('GET', path)).data).toMatchObject({ id: approval.id });
  expect((await ada('POST', `${path}/answer`, { option: 'nonsense' })).error?.code).toBe('INVALID');
  const yes = optionOf(approval, 'allow');
  expect((await ada('POST', `${path}/answer`, { option: yes })).status).toBe(202);
  await until('the run ends', async () => (await ada('GET', `/api/v1/runs/${run}`)).data['state'] === 'succeeded');
  const me = (await ada('GET', '/api/v1/me')).data;
  expect((await ada('GET', path)).data).toMatchObject({
    state: 'answered',
    option: yes,
    answeredBy: { kind: 'user', id: me['id'] },
  });
  expect((await ada('POST', `${path}/answer`, { option: yes })).error?.code).toBe('CONFLICT');
});

test('a refusal is a refusal', async () => {
  const { run, approval } = await asked('Delete everything?');
  const no = optionOf(approval, 'reject');
  await ada('POST', `/api/v1/approvals/${approval.id}/answer`, { option: no });
  await until('the run ends', async () => (await ada('GET', `/api/v1/runs/${run}`)).data['state'] === 'failed');
  expect((await ada('GET', `/api/v1/approvals/${approval.id}`)).data).toMatchObject({ state: 'answered', option: no });
});

test('what somebody else’s runs ask is not there', async () => {
  const { run, approval } = await asked('Shall I?');
  const { browser: bob } = await signUp(fixture, 'bob@asked.test');
  expect((await bob('GET', '/api/v1/approvals')).data).toEqual([]);
  expect((await bob('GET', `/api/v1/approvals/${approval.id}`)).status).toBe(404);
  const answer = await bob('POST', `/api/v1/approvals/${approval.id}/answer`, { option: optionOf(approval, 'allow') });
  expect(answer.status).toBe(404);
  expect((await ada('GET', `/api/v1/approvals/${approval.id}`)).data['state']).toBe('open');
  await ada('POST', `/api/v1/runs/${run}/kill`, { now: true });
  await until('it is withdrawn', async () => {
    const { data } = await ada('GET', `/api/v1/approvals/${approval.id}`);
    return data['state'] === 'withdrawn';
  });
});
