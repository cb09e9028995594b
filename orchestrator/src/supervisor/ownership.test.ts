import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { WheelhouseError } from '@wheelhouse/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { markerVariable } from '../sandbox/index.ts';
import { startDriver } from '../testing/start-driver.ts';
import {
  findNappers,
  killNappers,
  newNap,
  openSupervisedTrial,
  silentLogger,
  waitFor,
  waitForOutput,
} from '../testing/supervised-trial.ts';
import type { SupervisedTrial } from '../testing/supervised-trial.ts';
import { cgroupName, listCgroupRoots } from './containment/cgroup-folders.ts';
import { currentBootId, endStrays, openSupervisor } from './index.ts';
import { isLive, readProcess } from './process-table.ts';

let trial: SupervisedTrial;
beforeAll(async () => {
  trial = await openSupervisedTrial();
});
afterAll(() => trial.remove());

const modes = [
  { name: 'bwrap', containment: 'namespace', tools: ['bwrap'] },
  { name: 'unshare', containment: 'namespace', tools: ['unshare'] },
  { name: 'cgroup', containment: 'cgroup', tools: [] },
  { name: 'tree', containment: 'tree', tools: [] },
] as const;

for (const { name, ...mode } of modes) {
  describe(`owned by ${name}`, () => {
    test('PRC-04: ten agents and all their children end with the orchestrator, killed without a word', async (context) => {
      const nap = newNap();
      const specs = await Promise.all(
        Array.from({ length: 10 }, () => trial.spec('escapees.sh', [nap, 'wait', 'plain'])),
      );
      const killMarker = `ownership-test:${process.pid}:${name}`;
      const started = await startDriver({ ...mode, killMarker, specs, afterwards: 'stay' }).catch(String);
      if (typeof started === 'string') {
        expect(started).toContain('could not be proved here');
        return context.skip(`no containment by ${name} here: ${started}`);
      }
      const { driver, report } = started;
      await waitFor('all children', () => findNappers(nap).length >= 70);
      const killedAt = performance.now();
      driver.kill('SIGKILL');
      await waitFor('nobody left', () => findNappers(nap).length === 0, 4000);
      expect(performance.now() - killedAt).toBeLessThan(4000);
      // Its zombie waits for whoever adopts orphans on this machine.
      const isGone = (row = readProcess(report.supervisorPid)): boolean => row === null || !isLive(row);
      await waitFor('the supervisor to end', () => isGone(), 2000);
    });

    test('PRC-04: everything ends with a supervisor that is killed, and the parent is told', async (context) => {
      const nap = newNap();
      const killMarker = `ownership-test:${process.pid}:lost-${name}`;
      const opened = await openSupervisor({
        ...mode,
        killMarker,
        allowOpenFilesystem: true,
        logger: silentLogger,
      }).catch((error: unknown) => error);
      if (opened instanceof WheelhouseError) return context.skip(`no containment by ${name} here: ${opened.message}`);
      const supervisor = opened as Awaited<ReturnType<typeof openSupervisor>>;
      const run = await supervisor.start(await trial.spec('escapees.sh', [nap, 'wait', 'plain']));
      await waitForOutput(run, 'ready');
      await waitFor('all children', () => findNappers(nap).length >= 7);
      process.kill(supervisor.pid, 'SIGKILL');
      await supervisor.lost;
      expect(findNappers(nap)).toEqual([]);
      expect(await run.exited).toMatchObject({ code: null, signal: 'SIGKILL', verification: { survivors: 0 } });
      await expect(run.destroy()).resolves.toMatchObject({ survivors: 0 });
      await expect(supervisor.start(await trial.spec('show.mjs', []))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      await supervisor.close();
    });
  });
}

test('PRC-06: agents live on when threads of the process that asked for them end', async () => {
  const nap = newNap();
  const supervisor = await openSupervisor({
    containment: 'auto',
    allowOpenFilesystem: true,
    logger: silentLogger,
    killMarker: `ownership-test:${process.pid}:threads`,
  });
  const worker = new Worker('setInterval(() => {}, 1000)', { eval: true });
  const run = await supervisor.start(await trial.spec('ignores-term.sh', [nap]));
  await waitForOutput(run, 'ready');
  await worker.terminate();
  const finished = new Worker('0', { eval: true });
  await once(finished, 'exit');
  await waitFor('it to be alive', () => findNappers(nap).length > 0);
  expect(supervisor.list()).toHaveLength(1);
  await supervisor.close();
  expect(findNappers(nap)).toEqual([]);
});

describe('PRC-20: a machine without the tools', () => {
  const options = {
    tools: [],
    allowOpenFilesystem: false,
    logger: silentLogger,
    killMarker: `ownership-test:${process.pid}:without`,
  };

  test('refuses a mode that it cannot prove, and says why', async () => {
    const opening = openSupervisor({ ...options, containment: 'namespace' });
    await expect(opening).rejects.toMatchObject({ code: 'CONTAINMENT_REQUIRED' });
  });

  test('reports what it proved instead, and what to do', async () => {
    const supervisor = await openSupervisor({ ...options, containment: 'auto' });
    expect(supervisor.report).toMatchObject({ filesystem: 'open', network: 'shared', tool: 'none' });
    expect(supervisor.report.containment).not.toBe('namespace');
    expect(supervisor.report.advice.join(' ')).toMatch(/bubblewrap.*user namespaces.*network/);
    await supervisor.close();
  });
});

describe('strays of an earlier start', () => {
  const startOther = (nap: string, env: Record<string, string>): ReturnType<typeof spawn> =>
    spawn('/bin/sleep', [nap], { env, stdio: 'ignore', detached: true });

  test('PRC-05: those with an older marker of ours end, others and the current ones do not', async () => {
    const [ours, current, foreign] = [newNap(), newNap(), newNap()];
    const prefix = `strays-test:${process.pid}:`;
    startOther(ours, { [markerVariable]: `${prefix}old/run-1.1` });
    startOther(current, { [markerVariable]: `${prefix}new/run-2.1` });
    startOther(foreign, { [markerVariable]: `somebody-else:${process.pid}:old/run-1.1` });
    await waitFor('all three', () => [ours, current, foreign].every((nap) => findNappers(nap).length === 1));
    expect(await endStrays({ markerPrefix: prefix, except: `${prefix}new` })).toEqual({ found: 1, survivors: 0 });
    expect([ours, current, foreign].map((nap) => findNappers(nap).length)).toEqual([0, 1, 1]);
    killNappers(current);
    killNappers(foreign);
  });

  test('PRC-05: a pid of the ledger that another process has now is not touched', async () => {
    const [stale, same, otherBoot] = [newNap(), newNap(), newNap()];
    const [first, second, third] = [stale, same, otherBoot].map((nap) => startOther(nap, {}).pid ?? 0);
    await waitFor('all three', () => [stale, same, otherBoot].every((nap) => findNappers(nap).length === 1));
    const ticksOf = (pid = 0): bigint => readProcess(pid)?.startTicks ?? 0n;
    const known = [
      { pid: first ?? 0, startTicks: ticksOf(first) - 1n },
      { pid: second ?? 0, startTicks: ticksOf(second), bootId: currentBootId() },
      { pid: third ?? 0, startTicks: ticksOf(third), bootId: 'another boot' },
    ];
    const report = await endStrays({ markerPrefix: `strays-test:${process.pid}:ledger`, known });
    expect(report).toEqual({ found: 1, survivors: 0 });
    expect([stale, same, otherBoot].map((nap) => findNappers(nap).length)).toEqual([1, 0, 1]);
    killNappers(stale);
    killNappers(otherBoot);
  });

  test('PRC-05: a cgroup that a previous start left is emptied and removed', async (context) => {
    const [root] = listCgroupRoots();
    const prefix = `strays-test:${process.pid}:group`;
    const folder = join(root?.folder ?? '', cgroupName(`${prefix}-old`), 'run-3.1');
    try {
      mkdirSync(folder, { recursive: true });
    } catch {
      return context.skip('no writable cgroup here');
    }
    const nap = newNap();
    const { pid } = startOther(nap, {});
    writeFileSync(join(folder, 'cgroup.procs'), String(pid));
    expect(await endStrays({ markerPrefix: prefix })).toMatchObject({ survivors: 0 });
    expect(findNappers(nap)).toEqual([]);
    expect(existsSync(join(folder, '..'))).toBe(false);
  });

  test('a prefix that could match other people is refused', async () => {
    await expect(endStrays({ markerPrefix: '' })).rejects.toMatchObject({ code: 'INVALID' });
  });
});
