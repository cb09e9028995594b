import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEngineWorld, type EngineWorld } from '../testing/engine-world.ts';
import { findNappers } from '../testing/supervised-trial.ts';
import { terminalStates } from '../testing/terminal-states.ts';

let world: EngineWorld;
let admin: Client;
beforeEach(async () => {
  world = await openEngineWorld();
  const url = new URL(world.database.adminUrl);
  url.pathname = '/postgres';
  admin = new Client({ connectionString: url.href });
  await admin.connect();
});
afterEach(async () => {
  await admin.query(`ALTER DATABASE ${world.database.name} ALLOW_CONNECTIONS true`);
  await admin.end();
  await world.close();
});

async function cutConnections(): Promise<void> {
  await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [world.database.name]);
}

/** Events without a gap, one result, last. */
async function expectSoundEvents(runId: string): Promise<string> {
  const events = await world.events(runId);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.filter(({ type }) => type === 'result')).toHaveLength(1);
  expect(events.at(-1)?.type).toBe('result');
  return events
    .filter(({ type }) => type === 'log')
    .map(({ data }) => String(data['text']))
    .join('\n');
}

test('connections that are cut again and again leave no run open, lose no event and start nothing twice', async () => {
  const total = 24;
  const orchestrator = await world.start({ config: { concurrency: 4 } });
  const seeded = await Promise.all(
    Array.from({ length: total }, (_, index) => world.spawn(index % 2 === 0 ? 'lines' : 'once')),
  );
  await world.untilCount(2, terminalStates);
  for (let cut = 0; cut < 20; cut += 1) {
    await cutConnections();
    // Paced so that some work gets through between two cuts.
    await delay(300);
  }
  await world.untilCount(total, terminalStates, 90_000);
  for (const [index, { runId, commandId }] of seeded.entries()) {
    expect(await world.run(runId)).toMatchObject({ state: 'succeeded' });
    const text = await expectSoundEvents(runId);
    expect((await world.command(commandId)).state).toBe('succeeded');
    if (index % 2 === 1) expect(await world.countStarts(runId)).toBe(1);
    if (index % 2 === 0) expect(text.split('\n')).toEqual(Array.from({ length: 500 }, (_, line) => `line ${line}`));
  }
  expect(orchestrator.activeCount()).toBe(0);
  expect((await world.untilEnded((await world.spawn('once')).runId)).state).toBe('succeeded');
}, 180_000);

test('runs go on while PostgreSQL is away, and their events and ends are stored when it is back', async () => {
  await world.start({ config: { concurrency: 4 } });
  const seeded = await Promise.all(Array.from({ length: 4 }, () => world.spawn('talker')));
  for (const { runId } of seeded) await world.untilState(runId, 'running');
  await admin.query(`ALTER DATABASE ${world.database.name} ALLOW_CONNECTIONS false`);
  await cutConnections();
  // Longer than the agents still speak.
  await delay(4_000);
  await admin.query(`ALTER DATABASE ${world.database.name} ALLOW_CONNECTIONS true`);
  await world.untilCount(4, terminalStates, 60_000);
  for (const { runId } of seeded) {
    expect(await world.run(runId)).toMatchObject({ state: 'succeeded', exitCode: 0 });
    const text = await expectSoundEvents(runId);
    expect(text.split('\n')).toEqual(Array.from({ length: 30 }, (_, line) => `line ${line}`));
  }
}, 120_000);

test('a kill that was heard is carried out though PostgreSQL is away from then on', async () => {
  await world.start();
  const { runId } = await world.spawn('nasty');
  await world.untilState(runId, 'running');
  const { workspaceId } = world.workspace;
  await world.control(runId, { verb: 'agent.kill' });
  await world.untilState(runId, 'stopping');
  await admin.query(`ALTER DATABASE ${world.database.name} ALLOW_CONNECTIONS false`);
  await cutConnections();
  const deadline = performance.now() + 10_000;
  while (findNappers(world.nap).length > 0 && performance.now() < deadline) await delay(20);
  expect(findNappers(world.nap)).toEqual([]);
  await admin.query(`ALTER DATABASE ${world.database.name} ALLOW_CONNECTIONS true`);
  await world.untilCount(1, ['killed'], 60_000);
  expect(await world.run(runId)).toMatchObject({ workspaceId, state: 'killed', killReport: { survivors: 0 } });
}, 120_000);
