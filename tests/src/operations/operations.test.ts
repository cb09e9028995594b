import { randomBytes } from 'node:crypto';
import { until } from '@wheelhouse/cli';
import type { CommandTaken } from '@wheelhouse/protocol/api/spoke';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { World } from '../faults/world.ts';
import { readExposition, readMetricsPage, valueOf } from './metrics-page.ts';
import { startOtlpReceiver, type OtlpReceiver, type SeenSpan } from './otlp-receiver.ts';

const timeoutMs = 60_000;

let receiver: OtlpReceiver;
let world: World;
beforeAll(async () => {
  receiver = await startOtlpReceiver();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  world = await World.open({ everywhere: env });
}, 180_000);
afterAll(async () => {
  await world.close();
  await receiver.close();
});

async function spawnBelow(traceparent: string): Promise<CommandTaken> {
  const { url, apiKey } = world.south.endpoint;
  const response = await fetch(`${url}/api/v1/runs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', traceparent },
    body: JSON.stringify({ agent: 'brief', ...world.target }),
  });
  expect(response.status).toBeLessThan(300);
  return ((await response.json()) as { data: CommandTaken }).data;
}

describe('a trace', () => {
  test('joins south, hub and north: one id, and each span below what caused it', { timeout: 120_000 }, async () => {
    const [traceId, clientSpan] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
    const { commandId, runId } = await spawnBelow(`00-${traceId}-${clientSpan}-01`);
    const mine = (): SeenSpan[] => receiver.spans.filter((span) => span.traceId === traceId);
    const names = ['POST /api/v1/runs', 'command.issue', 'command.relay', 'command.intake', 'run'];
    await until('all spans have come', timeoutMs, async () =>
      Promise.resolve(names.every((name) => mine().some((span) => span.name === name))),
    );
    expect(
      mine()
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(names.toSorted());
    const [http, issue, relay, intake, run] = names.map((name) => mine().find((span) => span.name === name));
    expect(http).toMatchObject({ service: 'wheelhouse-spoke', parentId: clientSpan });
    expect(issue).toMatchObject({ service: 'wheelhouse-spoke', parentId: http?.spanId });
    const below = { parentId: issue?.spanId };
    expect(relay).toMatchObject({ ...below, service: 'wheelhouse-hub' });
    expect(intake).toMatchObject({ ...below, service: 'wheelhouse-spoke' });
    expect(run).toMatchObject({ ...below, service: 'wheelhouse-spoke' });
    expect(relay?.attributes).toMatchObject({
      'wheelhouse.command_id': commandId,
      'wheelhouse.issuer': world.south.identity.instanceId,
      'wheelhouse.target': world.north.identity.instanceId,
      'wheelhouse.outcome': 'stored',
    });
    expect(intake?.attributes).toMatchObject({ 'wheelhouse.command_id': commandId, 'wheelhouse.outcome': 'accepted' });
    expect(run?.attributes).toMatchObject({ 'wheelhouse.run_id': runId, 'wheelhouse.state': 'succeeded' });
    expect(run?.startedMs).toBeGreaterThanOrEqual(intake?.startedMs ?? Number.POSITIVE_INFINITY);
    expect(run?.endedMs).toBeGreaterThanOrEqual(run?.startedMs ?? Number.POSITIVE_INFINITY);
  });

  test('begins here where the caller brought none, or none that can be read', { timeout: 120_000 }, async () => {
    const forged = 'f'.repeat(32);
    const { commandId } = await spawnBelow(`00-${forged}-${'0'.repeat(16)}-01`);
    const find = (): SeenSpan | undefined =>
      receiver.spans.find(
        (span) => span.name === 'command.intake' && span.attributes['wheelhouse.command_id'] === commandId,
      );
    await until('its intake is told', timeoutMs, async () => Promise.resolve(find() !== undefined));
    const traceId = find()?.traceId;
    expect(traceId).not.toBe(forged);
    await until('its request is told', timeoutMs, async () =>
      Promise.resolve(receiver.spans.some((span) => span.traceId === traceId && span.parentId === '')),
    );
  });
});

describe('metrics', () => {
  const scrape = async (url: string): Promise<string> => {
    const response = await fetch(`${url}/metrics`);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/plain') as string,
    ]);
    return response.text();
  };

  test('of a spoke tell of a kill, from its intake to zero survivors', { timeout: 120_000 }, async () => {
    const north = world.north.endpoint.url;
    const [taken] = await world.running(1);
    expect(valueOf(await scrape(north), 'wheelhouse_link_up')).toBe(1);
    await until('the running agent is shown', timeoutMs, async () => {
      return valueOf(await scrape(north), 'wheelhouse_runs{state="running"}') === 1;
    });
    const before = valueOf(await scrape(north), 'wheelhouse_kill_duration_seconds_count') ?? 0;
    await world.south.api.post(`/runs/${taken?.runId}/kill`, {});
    await until('the kill is counted', timeoutMs, async () => {
      return valueOf(await scrape(north), 'wheelhouse_kill_duration_seconds_count') === before + 1;
    });
    await until('the end of the run is counted', timeoutMs, async () => {
      return valueOf(await scrape(north), 'wheelhouse_runs_ended_total{state="killed"}') === 1;
    });
    const text = await scrape(north);
    expect(valueOf(text, 'wheelhouse_kill_duration_seconds_sum')).toBeGreaterThan(0);
    const accepted = 'wheelhouse_commands_total{verb="agent.kill",outcome="accepted",code=""}';
    expect(valueOf(text, accepted)).toBe(1);
    expect(valueOf(text, 'wheelhouse_queue_depth{queue="queue.run"}')).toBe(0);
  });

  test('have no label that names a workspace, a run or an instance', async () => {
    for (const { url } of [world.north.endpoint, world.south.endpoint, world.stack.hubEndpoint]) {
      expect(await scrape(url)).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/i);
    }
  });

  test.each(['spoke', 'hub'] as const)('of a %s are what the page lists, with these types and labels', async (of) => {
    const { own, process } = await readMetricsPage(of);
    const shown = readExposition(await scrape(of === 'hub' ? world.stack.hubEndpoint.url : world.north.endpoint.url));
    const isOwn = (name: string): boolean => name.startsWith('wheelhouse_');
    expect([...shown.keys()].filter(isOwn).toSorted()).toEqual([...own.keys()].toSorted());
    const unread = [...shown].filter(([name, { type, isCounted }]) => isOwn(name) && type === 'gauge' && !isCounted);
    expect(unread.map(([name]) => name)).toEqual([]);
    let counted = 0;
    for (const [name, { type, labels, isCounted }] of shown) {
      const listed = own.get(name) ?? process.get(name);
      expect(listed?.type, name).toBe(type);
      if (!isCounted) continue;
      counted += 1;
      expect(listed?.labels, name).toEqual(labels);
    }
    expect(counted).toBeGreaterThan(20);
  });
});
