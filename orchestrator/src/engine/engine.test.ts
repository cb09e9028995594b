import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEngineWorld, type EngineWorld } from '../testing/engine-world.ts';

let world: EngineWorld;
beforeAll(async () => {
  world = await openEngineWorld();
  await world.start();
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
