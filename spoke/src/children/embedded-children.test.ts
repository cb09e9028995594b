import { instanceProvidersOf } from '@wheelhouse/orchestrator';
import { openModelStub, type ModelStub } from '@wheelhouse/orchestrator/testing';
import type { TaskStep } from '@wheelhouse/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { doorWorld, type DoorWorld } from '../testing/door-agent.ts';
import { openFixture, type Fixture } from '../testing/fixture.ts';

let fixture: Fixture;
let world: DoorWorld;
let models: ModelStub;

beforeAll(async () => {
  models = await openModelStub();
  const providers = instanceProvidersOf({
    ANTHROPIC_API_KEY: models.access.token,
    ANTHROPIC_BASE_URL: `${models.access.baseUrl}/anthropic`,
    ANTHROPIC_MODEL: 'claude-sonnet-4-5',
  });
  fixture = await openFixture({ hub: false, config: { orchestrator: 'embedded', concurrency: 1, providers } });
  world = doorWorld(fixture);
});
afterAll(async () => {
  await fixture.close();
  await models.close();
});

const sleeping = { do: 'sleep', ms: 600_000 } as const;
const perform = (steps: readonly TaskStep[], limits: object): Promise<string> =>
  world.spawn('', { agent: 'embedded', prompt: undefined, task: { steps }, limits });

async function eventsOf(id: string): Promise<string> {
  return (await fixture.api('GET', `/api/v1/runs/${id}/events?limit=1000`)).text;
}

describe('a task’s step `spawn`', () => {
  test('takes the child’s end for its own, and tells what it said and made', async () => {
    const child: TaskStep = {
      do: 'spawn',
      agent: 'embedded',
      task: {
        steps: [
          { do: 'write', path: 'made.txt', content: 'by the child' },
          { do: 'publish', path: 'made.txt', artifact: 'made.txt' },
        ],
      },
    };
    const root = await perform([child, { do: 'run', argv: ['/bin/true'] }], { children: 1 });
    expect(await world.ended(root), await eventsOf(root)).toMatchObject({ state: 'succeeded' });
    expect(await world.below(root)).toMatchObject([{ agent: 'embedded', state: 'succeeded', depth: 1 }]);
    const told = await eventsOf(root);
    expect(told).toContain('artifact made.txt (12 bytes');
    expect(told).toContain('all 2 steps are done');
  });

  test('fails where the child does, and says how', async () => {
    const steps = [{ do: 'run' as const, argv: ['/bin/false'] }];
    const root = await perform(
      [
        { do: 'spawn', agent: 'embedded', task: { steps } },
        { do: 'write', path: 'never', content: '' },
      ],
      { children: 1 },
    );
    const ended = await world.ended(root);
    expect(ended).toMatchObject({ state: 'failed', code: 'EXIT_NONZERO' });
    expect(ended.message).toMatch(
      /step 1 \(spawn embedded\) failed: the run \S+ of embedded ended failed \(EXIT_NONZERO\)/,
    );
  });

  test('fails by name where nothing may be started, or no more', async () => {
    const one: TaskStep = { do: 'spawn', agent: 'echo' };
    const none = await perform([one], {});
    expect(await world.ended(none)).toMatchObject({ state: 'failed', code: 'LIMIT_CHILDREN' });
    const few = await perform([one, one], { children: 1 });
    expect(await world.ended(few)).toMatchObject({ state: 'failed', code: 'LIMIT_CHILDREN' });
    expect(await world.below(few)).toHaveLength(1);
  });

  test('that does not join goes on at once; what it started ends with the run', async () => {
    const root = await perform([{ do: 'spawn', agent: 'embedded', task: { steps: [sleeping] }, join: false }], {
      children: 1,
    });
    expect(await world.ended(root)).toMatchObject({ state: 'succeeded' });
    expect(await world.below(root)).toMatchObject([{ code: 'PARENT_ENDED' }]);
  });

  test('that takes too long ends its child and fails', async () => {
    const step: TaskStep = { do: 'spawn', agent: 'embedded', task: { steps: [sleeping] }, timeoutMs: 3_000 };
    const after: TaskStep = { do: 'run', argv: ['/bin/true'] };
    const root = await perform([{ ...step, retries: 0 }, after], { children: 1 });
    expect(await world.ended(root)).toMatchObject({ state: 'failed', code: 'EXIT_NONZERO' });
    const [child] = await world.below(root);
    expect(['killed', 'cancelled']).toContain(child?.state);
  });

  test('keeps what opens the door from the commands that the task runs', async () => {
    const root = await perform([{ do: 'run', argv: ['/usr/bin/env'] }], { children: 1 });
    await world.ended(root);
    expect(await eventsOf(root)).not.toMatch(/WHEELHOUSE_RUN_(URL|TOKEN)/);
  });
});

describe('a prompt’s tool `spawn`', () => {
  test('starts a child where the run may have some, and its spending counts', async () => {
    models.play([
      { word: 'DELEGATE', tool: { name: 'spawn', input: { agent: 'embedded', prompt: 'ANSWER me' } }, done: 'Asked.' },
      { word: 'ANSWER', done: 'Forty-two.' },
    ]);
    const root = await world.spawn('DELEGATE it', { agent: 'embedded', limits: { children: 1, turns: 9 } });
    expect(await world.ended(root), await eventsOf(root)).toMatchObject({ state: 'succeeded' });
    expect(await world.below(root)).toMatchObject([{ state: 'succeeded', usage: { answers: 1 } }]);
    expect(await eventsOf(root)).toContain('Forty-two.');
    const { workspaceId } = fixture.own;
    const [child] = await world.below(root);
    const row = await fixture.spoke.db.withSystemTenant(workspaceId, (tx) =>
      tx.run.findUnique({ where: { workspaceId_id: { workspaceId, id: child?.id ?? '' } }, select: { limits: true } }),
    );
    expect(row?.limits).toEqual({ turns: 8 });
  });

  test('is not offered where it may have none', async () => {
    models.play([
      { word: 'DELEGATE', tool: { name: 'spawn', input: { agent: 'embedded', prompt: 'ANSWER me' } }, done: 'Asked.' },
    ]);
    const root = await world.spawn('DELEGATE it', { agent: 'embedded', limits: { turns: 5 } });
    await world.ended(root);
    expect(await world.below(root)).toEqual([]);
    expect(await eventsOf(root)).not.toContain('Forty-two.');
  });
});
