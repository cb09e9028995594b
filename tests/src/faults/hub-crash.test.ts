import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '@wheelhouse/cli';
import type { CommandTaken, RunRecord } from '@wheelhouse/protocol/api/spoke';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueUntilDead } from './until-dead.ts';
import { World } from './world.ts';

let world: World;
beforeAll(async () => void (world = await World.open()), 180_000);
afterAll(() => world.close());

/** How often the hub dies at each place; 5 makes the 20 points of the long run. */
const hitsPerPlace = 2;

const points = [
  'hub.accept.before-commit',
  'hub.accept.after-commit',
  'hub.forward.before-send',
  'hub.forward.after-send',
].flatMap((name) => Array.from({ length: hitsPerPlace }, (_, nth) => `${name}:exit@${nth + 1}`));

test(
  `ENV-14: a hub killed at ${points.length} points between accept and forward loses and doubles nothing`,
  { timeout: 600_000 },
  async () => {
    const taken: CommandTaken[] = [];
    for (const point of points) {
      await world.restartHub({ WH_FAILPOINT: point });
      const doomed = world.stack.hubProcess;
      taken.push(...(await issueUntilDead(world, doomed)));
      expect(await doomed.exited, `the hub was killed at ${point}`).toBeNull();
    }
    await world.restartHub();
    const { spokes } = await world.settled(taken);
    const north = spokes.find((book) => book.name === 'north');
    for (const { commandId } of taken) {
      const command = north?.commands.find((candidate) => candidate.id === commandId);
      expect(command, `${commandId} on north`).toMatchObject({ state: 'succeeded', code: null });
    }
  },
);

/** Takes connections at this address and cuts each at once. `close` tells how many there were. */
async function cutEveryCall(url: string): Promise<() => Promise<number>> {
  const { hostname, port } = new URL(url);
  let calls = 0;
  const server = createServer((socket) => {
    calls += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(Number(port), hostname, resolve));
  return async () => {
    await new Promise((resolve) => server.close(resolve));
    return calls;
  };
}

test('OPS-04: a hub that hangs up on everybody is dialled ever less often, and every instance works by itself', async () => {
  const flapMs = 15_000;
  await world.stack.hubProcess.kill();
  const stop = await cutEveryCall(world.stack.hubEndpoint.url);
  const startedAt = performance.now();
  while (performance.now() - startedAt < flapMs) {
    const { runId } = await world.north.api.post<CommandTaken>('/runs', { agent: 'brief' });
    await until('a run of north’s own ends', 15_000, async () => {
      return (await world.north.api.get<RunRecord>(`/runs/${runId}`)).state === 'succeeded';
    });
    await delay(500);
  }
  const calls = await stop();
  // Two spokes. At an even pace of the first pause, a quarter second, it would be 120.
  expect(calls).toBeGreaterThan(1);
  expect(calls).toBeLessThan(50);
  await world.restartHub();
  const taken = await world.spawn('brief');
  await world.settled([taken]);
  expect((await world.command(taken.commandId)).state).toBe('succeeded');
}, 120_000);
