import {
  grantConsole,
  listMarkedProcesses,
  planStop,
  signCommand,
  stopFleet,
  unlockFleet,
  until,
  type RunningSpoke,
} from '@wheelhouse/cli';
import { newId, WheelhouseError, type RunId, type WorkspaceId } from '@wheelhouse/protocol';
import type { FleetStops, FleetStopView } from '@wheelhouse/protocol/api/hub';
import type { CommandDetail, CommandTaken, CommandView, RunRecord } from '@wheelhouse/protocol/api/spoke';
import type { Identity } from '@wheelhouse/protocol/keyfile';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { World } from './world.ts';

/** On each of the three; 51 in all. */
const agentsEach = 17;
/** Mode `now`; the goal is 5 s, on a machine that does nothing else. */
const deadWithinMs = 10_000;
/** An instance whose hub was away dials again after this long at the latest. */
const redialMs = 30_000;
const concurrency = { WH_CONCURRENCY: '20' };

let world: World;
let west: RunningSpoke;
let key: Identity;
beforeAll(async () => {
  world = await World.open({ everywhere: concurrency });
  // Its agents live on while its server is gone: an instance that is away, and at work.
  west = await world.stack.startSpoke({
    name: 'west',
    processAgents: [{ name: 'lasting', argv: ['/bin/sh', '-c', 'while :; do sleep 1; done'], allowArgs: true }],
    allowedSources: [],
    env: { WH_ORCHESTRATOR: 'none' },
  });
  await world.stack.startOrchestrator(west, concurrency);
  key = await world.stack.consoleIdentity();
  for (const spoke of [world.north, world.south, west]) await grantConsole(world.stack, spoke);
}, 240_000);
afterAll(() => world.close());

const alive = (marker: string): Promise<number[]> => listMarkedProcesses(marker);

/** Agents of the instance's own, which it did not start for anybody else. */
async function startAgents(spoke: RunningSpoke, count: number, marker: string): Promise<string[]> {
  const wish = { agent: 'lasting', args: [marker] };
  const taken = await Promise.all(Array.from({ length: count }, () => spoke.api.post<CommandTaken>('/runs', wish)));
  const ids = taken.map(({ runId }) => String(runId));
  await until(`${count} agents run on ${spoke.name}`, 90_000, async () => {
    const runs = await Promise.all(ids.map((id) => spoke.api.get<RunRecord>(`/runs/${id}`)));
    return runs.every(({ state }) => state === 'running');
  });
  return ids;
}

async function stopAll(): Promise<FleetStopView> {
  const { hubApi } = world.stack;
  const plan = await planStop(hubApi, key);
  expect([plan.hubName, plan.reach.length, plan.beyond]).toEqual(['hub', 3, []]);
  return await stopFleet(hubApi, key, { plan, wish: { now: true, lock: true, reason: 'a drill' } });
}

async function stopNow(id: string): Promise<FleetStopView> {
  const { stops } = await world.stack.hubApi.get<FleetStops>('/fleet/kill-all');
  const found = stops.find((stop) => stop.id === id);
  if (found === undefined) throw new Error(`no kill-all ${id}`);
  return found;
}
const saidBy = (stop: FleetStopView, spoke: RunningSpoke) =>
  stop.targets.find(({ instanceId }) => instanceId === spoke.identity.instanceId);

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error instanceof WheelhouseError ? error.code : String(error);
  }
}

