import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '@wheelhouse/prisma/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listProcesses, readArguments, readProcess } from '../supervisor/process-table.ts';
import { openEngineWorld, type EngineWorld } from '../testing/engine-world.ts';
import { findNappers } from '../testing/supervised-trial.ts';
import { terminalStates } from '../testing/terminal-states.ts';

let world: EngineWorld;
beforeEach(async () => {
  world = await openEngineWorld();
});
afterEach(() => world.close());

const limit = 3;

async function countStates(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { state } of await world.runs()) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/** Fills every slot and five more, and looks at the processes themselves. */
async function expectExactly(slots: number): Promise<void> {
  const seeded = await Promise.all(Array.from({ length: slots + 5 }, () => world.spawn('sleeper')));
  await waitFor(async () => (await countStates())['running'] === slots, 25_000);
  // A slot that leaked would show as fewer; a claim too many as more once its job had come round.
  const { runId } = await world.spawn('once', { limits: { queueMs: 1_000 } });
  expect((await world.untilEnded(runId)).code).toBe('LIMIT_QUEUE_TIME');
  const agents = findNappers(world.nap).filter((pid) => readArguments(pid)[0] === 'sleep');
  expect(agents).toHaveLength(slots);
  expect(await countStates()).toMatchObject({ running: slots, queued: 5 });
  for (const { runId: id } of seeded) await world.control(id, { verb: 'agent.kill', now: true });
  for (const { runId: id } of seeded) await world.untilEnded(id);
}

test('PRC-18: exactly the limit runs, the rest waits, and short runs leak no slot', async () => {
  const orchestrator = await world.start({ config: { concurrency: limit } });
  await expectExactly(limit);
  const before = (await world.runs()).length;
  const short = 150;
  const seeded = await Promise.all(
    Array.from({ length: short }, (_, index) => world.spawn(['once', 'failing', 'nobody'][index % 3] ?? 'once')),
  );
  await world.untilCount(before + short, terminalStates, 120_000);
  for (const [index, { runId }] of seeded.entries())
    expect((await world.run(runId)).state).toBe(index % 3 === 0 ? 'succeeded' : 'failed');
  expect(orchestrator.activeCount()).toBe(0);
  await expectExactly(limit);
}, 240_000);

test('PRC-19: short runs leave no zombie, no open file and no work folder', async () => {
  const orchestrator = await world.start({ config: { concurrency: limit } });
  const lap = async (): Promise<{ readonly files: number }> => {
    const before = (await world.runs()).length;
    await Promise.all(Array.from({ length: 40 }, () => world.spawn('once')));
    await world.untilCount(before + 40, terminalStates, 60_000);
    await waitFor(() => orchestrator.activeCount() === 0);
    return { files: (await readdir('/proc/self/fd')).length };
  };
  // A leak grows with every lap; connections that pools open when runs happen to end together stop at the pools' size.
  const open: number[] = [];
  const settled = (): boolean => open.length >= 3 && Math.max(...open.slice(-2)) <= (open.at(-3) ?? 0);
  while (!settled() && open.length < 10) open.push((await lap()).files);
  expect(settled(), open.join(' ')).toBe(true);
  expect(await readdir(join(world.dataDir, 'work'))).toEqual([]);
  const supervisors = listProcesses().filter(({ ppid }) => ppid === process.pid);
  const zombies = (await readdir('/proc'))
    .map((name) => (/^\d+$/.test(name) ? readProcess(Number(name)) : null))
    .filter((row) => row?.state === 'Z' && supervisors.some(({ pid }) => pid === row.ppid));
  expect(zombies).toEqual([]);
}, 240_000);
