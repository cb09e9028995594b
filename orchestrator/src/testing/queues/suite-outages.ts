import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { JobHandler } from '../../queues/index.ts';
import { soon, type Outage, type SuiteStage } from './suite-stage.ts';
import { fastTimings as fast } from './suite-store.ts';

/** The store, or the claim loop, fails. */
export function registerOutages(stage: () => SuiteStage, outages: readonly Outage[]): void {
  beforeEach(() => stage().store.setDurable(true));
  afterEach(() => stage().store.setDurable(false));

  test('QUE-02: health goes red when jobs wait and none is claimed, and the workers are built anew', async () => {
    let stuck = true;
    const failpoint = (): Promise<void> | void => (stuck ? new Promise(() => undefined) : undefined);
    const queues = await stage().openStore({ failpoint, timings: { wedgedAfterMs: 1_500, sweepMs: 100 } });
    let handled = 0;
    queues.openClaimPool({ lane: 'run', slots: 2, handle: async () => void (handled += 1) }).start();
    for (let index = 0; index < 10; index++) {
      await queues.add({ commandId: randomUUID(), workspaceId: randomUUID(), lane: 'run' });
    }
    await vi.waitFor(() => expect(queues.health()).toMatchObject({ ok: false, waiting: 10 }), soon);
    expect(queues.health().reason).toContain('run');
    // The claims that hang stay hung; only new workers help.
    stuck = false;
    await vi.waitFor(() => expect(handled).toBe(10), soon);
    await vi.waitFor(() => expect(queues.health().ok).toBe(true), soon);
  });

  test('QUE-03: every queue is lost with jobs in flight; added again from the ledger all finish, none twice', async () => {
    const queues = await stage().openStore({ timings: fast });
    const commands = await stage().openCommands(200);
    await stage().addAll(queues, commands);
    let wiped: Promise<void> | undefined;
    const handle: JobHandler = async (job) => {
      await stage().ledger.runEffect(job.commandId);
      wiped ??= stage().store.wipe();
      await wiped;
    };
    queues.openClaimPool({ lane: 'run', slots: 8, handle }).start();
    await vi.waitFor(() => expect(wiped).toBeDefined(), soon);
    await wiped;
    const open = await stage().ledger.openCommands();
    expect(open.length).toBeGreaterThan(150);
    await stage().addAll(queues, open);
    await stage().allDone(200, 20_000);
  });

  test('a job whose add resolved is there after the store is killed in the same moment', async () => {
    const queues = await stage().openStore();
    const workspaceId = randomUUID();
    for (let round = 1; round <= 3; round++) {
      for (let index = 0; index < 20; index++) {
        await vi.waitFor(() => queues.add({ commandId: randomUUID(), workspaceId, lane: 'run' }), soon);
      }
      await stage().store.stop('SIGKILL');
      await stage().store.start();
      await vi.waitFor(async () => expect((await queues.depth(workspaceId, 'run')).waiting).toBe(20 * round), soon);
    }
  });

  test('QUE-09: with the store down add fails fast and health is red; when it is back both recover by themselves', async () => {
    const queues = await stage().openStore();
    const command = { commandId: randomUUID(), workspaceId: randomUUID() };
    await queues.add({ commandId: randomUUID(), workspaceId: command.workspaceId, lane: 'run' });
    await stage().store.stop('SIGKILL');
    try {
      for (let index = 0; index < 20; index++) {
        const startedAt = performance.now();
        await expect(queues.add({ ...command, lane: 'run' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
        await expect(queues.depth(command.workspaceId, 'run')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
        expect(performance.now() - startedAt).toBeLessThan(3_000);
      }
      await vi.waitFor(() => expect(queues.health().ok).toBe(false), soon);
    } finally {
      await stage().store.start();
    }
    await vi.waitFor(() => queues.add({ ...command, lane: 'run' }), soon);
    await vi.waitFor(() => expect(queues.health().ok).toBe(true), soon);
    expect(await queues.depth(command.workspaceId, 'run')).toEqual({ waiting: 2, active: 0, delayed: 0 });
  });

  test('a store that is down at the start is joined when it comes up', async () => {
    await stage().store.stop('SIGTERM');
    const opening = stage().openStore();
    try {
      const queues = await opening;
      expect(queues.health().ok).toBe(false);
      await expect(queues.add({ commandId: 'x', workspaceId: randomUUID(), lane: 'run' })).rejects.toMatchObject({
        code: 'UNAVAILABLE',
      });
    } finally {
      await stage().store.start();
    }
    const queues = await opening;
    let handled = 0;
    queues.openClaimPool({ lane: 'run', slots: 1, handle: async () => void (handled += 1) }).start();
    await stage().addStubbornly(queues, { commandId: randomUUID(), workspaceId: randomUUID() });
    await vi.waitFor(() => expect(handled).toBe(1), soon);
  });

  test('a frozen store: add still fails fast, and what was cut off is done after it answers again', async () => {
    const queues = await stage().openStore({ timings: fast });
    const commands = await stage().openCommands(100);
    const handle: JobHandler = async (job) => {
      await delay(20);
      await stage().ledger.runEffect(job.commandId);
    };
    queues.openClaimPool({ lane: 'run', slots: 8, handle }).start();
    const adding = Promise.all(commands.map((command) => stage().addStubbornly(queues, command)));
    await vi.waitFor(async () => expect((await stage().ledger.verdict()).done).toBeGreaterThan(5), soon);
    await stage().store.freeze();
    try {
      for (let index = 0; index < 3; index++) {
        const startedAt = performance.now();
        const adds = queues.add({ commandId: randomUUID(), workspaceId: randomUUID(), lane: 'ctl' });
        await expect(adds).rejects.toMatchObject({ code: 'UNAVAILABLE' });
        expect(performance.now() - startedAt).toBeLessThan(3_000);
      }
      await vi.waitFor(() => expect(queues.health().ok).toBe(false), soon);
    } finally {
      await stage().store.thaw();
    }
    await adding;
    await stage().allDone(100, 20_000);
    await vi.waitFor(() => expect(queues.health().ok).toBe(true), soon);
  });

  test('QUE-14: with every connection cut each 200 ms for 20 s, every job is done, none twice', async () => {
    const queues = await stage().openStore({ timings: fast });
    const commands = await stage().openCommands(400);
    const handle: JobHandler = async (job) => {
      await delay(20);
      await stage().ledger.runEffect(job.commandId);
    };
    queues.openClaimPool({ lane: 'run', slots: 8, handle }).start();
    const adding = Promise.all(commands.map((command) => stage().addStubbornly(queues, command)));
    const until = performance.now() + 20_000;
    let cuts = 0;
    while (performance.now() < until) {
      await stage().store.cut();
      cuts += 1;
      await delay(200);
    }
    expect(cuts).toBeGreaterThan(20);
    await adding;
    await stage().allDone(400, 20_000);
    await vi.waitFor(() => expect(queues.health().ok).toBe(true), soon);
  }, 90_000);

  for (const { seconds, how } of outages) {
    test(`QUE-01: after ${String(seconds)} s without the store (${how}) all jobs are done within 20 s`, async () => {
      const queues = await stage().openStore({ timings: fast });
      const commands = await stage().openCommands(400);
      const handle: JobHandler = async (job) => {
        await delay(20);
        await stage().ledger.runEffect(job.commandId);
      };
      queues.openClaimPool({ lane: 'run', slots: 8, handle }).start();
      const adding = Promise.all(commands.map((command) => stage().addStubbornly(queues, command)));
      await vi.waitFor(async () => expect((await stage().ledger.verdict()).done).toBeGreaterThan(20), soon);
      await stage().store.stop(how);
      await delay(seconds * 1_000);
      await stage().store.start();
      const backAt = performance.now();
      await adding;
      await stage().allDone(400, 20_000);
      expect(performance.now() - backAt).toBeLessThan(20_000);
    }, 90_000);
  }
}
