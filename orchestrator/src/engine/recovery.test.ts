import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAgent, waitFor } from '@wheelhouse/prisma/testing';
import { openEngineWorld, type EngineWorld } from '../testing/engine-world.ts';
import { findNappers } from '../testing/supervised-trial.ts';
import { listProcesses, readArguments } from '../supervisor/process-table.ts';
import { lookAt, placeOf } from './place.ts';
import { engineLimits } from './config.ts';

let world: EngineWorld;
beforeEach(async () => {
  world = await openEngineWorld();
});
afterEach(() => world.close());

test('PRC-04: a killed orchestrator leaves no process, and its next start leaves no run open', async () => {
  const agents = 10;
  const engine = await world.startProcess({ config: { concurrency: agents } });
  const seeded = await Promise.all(Array.from({ length: agents }, () => world.spawn('nasty')));
  await world.untilCount(agents, ['running']);
  const waiting = await world.spawn('once');
  expect(findNappers(world.nap).length).toBeGreaterThanOrEqual(3 * agents);
  await engine.kill();
  // 2 s are asked for; twice that on a loaded machine.
  await waitFor(() => findNappers(world.nap).length === 0, 4_000);

  const kill = await world.control(seeded[0]?.runId ?? '', { verb: 'agent.kill' });
  await world.start();
  for (const { runId, commandId } of seeded) {
    expect(await world.run(runId)).toMatchObject({ state: 'failed', code: 'ORCHESTRATOR_LOST' });
    expect(await world.command(commandId)).toMatchObject({ state: 'failed', code: 'ORCHESTRATOR_LOST' });
    expect((await world.events(runId)).at(-1)?.type).toBe('result');
    const due = await world.db.withInstance('outbox', (tx) =>
      tx.outbox.count({ where: { kind: 'receipt', refId: commandId } }),
    );
    expect(due).toBeGreaterThanOrEqual(1);
  }
  expect(await world.command(kill)).toMatchObject({ state: 'succeeded', result: { state: 'failed' } });
  // What had not started is not lost.
  expect((await world.untilEnded(waiting.runId)).state).toBe('succeeded');
  expect(await world.countStarts(waiting.runId)).toBe(1);
}, 90_000);

test('PRC-04: runs that may go on do so as a new attempt, a resumable one in its own folder', async () => {
  const script = 'if [ -f mark ]; then cat mark; else echo kept > mark; echo up; exec sleep "$0"; fi';
  const argv = ['/bin/sh', '-c', script, world.nap];
  await createAgent(world.db, world.workspace, { name: 'lasting', argv, execution: { resumable: true } });
  const engine = await world.startProcess();
  const lasting = await world.spawn('lasting');
  const again = await world.spawn('sleeper', { retry: { attempts: 2, delayMs: 0 } });
  const plain = await world.spawn('sleeper');
  await world.untilCount(3, ['running']);
  await engine.kill();
  await world.start();
  expect(await world.untilEnded(lasting.runId)).toMatchObject({ state: 'succeeded', attempt: 2 });
  const log = join(world.dataDir, 'runs', lasting.runId, '2', 'stdout.log');
  expect(await readFile(log, 'utf8')).toBe('kept\n');
  expect(await world.untilState(again.runId, 'running')).toMatchObject({ attempt: 2 });
  expect(await world.untilEnded(plain.runId)).toMatchObject({ state: 'failed', code: 'ORCHESTRATOR_LOST' });
  // Each attempt has an end of its own, the run has one.
  const events = await world.events(lasting.runId);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.filter(({ type }) => type === 'result')).toHaveLength(1);
  await world.control(again.runId, { verb: 'agent.kill', now: true });
  expect((await world.untilEnded(again.runId)).state).toBe('killed');
}, 90_000);

test('PRC-05: work folders of an earlier start are gone before work is taken', async () => {
  const engine = await world.startProcess();
  const { runId } = await world.spawn('sleeper');
  await world.untilState(runId, 'running');
  const folder = join(world.dataDir, 'work', runId);
  expect(existsSync(folder)).toBe(true);
  await engine.kill();
  await mkdir(join(world.dataDir, 'work', 'left-behind'), { recursive: true });
  await world.start();
  expect(existsSync(folder)).toBe(false);
  expect(existsSync(join(world.dataDir, 'work', 'left-behind'))).toBe(false);
});

test('PRC-05: an orchestrator that starts beside a living one of the same folder touches nothing of it', async () => {
  const first = await world.startProcess();
  const { runId } = await world.spawn('sleeper');
  await world.untilState(runId, 'running');
  await world.start();
  expect(await world.run(runId)).toMatchObject({ state: 'running', orchestratorId: first.orchestratorId });
  expect(findNappers(world.nap).length).toBeGreaterThan(0);
  expect(existsSync(join(world.dataDir, 'work', runId))).toBe(true);
  // And the second one passes a kill on to the first.
  await world.control(runId, { verb: 'agent.kill', now: true });
  expect((await world.untilEnded(runId)).state).toBe('killed');
});

