import { openRedisStore, redisMissing } from '@wheelhouse/orchestrator/testing';
import { newId } from '@wheelhouse/protocol';
import { describe, expect, test } from 'vitest';
import { openFixture, type Answer, type Fixture } from '../testing/fixture.ts';
import { until } from '../testing/until.ts';

const missing = redisMissing();
const answerWithinMs = 2_000;

async function stateOf(fixture: Fixture, id: string): Promise<unknown> {
  return (await fixture.api('GET', `/api/v1/runs/${id}`)).data['state'];
}

async function spawn(fixture: Fixture): Promise<string> {
  const answer = await fixture.api('POST', '/api/v1/runs', { agent: 'sleep' });
  expect(answer.status, answer.text).toBe(202);
  return answer.data['runId'] as string;
}

/** Calls every documented route; returns the slowest answer. */
async function callEverything(fixture: Fixture, run: string): Promise<number> {
  const document = (await (await fetch(`${fixture.spoke.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, unknown>>;
  };
  let slowest = 0;
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const method of Object.keys(methods)) {
      if (path === killAll) continue;
      const at = path.replace('/runs/{id}', `/runs/${run}`).replaceAll(/\{\w+\}/g, newId(Date.now()));
      const started = performance.now();
      const answer: Answer = await fixture.api(method.toUpperCase(), at, method === 'get' ? undefined : {});
      const took = performance.now() - started;
      slowest = Math.max(slowest, took);
      expect(
        [...Array(100).keys()].map((index) => index + 400).concat(200, 201, 202, 503),
        `${method} ${path}`,
      ).toContain(answer.status);
    }
  }
  for (const path of ['/healthz', '/readyz']) {
    const started = performance.now();
    const response = await fetch(fixture.spoke.url + path);
    await response.text();
    slowest = Math.max(slowest, performance.now() - started);
  }
  return slowest;
}

/** Ends the run that the test goes on with. */
const killAll = '/api/v1/kill-all';

describe.skipIf(missing !== undefined)(`without the queue store${missing === undefined ? '' : ` (${missing})`}`, () => {
  test.each(['killed', 'frozen'] as const)(
    'QUE-09: with Redis %s every route answers in time, and kill and status still work',
    async (how) => {
      const redis = await openRedisStore();
      const { connect } = redis;
      if (connect.driver !== 'redis') throw new Error('not a Redis store');
      const fixture = await openFixture({
        hub: false,
        config: { orchestrator: 'embedded', redisUrl: connect.redisUrl },
      });
      try {
        await fixture.api('POST', '/api/v1/agents', {
          name: 'sleep',
          runtime: 'process',
          config: { argv: ['sleep', '60'] },
        });
        const running = await spawn(fixture);
        await until('the run is running', async () => (await stateOf(fixture, running)) === 'running');
        if (how === 'killed') await redis.stop('SIGKILL');
        else await redis.freeze();

        const late = await spawn(fixture);
        expect(await callEverything(fixture, late)).toBeLessThan(answerWithinMs);
        const status = await fixture.api('POST', `/api/v1/runs/${running}/status`);
        await until('the status command is answered', async () => {
          const command = await fixture.api('GET', `/api/v1/commands/${String(status.data['commandId'])}`);
          return command.data['state'] === 'succeeded';
        });
        expect((await fixture.api('POST', `/api/v1/runs/${running}/kill`, { now: true })).status).toBe(202);
        const asked = performance.now();
        expect((await fixture.api('POST', killAll, { lock: false })).status).toBe(202);
        expect(performance.now() - asked).toBeLessThan(answerWithinMs);
        await until('the run is killed', async () => (await stateOf(fixture, running)) === 'killed');

        if (how === 'killed') await redis.start();
        else await redis.thaw();
        const waiting = await spawn(fixture);
        await until(
          'a spawn from during the outage or after runs',
          async () => (await stateOf(fixture, waiting)) === 'running',
          40_000,
        );
        await fixture.api('POST', `/api/v1/runs/${waiting}/kill`, { now: true });
        await until('it is killed', async () => (await stateOf(fixture, waiting)) === 'killed');
      } finally {
        await fixture.close();
        await redis.close();
      }
    },
    90_000,
  );
});