test('OPS-05: 51 agents on three instances, one of them away: all end, the one that is away before it does anything else', async () => {
  const marker = `wheelhouse-drill-${newId(Date.now())}`;
  for (const spoke of [world.north, world.south, west]) await startAgents(spoke, agentsEach, marker);
  expect((await alive(marker)).length).toBeGreaterThanOrEqual(3 * agentsEach);
  await west.process.kill();
  // It waits for an instance that is away, and must not start there any more.
  const waiting = await spawnFromConsole(west, marker);

  const startedAt = performance.now();
  const stop = await stopAll();
  await until('nothing of north and south is alive', deadWithinMs, async () => {
    const seen = await stopNow(stop.id);
    return [world.north, world.south].every((spoke) => saidBy(seen, spoke)?.state === 'succeeded');
  });
  expect(performance.now() - startedAt).toBeLessThan(deadWithinMs);
  const between = await stopNow(stop.id);
  for (const spoke of [world.north, world.south]) {
    expect(saidBy(between, spoke)?.message).toBe(`${agentsEach} runs ended, 0 survivors`);
  }
  expect([between.isOver, saidBy(between, west)?.state]).toEqual([false, 'queued']);
  // What was waiting was taken back, and who had asked for it can know.
  const withdrawn = await world.stack.hubApi.get<{ state: string; code: string }>(`/fleet/commands/${waiting}`);
  expect(withdrawn).toMatchObject({ state: 'expired', code: 'LOCKED' });

  // Nobody starts anything: not people of an instance, not one instance on another, not the console.
  expect(await codeOf(world.north.api.post('/runs', { agent: 'brief' }))).toBe('LOCKED');
  const relayed = await codeOf(world.spawn('brief').then(({ commandId }) => untilRefused(commandId)));
  expect(relayed).toBe('LOCKED');
  expect(await codeOf(spawnFromConsole(world.north, marker))).toBe('LOCKED');

  const backAt = performance.now();
  await world.stack.restartSpoke('west', { WH_ORCHESTRATOR: 'none' });
  await until('nothing of west is alive', deadWithinMs, async () => {
    return saidBy(await stopNow(stop.id), west)?.state === 'succeeded';
  });
  expect(performance.now() - backAt).toBeLessThan(2 * deadWithinMs);
  expect((await stopNow(stop.id)).isOver).toBe(true);
  expect(await alive(marker)).toEqual([]);
  const [first] = (await west.api.get<CommandView[]>('/commands?limit=200'))
    .filter(({ iss }) => iss === key.instanceId)
    .toSorted((a, b) => (a.acceptedAt ?? 0) - (b.acceptedAt ?? 0));
  expect(first?.verb).toBe('agent.kill_all');
  expect(await codeOf(west.api.post('/runs', { agent: 'lasting' }))).toBe('LOCKED');

  const { lifted, commands } = await unlockFleet(world.stack.hubApi, key);
  expect([lifted, commands.map(({ code }) => code)]).toEqual([1, [null, null, null]]);
  await until('runs may start on north again', 15_000, async () => {
    return (await codeOf(world.north.api.post('/runs', { agent: 'brief' }))) === undefined;
  });
  await world.settled([await world.spawn('brief')]);
}, 300_000);

test('OPS-05: a hub that is killed right after it took a kill-all ends every run once it is back', async () => {
  const marker = `wheelhouse-drill-${newId(Date.now())}`;
  await world.restartHub({ WH_FAILPOINT: 'hub.forward.before-send:exit@1' });
  const doomed = world.stack.hubProcess;
  for (const spoke of [world.north, world.south, west]) await startAgents(spoke, 2, marker);
  try {
    await codeOf(stopAll());
    expect(await doomed.exited).toBeNull();
    await world.restartHub();
    await until('nothing is alive', redialMs + 2 * deadWithinMs, async () => (await alive(marker)).length === 0);
    const { isHeld } = await world.stack.hubApi.get<FleetStops>('/fleet/kill-all');
    expect(isHeld).toBe(true);
  } finally {
    await unlockFleet(world.stack.hubApi, key);
  }
}, 180_000);

/** @throws WheelhouseError with the code that the hub or the target refused it for */
async function untilRefused(commandId: string): Promise<void> {
  const detail = await until('it is decided', 15_000, async () => {
    const seen = await world.south.api.get<CommandDetail>(`/commands/${commandId}`);
    return seen.state === 'rejected' || seen.acceptedAt !== null ? seen : null;
  });
  if (detail.state === 'rejected') throw new WheelhouseError(detail.code ?? 'INTERNAL');
}

/** @returns the id of the command @throws WheelhouseError with the hub's code */
async function spawnFromConsole(target: RunningSpoke, marker: string): Promise<string> {
  const { id, envelope } = signCommand(
    {
      issuer: key.instanceId,
      audience: target.identity.instanceId,
      hub: world.hubId,
      workspace: target.workspaceId as WorkspaceId,
      run: newId(Date.now()) as RunId,
      body: { verb: 'agent.spawn', agent: 'lasting', args: [marker] },
      lifetimeMs: 600_000,
    },
    key.command,
  );
  await world.stack.hubApi.post('/fleet/commands', { envelope });
  return id;
}
