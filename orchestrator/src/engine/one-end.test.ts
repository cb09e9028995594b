import { newId } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEngineWorld, type EngineWorld } from '../testing/engine-world.ts';
import { endBeforeStart } from './claim-run.ts';
import { finishRun } from './finish-run.ts';
import { appendEvents, lockRun, type RunMove } from './run-store.ts';

let world: EngineWorld;
beforeAll(async () => {
  world = await openEngineWorld();
});
afterAll(() => world.close());

const ends: readonly RunMove[] = [
  { to: 'succeeded', exitCode: 0 },
  { to: 'failed', code: 'EXIT_NONZERO', exitCode: 1 },
  { to: 'killed' },
  { to: 'timed_out', code: 'LIMIT_WALL' },
  { to: 'failed', code: 'ORCHESTRATOR_LOST' },
];

/** A run in the state that every end can follow, without an orchestrator. */
async function runningRun(): Promise<{ readonly runId: string; readonly commandId: string }> {
  const seeded = await world.spawn('echo');
  const { workspaceId } = world.workspace;
  await world.db.withSystemTenant(workspaceId, (tx) =>
    tx.run.updateMany({ where: { workspaceId, id: seeded.runId }, data: { state: 'running' } }),
  );
  return seeded;
}

test('of many writers at once one writes the end: one state, one result, last, one receipt due', async () => {
  const { workspaceId } = world.workspace;
  const { runId, commandId } = await runningRun();
  const moved = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      world.db.withSystemTenant(workspaceId, async (tx) => {
        const run = await lockRun(tx, { workspaceId, runId });
        const end = ends[index % ends.length];
        if (run === null || end === undefined) throw new Error('the run is not there');
        return (await finishRun(tx, run, end, Date.now())).length > 0;
      }),
    ),
  );
  expect(moved.filter(Boolean)).toHaveLength(1);
  const events = await world.events(runId);
  expect(events.map(({ type }) => type)).toEqual(['state', 'result']);
  expect((await world.run(runId)).state).toBe(events[1]?.data['state']);
  const due = await world.db.withInstance('outbox', (tx) =>
    tx.outbox.count({ where: { kind: 'receipt', refId: commandId } }),
  );
  expect(due).toBe(1);
});

test('events of several writers get a `seq` without gap or double, and one outbox row stands for them', async () => {
  const { workspaceId } = world.workspace;
  const { runId } = await runningRun();
  await Promise.all(
    Array.from({ length: 20 }, (_, writer) =>
      world.db.withSystemTenant(workspaceId, async (tx) => {
        const run = await lockRun(tx, { workspaceId, runId });
        if (run === null) throw new Error('the run is not there');
        const event = { type: 'log', at: Date.now(), data: { writer } } as const;
        await appendEvents(tx, run, [event, event, event]);
      }),
    ),
  );
  const events = await world.events(runId);
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  const rows = await world.db.withInstance('outbox', (tx) =>
    tx.outbox.count({ where: { kind: 'events', refId: runId } }),
  );
  expect(rows).toBe(1);
});

test('events that come while the publisher holds the outbox row get a row of their own', async () => {
  const { workspaceId } = world.workspace;
  const { runId } = await runningRun();
  const append = (): Promise<void> =>
    world.db.withSystemTenant(workspaceId, async (tx) => {
      const run = await lockRun(tx, { workspaceId, runId });
      if (run !== null) await appendEvents(tx, run, [{ type: 'log', at: Date.now(), data: {} }]);
    });
  await append();
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await new Promise<void>((isHeld, reject) => {
    const holding = world.db.withInstance('outbox', async (tx) => {
      await tx.$queryRaw`SELECT id FROM outbox WHERE ref_id = ${runId}::uuid AND kind = 'events' FOR UPDATE`;
      isHeld();
      await released;
    });
    holding.catch(reject);
  });
  await append();
  release();
  const rows = await world.db.withInstance('outbox', (tx) =>
    tx.outbox.count({ where: { kind: 'events', refId: runId } }),
  );
  expect(rows).toBe(2);
});

test.each([
  { what: 'a stop that came first', row: { desired: 'stop' }, deliveries: 1, end: 'CANCELLED_BEFORE_START' },
  { what: 'too long a wait', row: { limits: { queueMs: 1_000 } }, deliveries: 1, end: 'LIMIT_QUEUE_TIME' },
  { what: 'a sixth delivery', row: {}, deliveries: 6, end: 'START_FAILED' },
  { what: 'nothing', row: {}, deliveries: 5, end: undefined },
])('$what ends a queued run before its start as $end', ({ row, deliveries, end }) => {
  const run = {
    desired: 'run',
    stop: null,
    limits: {},
    queuedAt: new Date(0),
    createdAt: new Date(0),
    id: newId(0),
    ...row,
  };
  expect(endBeforeStart(run, { deliveries, fault: null }, 1_001)?.code).toBe(end);
});
