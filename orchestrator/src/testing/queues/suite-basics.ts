import { randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import type { JobHandler } from '../../queues/index.ts';
import { soon, type SuiteStage } from './suite-stage.ts';

/** One job's way through the queue. */
export function registerBasics(stage: () => SuiteStage): void {
  test('a job is handled once, with its keys, and leaves nothing behind', async () => {
    const queues = await stage().openStore();
    const handled: unknown[] = [];
    queues.openClaimPool({ lane: 'run', slots: 2, handle: async (job) => void handled.push(job) }).start();
    const [commandId, workspaceId] = [randomUUID(), randomUUID()];
    await queues.add({ commandId, workspaceId, lane: 'run' });
    await vi.waitFor(() => expect(handled).toEqual([{ commandId, workspaceId, lane: 'run', attempt: 1 }]), soon);
    await vi.waitFor(async () => {
      expect(await queues.depth(workspaceId, 'run')).toEqual({ waiting: 0, active: 0, delayed: 0 });
    }, soon);
  });

  test('adding a command again while its job exists stores one job; after its end it runs again', async () => {
    const queues = await stage().openStore();
    const [commandId, workspaceId] = [randomUUID(), randomUUID()];
    await Promise.all(Array.from({ length: 10 }, () => queues.add({ commandId, workspaceId, lane: 'run' })));
    expect(await queues.depth(workspaceId, 'run')).toEqual({ waiting: 1, active: 0, delayed: 0 });
    let handled = 0;
    queues.openClaimPool({ lane: 'run', slots: 2, handle: async () => void (handled += 1) }).start();
    await vi.waitFor(() => expect(handled).toBe(1), soon);
    await vi.waitFor(async () => expect((await queues.depth(workspaceId, 'run')).active).toBe(0), soon);
    await queues.add({ commandId, workspaceId, lane: 'run' });
    await vi.waitFor(() => expect(handled).toBe(2), soon);
  });

  test('TEN-20: dropping a workspace’s queues takes all their jobs, of no other workspace, and lets new ones in', async () => {
    const queues = await stage().openStore();
    const [gone, stays] = [randomUUID(), randomUUID()];
    for (let index = 0; index < 20; index++) {
      for (const workspaceId of [gone, stays]) {
        await queues.add({ commandId: randomUUID(), workspaceId, lane: index % 2 === 0 ? 'run' : 'ctl' });
      }
    }
    await queues.drop(gone);
    await queues.drop(gone);
    for (const lane of ['run', 'ctl'] as const) {
      expect(await queues.depth(gone, lane)).toEqual({ waiting: 0, active: 0, delayed: 0 });
      expect(await queues.depth(stays, lane)).toEqual({ waiting: 10, active: 0, delayed: 0 });
    }
    const handled: string[] = [];
    const handle: JobHandler = async (job) => void handled.push(job.workspaceId);
    await queues.add({ commandId: randomUUID(), workspaceId: gone, lane: 'run' });
    queues.openClaimPool({ lane: 'run', slots: 2, handle }).start();
    await vi.waitFor(() => expect(handled.filter((id) => id === gone)).toHaveLength(1), soon);
    await vi.waitFor(() => expect(handled).toHaveLength(11), soon);
  });

  test('a job whose handler rejects comes back with a growing delay, and others go on', async () => {
    const queues = await stage().openStore();
    const poison = { commandId: randomUUID(), workspaceId: randomUUID() };
    const tries: { at: number; attempt: number }[] = [];
    let others = 0;
    const handle: JobHandler = async (job) => {
      if (job.commandId !== poison.commandId) return void (others += 1);
      tries.push({ at: performance.now(), attempt: job.attempt });
      throw new Error('no');
    };
    queues.openClaimPool({ lane: 'run', slots: 2, handle }).start();
    await queues.add({ ...poison, lane: 'run' });
    for (let index = 0; index < 20; index++) {
      await queues.add({ commandId: randomUUID(), workspaceId: poison.workspaceId, lane: 'run' });
    }
    await vi.waitFor(() => expect(tries.length).toBeGreaterThanOrEqual(4), soon);
    expect(others).toBe(20);
    expect(tries.slice(0, 4).map((one) => one.attempt)).toEqual([1, 2, 3, 4]);
    const gaps = tries.slice(1, 4).map((one, index) => one.at - (tries[index]?.at ?? 0));
    // 200, 400, 800 ms: exact timers, not the next sweep of a second.
    expect(gaps[0]).toBeGreaterThan(150);
    expect(gaps[0]).toBeLessThan(900);
    expect(gaps[2]).toBeGreaterThan(750);
  });

  test('a paused queue is left alone, and health stays green', async () => {
    const queues = await stage().openStore({ timings: { wedgedAfterMs: 1_000, sweepMs: 100 } });
    const [commandId, workspaceId] = [randomUUID(), randomUUID()];
    await stage().store.pause(`ws-${workspaceId}-run`);
    let handled = 0;
    queues.openClaimPool({ lane: 'run', slots: 2, handle: async () => void (handled += 1) }).start();
    await queues.add({ commandId, workspaceId, lane: 'run' });
    const other = randomUUID();
    const until = performance.now() + 2_000;
    // Other workspaces go on meanwhile, for longer than a wedge takes to be noticed.
    while (performance.now() < until) await queues.add({ commandId: randomUUID(), workspaceId: other, lane: 'run' });
    await vi.waitFor(async () => expect((await queues.depth(other, 'run')).waiting).toBe(0), soon);
    expect(queues.health().ok).toBe(true);
    expect((await queues.depth(workspaceId, 'run')).waiting).toBe(1);
  });

  test('closing aborts what runs after the grace, and the job returns to the queue', async () => {
    const queues = await stage().openStore();
    const [commandId, workspaceId] = [randomUUID(), randomUUID()];
    let running = false;
    const handle: JobHandler = (_job, signal) =>
      new Promise((_resolve, reject) => {
        running = true;
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      });
    const pool = queues.openClaimPool({ lane: 'run', slots: 2, handle });
    pool.start();
    await queues.add({ commandId, workspaceId, lane: 'run' });
    await vi.waitFor(() => expect(running).toBe(true), soon);
    const startedAt = performance.now();
    await pool.close({ graceMs: 300 });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(290);
    expect(performance.now() - startedAt).toBeLessThan(2_300);
    expect(await queues.depth(workspaceId, 'run')).toEqual({ waiting: 0, active: 0, delayed: 1 });
  });
}
