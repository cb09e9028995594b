import { codes, WheelhouseError } from '@wheelhouse/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { buildHttp, type HttpServer } from '../http.ts';
import { createLogger } from '../logger.ts';
import { openOperations, type Operations, type OperationsConfig } from '../operations.ts';
import { frameCounter } from './count-frames.ts';
import { Metrics } from './metrics.ts';
import { sharedReading } from './reading.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const open: HttpServer[] = [];
afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
});

async function build(config: OperationsConfig = {}): Promise<{ app: HttpServer; operations: Operations }> {
  const operations = await openOperations(config, { service: 'test', version: '0', logger });
  const app = await buildHttp({
    logger,
    name: 'test',
    title: 'Test',
    version: '0',
    readiness: () => Promise.resolve({ ok: true, checks: {} }),
    operations,
    transport: { insecureHttp: true },
  });
  const anybody = { permission: 'public' };
  app.get('/things/:id', { config: anybody }, () => ({ ok: true }));
  app.get('/too-many', { config: anybody }, () => {
    throw new WheelhouseError('RATE_LIMITED');
  });
  app.get('/api/v1/auth/sign-in', { config: anybody }, () => {
    throw new WheelhouseError('UNAUTHENTICATED');
  });
  open.push(app);
  return { app, operations };
}

async function textOf(metrics: Metrics): Promise<string> {
  return (await metrics.text()).body;
}

describe('requests are counted', () => {
  test('by route, not by path, and by status; errors by code', async () => {
    const { app, operations } = await build();
    for (const id of ['1', '2', '3']) await app.inject({ url: `/things/${id}` });
    for (const path of ['/a', '/b?secret=1']) await app.inject({ url: path });
    await app.inject({ url: '/too-many' });
    await app.inject({ url: '/api/v1/auth/sign-in' });
    const text = await textOf(operations.metrics);
    expect(text).toContain(
      'wheelhouse_http_request_duration_seconds_count{method="GET",route="/things/:id",status="200"} 3',
    );
    expect(text).toContain(
      'wheelhouse_http_request_duration_seconds_count{method="GET",route="(none)",status="404"} 2',
    );
    expect(text).toContain('wheelhouse_errors_total{code="NOT_FOUND"} 2');
    expect(text).toContain('wheelhouse_errors_total{code="RATE_LIMITED"} 1');
    expect(text).toContain('wheelhouse_rate_limit_hits_total{route="/too-many"} 1');
    expect(text).toContain('wheelhouse_sign_in_failures_total{route="/api/v1/auth/sign-in"} 1');
    expect(text).not.toContain('secret');
  });

  test('each server has a registry of its own', async () => {
    const [one, other] = [await build(), await build()];
    await one.app.inject({ url: '/things/1' });
    expect(await textOf(one.operations.metrics)).toContain('route="/things/:id"');
    expect(await textOf(other.operations.metrics)).not.toContain('route="/things/:id"');
  });

  test('what a stranger calls a frame is no label', async () => {
    const metrics = new Metrics();
    const count = frameCounter(metrics);
    for (const text of ['{"t":"data","x":1}', '{"t":"zebra"}', 'nonsense', '{"t":"ack"}']) count('in', text);
    count('out', '{"t":"data"}');
    const text = await textOf(metrics);
    expect(text).toContain('wheelhouse_link_frames_total{direction="in",type="data"} 1');
    expect(text).toContain('wheelhouse_link_frames_total{direction="in",type="ack"} 1');
    expect(text).toContain('wheelhouse_link_frames_total{direction="in",type="other"} 2');
    expect(text).toContain('wheelhouse_link_frames_total{direction="out",type="data"} 1');
    expect(text).not.toContain('zebra');
  });
});

describe('who may read them', () => {
  const token = 'scrape-token-of-the-operator';
  const ask = async (app: HttpServer, remoteAddress: string, headers: Record<string, string> = {}): Promise<number> =>
    (await app.inject({ url: '/metrics', remoteAddress, headers })).statusCode;

  test('without a token: this machine alone, and not through a proxy', async () => {
    const { app } = await build();
    expect(await ask(app, '127.0.0.1')).toBe(200);
    expect(await ask(app, '::1')).toBe(200);
    expect(await ask(app, '203.0.113.9')).toBe(codes.NOT_FOUND.status);
    expect(await ask(app, '203.0.113.9', { authorization: `Bearer ${token}` })).toBe(codes.NOT_FOUND.status);
    for (const name of ['x-forwarded-for', 'forwarded', 'via', 'x-forwarded-proto', 'x-forwarded-host']) {
      expect(await ask(app, '127.0.0.1', { [name]: '127.0.0.1' }), name).toBe(codes.NOT_FOUND.status);
    }
  });

  test('with one: whoever shows it, and nobody else', async () => {
    const { app } = await build({ metricsToken: token });
    expect(await ask(app, '203.0.113.9', { authorization: `Bearer ${token}` })).toBe(200);
    expect(await ask(app, '127.0.0.1', { authorization: `Bearer ${token}` })).toBe(200);
    expect(await ask(app, '127.0.0.1')).toBe(401);
    for (const wrong of [`Bearer ${token}x`, `Bearer ${token.slice(1)}`, 'Bearer ', token, `Basic ${token}`]) {
      expect(await ask(app, '203.0.113.9', { authorization: wrong }), wrong).toBe(401);
    }
  });
});

describe('gauges are read when they are scraped', () => {
  test('a reading is shared by all who ask within its age, and by one query at a time', async () => {
    let asked = 0;
    let now = 0;
    const read = sharedReading(() => Promise.resolve((asked += 1)), { maxAgeMs: 1_000, now: () => now });
    expect(await Promise.all([read(), read(), read()])).toEqual([1, 1, 1]);
    now = 1_000;
    expect(await read()).toBe(1);
    now = 1_001;
    expect(await read()).toBe(2);
  });

  test('one that fails or hangs is counted and costs its own values only', async () => {
    const faults: string[] = [];
    const metrics = new Metrics((reading) => faults.push(reading));
    metrics.gauge({ name: 'test_broken', help: 'Fails.', labels: [] }, () => Promise.reject(new Error('away')));
    const hanging = sharedReading(() => new Promise<never>(() => undefined), { timeoutMs: 20 });
    metrics.gauge({ name: 'test_hanging', help: 'Never answers.', labels: [] }, hanging);
    let state = 'old';
    metrics.gauge({ name: 'test_good', help: 'Answers.', labels: ['state'] }, () => [{ labels: { state }, value: 7 }]);
    expect(await textOf(metrics)).toContain('test_good{state="old"} 7');
    state = 'new';
    const text = await textOf(metrics);
    expect(text).toContain('test_good{state="new"} 7');
    expect(text).not.toContain('state="old"');
    expect(text).not.toMatch(/^test_(broken|hanging) /m);
    expect(new Set(faults)).toEqual(new Set(['test_broken', 'test_hanging']));
    expect(text).toMatch(/wheelhouse_metrics_read_failures_total\{reading="test_broken"\} \d/);
    expect(text).toMatch(/wheelhouse_metrics_read_failures_total\{reading="test_hanging"\} \d/);
  });

  test('the process is part of it', async () => {
    expect(await textOf(new Metrics())).toMatch(/^process_cpu_seconds_total \d/m);
  });
});
