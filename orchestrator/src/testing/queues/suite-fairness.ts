import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { JobHandler } from '../../queues/index.ts';
import { percentile } from './percentile.ts';
import { soon, type SuiteStage } from './suite-stage.ts';

/** Nobody waits for somebody else's backlog. */
export function registerFairness(stage: () => SuiteStage): void {
  test('fairness: a quiet workspace waits for a claim, not for the backlog of a noisy one', { retry: 2 }, async () => {
    const queues = await stage().openStore();
    const noisy = Array.from({ length: 1_500 }, () => ({ commandId: randomUUID(), workspaceId: 'n' }));
    const noisyWorkspace = randomUUID();
    for (let index = 0; index < noisy.length; index += 50) {
      const slice = noisy.slice(index, index + 50);
      await Promise.all(
        slice.map(({ commandId }) => queues.add({ commandId, workspaceId: noisyWorkspace, lane: 'run' })),
      );
    }
    const addedAt = new Map<string, number>();
    const waits: number[] = [];
    let noisyDone = 0;
    const handle: JobHandler = async (job) => {
      const at = addedAt.get(job.commandId);
      if (at === undefined) noisyDone += 1;
      else waits.push(performance.now() - at);
      await delay(5);
    };
    queues.openClaimPool({ lane: 'run', slots: 8, handle }).start();
    for (let index = 0; index < 99; index++) {
      const commandId = randomUUID();
      addedAt.set(commandId, performance.now());
      await queues.add({ commandId, workspaceId: randomUUID(), lane: 'run' });
    }
    await vi.waitFor(() => expect(waits.length).toBe(99), soon);
    expect(noisyDone).toBeLessThan(noisy.length);
    // Goals: 150 ms on PostgreSQL, 50 ms on Redis; twice that on a busy machine.
    expect(percentile(waits, 99)).toBeLessThan(stage().store.connect.driver === 'postgres' ? 300 : 100);
  });

  test('a kill lane is not delayed by a run lane of 200 full slots', { retry: 2 }, async () => {
    const queues = await stage().openStore();
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let running = 0;
    const run = queues.openClaimPool({
      lane: 'run',
      slots: 200,
      handle: async () => {
        running += 1;
        if (running <= 200) await released;
      },
    });
    run.start();
    const addedAt = new Map<string, number>();
    const waits: number[] = [];
    const kill: JobHandler = async (job) => void waits.push(performance.now() - (addedAt.get(job.commandId) ?? 0));
    queues.openClaimPool({ lane: 'ctl', slots: 4, handle: kill }).start();
    const workspaces = Array.from({ length: 20 }, () => randomUUID());
    const workspaceOf = (index: number): string => workspaces[index % 20] ?? '';
    await Promise.all(
      Array.from({ length: 600 }, (_, index) => index).map(async (index) => {
        await delay(index);
        await queues.add({ commandId: randomUUID(), workspaceId: workspaceOf(index), lane: 'run' });
      }),
    );
    await vi.waitFor(() => expect(running).toBe(200), soon);
    const killOnce = async (index: number): Promise<void> => {
      const commandId = randomUUID();
      addedAt.set(commandId, performance.now());
      await queues.add({ commandId, workspaceId: workspaceOf(index), lane: 'ctl' });
      await vi.waitFor(() => expect(waits.length).toBe(index + 1), soon);
    };
    for (let index = 0; index < 50; index++) await killOnce(index);
    // And while the two hundred end and the backlog is claimed, all at once.
    release();
    for (let index = 50; index < 100; index++) await killOnce(index);
    expect(percentile(waits, 99)).toBeLessThan(500);
  });
}
