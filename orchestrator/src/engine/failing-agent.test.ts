import { createAgent, waitFor } from '@wheelhouse/prisma/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEngineWorld, type EngineWorld } from '../testing/engine-world.ts';
import { failuresToOpen } from './start-circuit.ts';

let world: EngineWorld;
beforeAll(async () => {
  world = await openEngineWorld();
  await world.start();
});
afterAll(() => world.close());

const configure = (argv: readonly string[]) =>
  world.db.withSystemTenant(world.workspace.workspaceId, (tx) =>
    tx.agent.updateMany({ where: { name: 'broken' }, data: { config: { argv: [...argv] } } }),
  );

test('OPS-04: an agent that cannot be started rests after five tries, whatever is spawned; others and its mended entry run', async () => {
  await createAgent(world.db, world.workspace, { name: 'broken', argv: ['/no/such/agent'] });
  for (let count = 0; count < failuresToOpen; count += 1) {
    const { runId } = await world.spawn('broken');
    expect(await world.untilEnded(runId)).toMatchObject({ state: 'failed', code: 'START_FAILED' });
  }
  const flood = await Promise.all(
    Array.from({ length: 20 }, () => world.spawn('broken', { retry: { attempts: 2, delayMs: 100 } })),
  );
  for (const { runId } of flood) {
    const run = await world.untilEnded(runId);
    // Bounded: tried again once, as the spawn says.
    expect(run).toMatchObject({ state: 'failed', code: 'UNAVAILABLE', attempt: 2, message: /last 5 starts.*rests/ });
  }
  const { runId: other } = await world.spawn('echo');
  expect((await world.untilEnded(other)).state).toBe('succeeded');
  await configure(['/bin/echo', 'mended']);
  const { runId: mended } = await world.spawn('broken');
  expect((await world.untilEnded(mended)).state).toBe('succeeded');
  await configure(['/no/such/agent']);
  const { runId: again } = await world.spawn('broken');
  expect((await world.untilEnded(again)).code).toBe('UNAVAILABLE');
  await waitFor(async () => (await world.runs()).every(({ state }) => state !== 'queued'));
});
