import { findNappers, newNap } from '@wheelhouse/orchestrator/testing';
import type { spokeApi } from '@wheelhouse/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { doorAgent, doorWorld, type DoorWorld } from '../testing/door-agent.ts';
import { openFixture, type Fixture } from '../testing/fixture.ts';
import { until } from '../testing/until.ts';

const nap = newNap();
let fixture: Fixture;
let world: DoorWorld;

/** Leaves children that escape a plain kill. */
const nasty = 'setsid sleep "$0" & (setsid sleep "$0" &) ; trap "" TERM; echo up; sleep "$0"';

beforeAll(async () => {
  fixture = await openFixture({ hub: false, config: { orchestrator: 'embedded', concurrency: 12 } });
  for (const [name, argv] of [
    [doorAgent.name, doorAgent.argv],
    ['nasty', ['/bin/sh', '-c', nasty, nap]],
  ] as const)
    expect((await fixture.api('POST', '/api/v1/agents', { name, runtime: 'process', config: { argv } })).status).toBe(
      201,
    );
  world = doorWorld(fixture);
});
afterAll(() => fixture.close());

/** A child that starts two that are hard to end, and then does `then`. */
const middle = (then: string): string =>
  `{ agent: 'script', limits: { children: 2 }, prompt: ${JSON.stringify(
    `for (let i = 0; i < 2; i += 1) await door('POST', '/children', { agent: 'nasty' });
     ${then}`,
  )} }`;
const forever = 'await sleep(600000);';

/** A root with two such children: seven runs in three levels. @param then what the root does after that */
async function startTree(then: string): Promise<string> {
  const script = `for (let i = 0; i < 2; i += 1) await door('POST', '/children', ${middle(forever)}); ${then}`;
  const root = await world.spawn(script, { limits: { children: 6, depth: 2 } });
  await until('the whole tree runs', async () => {
    const below = await world.below(root);
    return below.length === 6 && below.every(({ state }) => state === 'running');
  });
  expect(findNappers(nap).length).toBeGreaterThan(0);
  return root;
}

/** How the tree ended; the root's end is written when nothing below it is left. */
async function endOfTree(root: string): Promise<{ root: spokeApi.RunRecord; below: spokeApi.RunRecord[] }> {
  const ended = await world.ended(root);
  const survivors = findNappers(nap);
  const below = await world.below(root);
  expect(survivors).toEqual([]);
  for (const run of below) expect(run.endedAt ?? Infinity).toBeLessThanOrEqual(ended.endedAt ?? 0);
  return { root: ended, below };
}

const states = (runs: readonly spokeApi.RunRecord[]): string[] =>
  runs.map(({ state, code, kill }) => `${state} ${code} ${kill?.survivors}`);
const allKilled = Array.from({ length: 6 }, () => 'killed PARENT_ENDED 0');

describe('the end of a run is the end of everything below it', () => {
  test.each([[{ now: true }], [{}]])('a kill %j: zero survivors in all, and the cause is stated', async (body) => {
    const root = await startTree(forever);
    expect((await fixture.api('POST', `/api/v1/runs/${root}/kill`, body)).status).toBe(202);
    const ended = await endOfTree(root);
    expect(ended.root).toMatchObject({ state: 'killed', kill: { survivors: 0 } });
    expect(states(ended.below)).toEqual(allKilled);
    expect(ended.below[0]?.message).toContain('that started it');
  });

  test.each([
    ['its own failure', `throw new Error('on purpose');`, { state: 'failed', code: 'EXIT_NONZERO' }],
    ['a limit', `print('x'.repeat(9000)); ${forever}`, { state: 'failed', code: 'LIMIT_OUTPUT' }],
  ])('%s', async (_name, then, expected) => {
    const ready = `const below = async () => (await door('GET', '/children')).data;
       while (!(await below()).every(({ state }) => state === 'running')) await sleep(200);
       print('ready'); ${forever}`;
    const root = await world.spawn(
      `const ids = [];
       for (let i = 0; i < 2; i += 1) ids.push((await door('POST', '/children', ${middle(ready)})).data.id);
       for (const id of ids)
         while ((await door('GET', '/children/' + id)).data.output !== '"ready"') await sleep(200);
       ${then}`,
      { limits: { children: 6, depth: 2, outputBytes: 8_192 } },
    );
    const ended = await endOfTree(root);
    expect(ended.root).toMatchObject(expected);
    expect(states(ended.below)).toEqual(allKilled);
  });

  test('and its success too: nobody waits for what is left', async () => {
    const root = await world.spawn(
      `await door('POST', '/children', ${middle('process.exit(0);')});
       const [child] = (await door('GET', '/children')).data;
       print((await door('GET', '/children/' + child.id + '?waitMs=30000')).data.state);`,
      { limits: { children: 3, depth: 2 } },
    );
    const ended = await endOfTree(root);
    expect(ended.root.state).toBe('succeeded');
    expect(await world.printed(root)).toEqual(['succeeded']);
    const [middleRun] = ended.below.filter(({ depth }) => depth === 1);
    expect(middleRun).toMatchObject({ state: 'succeeded' });
    for (const { state, code } of ended.below.filter(({ depth }) => depth === 2))
      expect([`killed PARENT_ENDED`, `cancelled PARENT_ENDED`]).toContain(`${state} ${code}`);
  });
});

test('what waits in its queue is cancelled with the one that asked for it', async () => {
  const root = await world.spawn(
    `for (let i = 0; i < 20; i += 1) await door('POST', '/children', { agent: 'script', prompt: 'await sleep(600000)' }); ${forever}`,
    { limits: { children: 20 } },
  );
  await until('all are there', async () => (await world.below(root)).length === 20);
  await fixture.api('POST', `/api/v1/runs/${root}/kill`, { now: true });
  const { below } = await endOfTree(root);
  const ends = new Set(below.map(({ state, code }) => `${state} ${code}`));
  expect([...ends].toSorted()).toEqual(['cancelled PARENT_ENDED', 'killed PARENT_ENDED']);
});
