import { expect, test, vi } from 'vitest';
import { soon, type SuiteStage } from './suite-stage.ts';

/** Several worker processes, one of them in trouble. */
export function registerProcesses(stage: () => SuiteStage): void {
  test('QUE-05: a blocked event loop loses its lock; the effect happens once, in the other process', async () => {
    const [command] = await stage().openCommands(1);
    if (command === undefined) throw new Error('no command');
    const first = await stage().openWorker({ blockFirstMs: 6_000 });
    const queues = await stage().openStore();
    await queues.add({ ...command, lane: 'run' });
    await vi.waitFor(() => expect(first.reports).toContainEqual(expect.objectContaining({ type: 'claimed' })), soon);
    const second = await stage().openWorker({});
    await vi.waitFor(() => expect(second.reports).toContainEqual(expect.objectContaining({ won: true })), soon);
    await vi.waitFor(() => expect(first.reports).toContainEqual(expect.objectContaining({ won: false })), soon);
    expect(await stage().ledger.verdict()).toEqual({ open: 0, done: 1, twice: 0 });
  });

  test('a killed worker process loses no job: another has it within seconds', async () => {
    const commands = await stage().openCommands(40);
    const first = await stage().openWorker({ workMs: 60_000 });
    const queues = await stage().openStore();
    await stage().addAll(queues, commands);
    await vi.waitFor(() => expect(first.reports.filter(({ type }) => type === 'claimed')).toHaveLength(4), soon);
    await first.kill();
    await stage().openWorker({});
    await stage().allDone(40, 20_000);
  });

  test('two processes share the jobs and run none twice', async () => {
    const commands = await stage().openCommands(200);
    const workers = [await stage().openWorker({ workMs: 5 }), await stage().openWorker({ workMs: 5 })];
    const queues = await stage().openStore();
    await stage().addAll(queues, commands);
    await stage().allDone(200, 20_000);
    const claims = workers.map((worker) => worker.reports.filter(({ type }) => type === 'claimed').length);
    expect(claims.reduce((sum, count) => sum + count)).toBe(200);
    expect(Math.min(...claims)).toBeGreaterThan(20);
  });
}