test('an orchestrator that others held for dead ends its runs, and goes on', async () => {
  const orchestrator = await world.start();
  const { runId } = await world.spawn('sleeper');
  await world.untilState(runId, 'running');
  const { workspaceId } = world.workspace;
  // As another machine's orchestrator writes it off after 15 s without a heartbeat.
  await world.db.withInstance('orchestrator', (tx) =>
    tx.orchestrator.update({ where: { id: orchestrator.id }, data: { state: 'gone' } }),
  );
  await world.db.withSystemTenant(workspaceId, (tx) =>
    tx.run.updateMany({
      where: { workspaceId, id: runId },
      data: { state: 'failed', code: 'ORCHESTRATOR_LOST', version: { increment: 1 } },
    }),
  );
  await waitFor(() => findNappers(world.nap).length === 0, 4 * engineLimits.heartbeatMs);
  expect(await world.run(runId)).toMatchObject({ state: 'failed', code: 'ORCHESTRATOR_LOST' });
  const { runId: next } = await world.spawn('once');
  expect((await world.untilEnded(next)).state).toBe('succeeded');
  const row = await world.db.withInstance('orchestrator', (tx) =>
    tx.orchestrator.findUnique({ where: { id: orchestrator.id } }),
  );
  expect(row?.state).toBe('active');
});

test('a supervisor that is killed costs its runs, says so, and is replaced', async () => {
  await world.start();
  const { runId } = await world.spawn('nasty');
  await world.untilState(runId, 'running');
  const supervisors = listProcesses().filter(
    (row) => row.ppid === process.pid && readArguments(row.pid).some((word) => word.includes('supervisor/main')),
  );
  expect(supervisors).toHaveLength(1);
  for (const { pid } of supervisors) process.kill(pid, 'SIGKILL');
  expect(await world.untilEnded(runId)).toMatchObject({ state: 'failed', code: 'ORCHESTRATOR_LOST' });
  expect(findNappers(world.nap)).toEqual([]);
  const { runId: next } = await world.spawn('once');
  expect((await world.untilEnded(next)).state).toBe('succeeded');
});

test('QUE-13: SIGTERM ends what runs, gives back what waits, and the process leaves with code 0', async () => {
  const engine = await world.startProcess({ config: { concurrency: 2 } });
  const running = [await world.spawn('stubborn'), await world.spawn('nasty')];
  for (const { runId } of running) await world.untilState(runId, 'running');
  const waiting = await Promise.all(Array.from({ length: 5 }, () => world.spawn('once')));
  const startedAt = performance.now();
  engine.signal('SIGTERM');
  engine.signal('SIGTERM');
  await engine.exited;
  expect(engine.exitCode).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(2 * (engineLimits.closeGraceMs + 2_000));
  expect(findNappers(world.nap)).toEqual([]);
  for (const { runId } of running)
    expect(await world.run(runId)).toMatchObject({ state: 'failed', code: 'ORCHESTRATOR_LOST' });
  for (const { runId } of waiting) expect((await world.run(runId)).state).toBe('queued');
  await world.start();
  for (const { runId } of waiting) {
    expect((await world.untilEnded(runId)).state).toBe('succeeded');
    expect(await world.countStarts(runId)).toBe(1);
  }
}, 60_000);

test('a run that was taken up but not started when its orchestrator leaves runs on the next one', async () => {
  let arrive: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  let go: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (go = resolve));
  const orchestrator = await world.start({
    failpoint: async (name) => {
      if (name !== 'orchestrator.run.claimed') return;
      arrive();
      await gate;
    },
  });
  const { runId } = await world.spawn('once');
  await arrived;
  const closed = orchestrator.close();
  go();
  await closed;
  expect(await world.run(runId)).toMatchObject({ state: 'queued', orchestratorId: null });
  await world.start();
  expect((await world.untilEnded(runId)).state).toBe('succeeded');
  expect(await world.countStarts(runId)).toBe(1);
});

test('a process is known to live by pid and start time, elsewhere only its heartbeat tells', async () => {
  const { hostname } = await import('node:os');
  const place = placeOf(world.dataDir);
  const self = { hostname: hostname(), pid: process.pid, detail: place };
  expect(lookAt(self)).toBe('living');
  expect(lookAt({ ...self, detail: { ...place, startTicks: '1' } })).toBe('dead');
  expect(lookAt({ ...self, detail: { ...place, bootId: 'an earlier boot' } })).toBe('dead');
  expect(lookAt({ ...self, detail: { ...place, pidNamespace: 'pid:[1]' } })).toBe('unknown');
  expect(lookAt({ ...self, hostname: 'another' })).toBe('unknown');
  expect(lookAt({ ...self, detail: {} })).toBe('unknown');
});
