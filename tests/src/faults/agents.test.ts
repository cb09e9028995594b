import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listMarkedProcesses, until, type ServerProcess } from '@wheelhouse/cli';
import { isTerminalRun, newId } from '@wheelhouse/protocol';
import type { CreatedWorkspace, InstanceView } from '@wheelhouse/protocol/api/spoke';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { World } from './world.ts';

const runTimeoutMs = 60_000;
const orchestrator = { WH_CONCURRENCY: '10' };
/** No process 2 s after the orchestrator's; twice that on a busy machine. */
const goneTimeoutMs = 4_000;

let world: World;
let running: ServerProcess;
beforeAll(async () => {
  world = await World.open({ orchestratorApart: true });
  running = await world.stack.startOrchestrator(world.north, orchestrator);
}, 180_000);
afterAll(() => world.close());

test(
  'PRC-10: an agent sees no secret of the federation in any environment or command line',
  { timeout: 90_000 },
  async (context) => {
    const { orchestrators } = await world.north.api.get<InstanceView>('/instance');
    if (orchestrators[0]?.containment !== 'namespace') {
      return context.skip('no namespace containment here: agents see the processes of their user');
    }
    const taken = await world.spawn('curious');
    await until('the agent has looked', runTimeoutMs, async () => {
      const run = await world.findOnNorth(taken.runId);
      return run !== null && isTerminalRun(run.state);
    });
    const seen = await (await world.north.api.raw(`/runs/${taken.runId}/logs?limit=1048576`)).text();
    expect(seen, 'it read its own environment and process list').toContain(`WHEELHOUSE_RUN_ID=${taken.runId}`);
    expect(seen).toContain('/bin/sh -c');
    expect(seen.trimEnd().endsWith('done'), seen).toBe(true);
    for (const [name, canary] of await canaries()) {
      expect(canary.length, name).toBeGreaterThan(8);
      expect(seen.includes(canary), `${name} is seen`).toBe(false);
    }
  },
);

/** Every secret that a process of this federation holds in its memory, environment or files. */
async function canaries(): Promise<[string, string][]> {
  const found: [string, string][] = [];
  const { hubEndpoint } = world.stack;
  found.push(['the admin password', decodeURIComponent(new URL(world.postgres.adminUrl).password)]);
  for (const endpoint of [hubEndpoint, world.north.endpoint, world.south.endpoint]) {
    found.push(['an API key', endpoint.apiKey]);
    for (const url of [endpoint.databaseUrl, endpoint.databaseOwnerUrl]) {
      found.push(['a database password', decodeURIComponent(new URL(url).password)]);
    }
  }
  for (const name of ['hub', 'north', 'south']) {
    const { keys } = JSON.parse(await readFile(join(world.dataDir, name, 'identity.json'), 'utf8')) as {
      keys: Record<string, { seed: string }>;
    };
    for (const [use, { seed }] of Object.entries(keys)) found.push([`${name}’s ${use} seed`, seed]);
  }
  return found;
}

test('PRC-17: another workspace’s run can be neither seen nor killed', { timeout: 90_000 }, async () => {
  const marker = `wheelhouse-foreign-${randomBytes(8).toString('hex')}`;
  const taken = await world.running(1, { args: [marker] });
  const run = taken[0]?.runId ?? '';
  const made = await world.north.api.post<CreatedWorkspace>('/workspaces', { name: 'Other', slug: 'other' });
  const other = world.clientOf(world.north, made.apiKey ?? '');
  for (const id of [run, newId(Date.now())]) {
    for (const action of ['kill', 'status', 'input', 'approve']) {
      const body = { input: { text: 'hello' }, approve: { request: 'r', option: 'o' } }[action] ?? {};
      await expect(other.post(`/runs/${id}/${action}`, body), action).rejects.toMatchObject({
        status: 404,
        code: 'NOT_FOUND',
      });
    }
    await expect(other.get(`/runs/${id}`)).rejects.toMatchObject({ status: 404, code: 'NOT_FOUND' });
    await expect(other.raw(`/runs/${id}/logs`)).rejects.toMatchObject({ status: 404, code: 'NOT_FOUND' });
  }
  expect((await world.findOnNorth(run))?.desired).toBe('run');
  // Twice, and once more after the end: one final state.
  await Promise.all([1, 2].map(() => world.south.api.post(`/runs/${run}/kill`, { now: true })));
  await until('it is killed', runTimeoutMs, async () => (await world.findOnNorth(run))?.state === 'killed');
  await world.south.api.post(`/runs/${run}/kill`, {});
  await world.settled(taken);
  expect(await world.findOnNorth(run)).toMatchObject({ state: 'killed', kill: { survivors: 0 } });
  expect(await listMarkedProcesses(marker)).toEqual([]);
});

test(
  'PRC-04: with the orchestrator killed its ten agents die at once, and every book says how they ended',
  { timeout: 300_000 },
  async () => {
    const earlier = await world.settled([]);
    const marker = `wheelhouse-orphan-${randomBytes(8).toString('hex')}`;
    const taken = await world.running(10, { args: [marker] });
    expect((await listMarkedProcesses(marker)).length).toBeGreaterThanOrEqual(10);
    await running.kill();
    await until('no process of them', goneTimeoutMs, async () => (await listMarkedProcesses(marker)).length === 0);
    running = await world.stack.startOrchestrator(world.north, orchestrator);
    await world.settled(taken, earlier);
    for (const { runId } of taken) {
      expect(await world.findOnNorth(runId)).toMatchObject({ state: 'failed', code: 'ORCHESTRATOR_LOST' });
    }
    expect(await listMarkedProcesses(marker)).toEqual([]);
  },
);
