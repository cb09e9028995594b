import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '@wheelhouse/prisma/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openEngineWorld, type EngineWorld } from '../testing/engine-world.ts';

let world: EngineWorld;
/** What the engine takes the wall clock for, off by so much. */
let clockOffMs = 0;
beforeAll(async () => {
  world = await openEngineWorld();
  await world.start({ now: () => Date.now() + clockOffMs });
});
afterEach(() => {
  clockOffMs = 0;
});
afterAll(() => world.close());

describe('a run', () => {
  test('goes from its queue to its end, with events without a gap and exactly one result, last', async () => {
    const { runId, commandId } = await world.spawn('echo');
    const run = await world.untilEnded(runId);
    expect(run).toMatchObject({ state: 'succeeded', exitCode: 0, code: null });
    expect(await world.untilCommandEnded(commandId)).toMatchObject({ state: 'succeeded' });
    const events = await world.events(runId);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.filter((event) => event.type === 'result')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ type: 'result', data: { state: 'succeeded', exitCode: 0 } });
    expect(JSON.stringify(events)).toContain('hello');
    expect(run.lastSeq).toBe(events.length);
  });

  test('leaves its raw output and its events as files of its attempt', async () => {
    const { runId } = await world.spawn('lines');
    await world.untilEnded(runId);
    const folder = join(world.dataDir, 'runs', runId, '1');
    const wanted = Array.from({ length: 500 }, (_, index) => `line ${index}\n`).join('');
    expect(await readFile(join(folder, 'stdout.log'), 'utf8')).toBe(wanted);
    const events = (await world.events(runId)).map(({ seq, type, data }) => ({ seq, type, data }));
    const read = async (): Promise<unknown[]> =>
      (await readFile(join(folder, 'events.ndjson'), 'utf8'))
        .trim()
        .split('\n')
        .map((line) => {
          const { seq, type, data } = JSON.parse(line) as (typeof events)[number];
          return { seq, type, data };
        });
    await waitFor(async () => (await read()).length === events.length);
    expect(await read()).toEqual(events);
  });

  test('that asks people waits, is not idle meanwhile, and goes on with their answer', async () => {
    const { runId } = await world.spawn('embedded', {
      limits: { idleMs: 1_500 },
      task: {
        steps: [
          { do: 'approve', question: 'Shall I?' },
          { do: 'run', argv: ['/bin/sleep', '0.3'] },
        ],
      },
    });
    await world.untilState(runId, 'waiting');
    const asked = (await world.events(runId)).find(({ type }) => type === 'permission.requested');
    const options = asked?.data['options'] as { option: string; kind: string }[];
    const yes = options.find(({ kind }) => kind.startsWith('allow'))?.option ?? '';
    // Longer than the idle limit, without a word of the agent.
    const since = performance.now();
    await waitFor(() => performance.now() - since > 2_000);
    expect((await world.run(runId)).state).toBe('waiting');
    const body = { verb: 'agent.approve', request: String(asked?.data['request']), option: yes } as const;
    const answers = [await world.control(runId, body), await world.control(runId, body)];
    expect((await world.untilEnded(runId)).state).toBe('succeeded');
    const ends = await Promise.all(answers.map((id) => world.untilCommandEnded(id)));
    expect(ends.map(({ state }) => state)).toContain('succeeded');
    const states = (await world.events(runId)).filter(({ type }) => type === 'state').map(({ data }) => data['state']);
    expect(states).toEqual(['preparing', 'starting', 'running', 'waiting', 'running', 'succeeded']);
  });

  test('of a workspace that requires more containment than is proved fails before anything starts', async () => {
    const tree = await openEngineWorld();
    try {
      await tree.start({ config: { containment: 'tree' } });
      await tree.db.withTenant(tree.workspace.context, (tx) =>
        tx.workspaceSettings.update({
          where: { workspaceId: tree.workspace.workspaceId },
          data: { requiredContainment: 'namespace' },
        }),
      );
      const { runId } = await tree.spawn('once');
      expect(await tree.untilEnded(runId)).toMatchObject({ state: 'failed', code: 'CONTAINMENT_REQUIRED' });
      expect(await tree.countStarts(runId)).toBe(0);
    } finally {
      await tree.close();
    }
  });

  test('that ends with an error says so, and so does its command', async () => {
    const { runId, commandId } = await world.spawn('failing');
    expect(await world.untilEnded(runId)).toMatchObject({ state: 'failed', code: 'EXIT_NONZERO', exitCode: 3 });
    expect(await world.untilCommandEnded(commandId)).toMatchObject({ state: 'failed', code: 'EXIT_NONZERO' });
  });

  test('of an agent that is not in the catalogue fails with a code', async () => {
    const { runId } = await world.spawn('nobody');
    expect(await world.untilEnded(runId)).toMatchObject({ state: 'failed', code: 'AGENT_UNKNOWN' });
  });

  test('of the embedded agent does its steps in a sandbox', async () => {
    const { runId } = await world.spawn('embedded', {
      task: {
        steps: [
          { do: 'write', path: 'a.txt', content: 'x' },
          { do: 'run', argv: ['/bin/cat', 'a.txt'] },
        ],
      },
    });
    const run = await world.untilEnded(runId);
    expect(run, JSON.stringify(await world.events(runId))).toMatchObject({ state: 'succeeded' });
  });
});

