import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEngineWorld, type EngineWorld } from '../testing/engine-world.ts';
import { quietLogger } from '../testing/queues/quiet-logger.ts';
import { EventWriter } from './event-writer.ts';
import { readJobKey } from './job-key.ts';
import { startOrchestrator } from './orchestrator.ts';
import type { TimedEvent } from './run-store.ts';

let world: EngineWorld;
beforeAll(async () => {
  world = await openEngineWorld();
});
afterAll(() => world.close());

test('a claim whose answer was lost is found: nobody holds the run, so it is queued again and runs', async () => {
  const { workspaceId } = world.workspace;
  const { runId, commandId } = await world.spawn('once');
  await world.db.withSystemTenant(workspaceId, (tx) => tx.outbox.deleteMany({ where: { refId: commandId } }));
  const { id: orchestratorId } = await world.start();
  await world.db.withSystemTenant(workspaceId, async (tx) => {
    await tx.run.updateMany({
      where: { workspaceId, id: runId },
      data: { state: 'preparing', orchestratorId, attempt: 1, version: { increment: 1 } },
    });
    await tx.attempt.create({ data: { workspaceId, runId, number: 1, orchestratorId, state: 'preparing' } });
  });
  expect(await world.untilEnded(runId)).toMatchObject({ state: 'succeeded', attempt: 2 });
  expect(await world.countStarts(runId)).toBe(1);
}, 60_000);

test('with a queue store that never opens kill and status are answered, and the end is not held up', async () => {
  const other = await openEngineWorld();
  try {
    const orchestrator = await startOrchestrator({
      db: other.db,
      instanceId: other.instanceId,
      dataDir: other.dataDir,
      logger: quietLogger,
      openQueue: () => new Promise(() => undefined),
      config: { concurrency: 1, containment: 'auto', allowOpenFilesystem: true },
    });
    const { runId } = await other.spawn('sleeper');
    const status = await other.untilCommandEnded(await other.control(runId, { verb: 'agent.status' }));
    expect(status).toMatchObject({ state: 'succeeded', result: { state: 'queued' } });
    const kill = await other.control(runId, { verb: 'agent.kill' });
    expect(await other.untilEnded(runId)).toMatchObject({ state: 'cancelled', code: 'CANCELLED_BEFORE_START' });
    expect((await other.untilCommandEnded(kill)).state).toBe('succeeded');
    expect(orchestrator.queueHealth()).toBeNull();
    await orchestrator.close();
  } finally {
    await other.close();
  }
});

test('a batch that the store can never take is told of in its place, and what follows is stored', async () => {
  const stored: TimedEvent[] = [];
  const store = (events: readonly TimedEvent[]): Promise<void> => {
    if (events.some(({ data }) => data['n'] === 13)) return Promise.reject(new Error('unsupported Unicode'));
    stored.push(...events);
    return Promise.resolve();
  };
  const writer = new EventWriter({ store, logger: quietLogger, now: () => 1 });
  for (let n = 0; n < 150; n += 1) writer.emit({ type: 'log', data: { n } });
  await writer.close();
  expect(stored[0]).toMatchObject({ type: 'notice', data: { dropped: 100 } });
  expect(stored.slice(1).map(({ data }) => data['n'])).toEqual(Array.from({ length: 50 }, (_, index) => 100 + index));
});

test('TEN-15: a job whose names cannot be names of anything here is dropped, not tried again', () => {
  const { workspaceId } = world.workspace;
  const job = { commandId: '0197a000-0000-7000-8000-000000000001', workspaceId, lane: 'run', attempt: 1 } as const;
  expect(readJobKey(job, quietLogger)).toEqual({ workspaceId, commandId: job.commandId });
  for (const forged of [{ workspaceId: '../etc' }, { commandId: "' OR 1=1" }, { commandId: '' }])
    expect(readJobKey({ ...job, ...forged }, quietLogger)).toBeNull();
});
