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

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.close());

async function scrape(): Promise<string> {
  const { status, text } = await fixture.api('GET', '/metrics');
  expect(status).toBe(200);
  return text;
}

test('commands are counted by what became of them at the intake, from the link and from here', async () => {
  const peer = makePeer();
  await connectPeer(fixture, peer);
  const count = async (outcome: string, code = ''): Promise<boolean> =>
    (await scrape()).includes(`wheelhouse_commands_total{verb="agent.spawn",outcome="${outcome}",code="${code}"} 1`);
  await firstReceipt(fixture, signCommand(fixture, peer, { body: spawnEcho }));
  expect(await count('rejected', 'NOT_AUTHORIZED')).toBe(true);
  await grantTo(fixture, peer);
  const command = signCommand(fixture, peer, { body: spawnEcho });
  await firstReceipt(fixture, command);
  expect(await count('accepted')).toBe(true);
  fixture.hub.relay(command.envelope);
  await until('the replay is counted', () => count('replayed'));
  expect((await fixture.api('POST', '/api/v1/runs', { agent: 'nobody' })).status).toBeGreaterThanOrEqual(400);
  expect(await scrape()).toMatch(
    /wheelhouse_commands_total\{verb="agent\.spawn",outcome="rejected",code="AGENT_UNKNOWN"\} 1/,
  );
});

test('what waits is read from the store: open runs, queues, the link', async () => {
  await until('the waiting run is shown', async () => (await scrape()).includes('wheelhouse_runs{state="queued"} 1'));
  const text = await scrape();
  // Nobody takes work here: the fixture has no orchestrator.
  expect(text).toContain('wheelhouse_queue_depth{queue="queue.run"} 1');
  expect(text).toMatch(/^wheelhouse_queue_age_seconds\{queue="queue\.run"\} 0?\.?\d/m);
  expect(text).toContain('wheelhouse_queue_depth{queue="mail"} 0');
  expect(text).toContain('wheelhouse_link_up 1');
  expect(text).toMatch(/^wheelhouse_link_frames_total\{direction="in",type="data"\} [1-9]/m);
  expect(text).toMatch(
    /^wheelhouse_database_duration_seconds_count\{door="instance",operation="auth",outcome="ok"\} [1-9]/m,
  );
  expect(text).not.toMatch(/^wheelhouse_metrics_read_failures_total\{/m);
});

test('a wrong password and a wrong key are failed sign-ins; who shows nothing is none', async () => {
  await fixture.api(
    'POST',
    '/api/v1/auth/sign-in',
    { email: 'ada@example.test', password: 'not the password' },
    { authorization: '' },
  );
  await fixture.api('GET', '/api/v1/agents', undefined, { authorization: 'Bearer wh_live_wrong_wrong_wrong' });
  await fetch(`${fixture.spoke.url}/api/v1/agents`);
  const text = await scrape();
  expect(text).toContain('wheelhouse_sign_in_failures_total{route="/api/v1/auth/sign-in"} 1');
  expect(text).toContain('wheelhouse_sign_in_failures_total{route="/api/v1/agents"} 1');
});