describe('a kill', () => {
  test('PRC-03: an agent that ignores TERM is killed after the grace period and the state says so', async () => {
    const { runId } = await world.spawn('stubborn');
    await world.untilState(runId, 'running');
    const kill = await world.control(runId, { verb: 'agent.kill' });
    const run = await world.untilEnded(runId);
    expect(run.state).toBe('killed');
    expect(run.killReport).toMatchObject({ survivors: 0 });
    const steps = (run.killReport as { steps: { step: string }[] }).steps.map(({ step }) => step);
    expect(steps).toEqual(['revoke', 'terminate', 'destroy', 'verify']);
    expect(await world.untilCommandEnded(kill)).toMatchObject({ state: 'succeeded', result: { state: 'killed' } });
  });

  test('with `now` goes straight to the end of the ladder', async () => {
    const { runId } = await world.spawn('stubborn');
    await world.untilState(runId, 'running');
    await world.control(runId, { verb: 'agent.kill', now: true });
    const run = await world.untilEnded(runId);
    expect((run.killReport as { steps: { step: string }[] }).steps.map(({ step }) => step)).toEqual([
      'revoke',
      'destroy',
      'verify',
    ]);
  });

  test('PRC-17: twice gives one end, and both kills are answered', async () => {
    const { runId } = await world.spawn('sleeper');
    await world.untilState(runId, 'running');
    const kills = await Promise.all([
      world.control(runId, { verb: 'agent.kill' }),
      world.control(runId, { verb: 'agent.kill', now: true }),
    ]);
    const run = await world.untilEnded(runId);
    expect(run.state).toBe('killed');
    for (const kill of kills) expect((await world.untilCommandEnded(kill)).state).toBe('succeeded');
    const results = (await world.events(runId)).filter((event) => event.type === 'result');
    expect(results).toHaveLength(1);
  });

  test('PRC-17: before the start has finished ends the run once, as cancelled or killed', async () => {
    const { runId } = await world.spawn('sleeper');
    await world.control(runId, { verb: 'agent.kill' });
    const run = await world.untilEnded(runId);
    expect(['cancelled', 'killed']).toContain(run.state);
  });
});

describe('a status command', () => {
  test('is answered with the run as it stands', async () => {
    const { runId } = await world.spawn('sleeper');
    await world.untilState(runId, 'running');
    const asked = await world.untilCommandEnded(await world.control(runId, { verb: 'agent.status' }));
    expect(asked).toMatchObject({ state: 'succeeded', result: { id: runId, state: 'running' } });
    await world.control(runId, { verb: 'agent.kill', now: true });
    await world.untilEnded(runId);
  });
});

describe('limits', () => {
  test('PRC-14: jumps of the wall clock end nothing early', async () => {
    const { runId } = await world.spawn('sleeper', { limits: { wallMs: 60_000, idleMs: 60_000 } });
    await world.untilState(runId, 'running');
    clockOffMs = 7 * 86_400_000;
    const status = await world.untilCommandEnded(await world.control(runId, { verb: 'agent.status' }));
    clockOffMs = -86_400_000;
    // Another run goes through its whole life meanwhile.
    await world.untilEnded((await world.spawn('once')).runId);
    expect(status).toMatchObject({ result: { state: 'running' } });
    expect((await world.run(runId)).state).toBe('running');
    await world.control(runId, { verb: 'agent.kill', now: true });
    expect((await world.untilEnded(runId)).state).toBe('killed');
  });

  test('a run that waits too long for a slot is timed out while it waits', async () => {
    const busy = await Promise.all(Array.from({ length: 4 }, () => world.spawn('sleeper')));
    for (const { runId } of busy) await world.untilState(runId, 'running');
    const { runId, commandId } = await world.spawn('once', { limits: { queueMs: 1_000 } });
    expect(await world.untilEnded(runId)).toMatchObject({ state: 'timed_out', code: 'LIMIT_QUEUE_TIME' });
    expect(await world.untilCommandEnded(commandId)).toMatchObject({ state: 'failed', code: 'LIMIT_QUEUE_TIME' });
    for (const { runId: id } of busy) {
      expect((await world.run(id)).state).toBe('running');
      await world.control(id, { verb: 'agent.kill', now: true });
    }
    for (const { runId: id } of busy) await world.untilEnded(id);
    expect(await world.countStarts(runId)).toBe(0);
  });

  test('a run past its wall-clock limit is timed out with a code of its own', async () => {
    const { runId } = await world.spawn('sleeper', { limits: { wallMs: 1_000 } });
    expect(await world.untilEnded(runId)).toMatchObject({ state: 'timed_out', code: 'LIMIT_WALL' });
  });

  test('a silent run past its idle limit is timed out', async () => {
    const { runId } = await world.spawn('sleeper', { limits: { idleMs: 1_000 } });
    expect(await world.untilEnded(runId)).toMatchObject({ state: 'timed_out', code: 'LIMIT_IDLE' });
  });

  test('a flood past the output limit fails the run', async () => {
    const { runId } = await world.spawn('chatty', { limits: { outputBytes: 65_536 } });
    expect(await world.untilEnded(runId)).toMatchObject({ state: 'failed', code: 'LIMIT_OUTPUT' });
  });
});
