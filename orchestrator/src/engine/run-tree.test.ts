import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createAgent } from '@wheelhouse/prisma/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openModelStub, type ModelStub } from '../testing/clis/model-stub.ts';
import { openEngineWorld, type EngineWorld, type RunFacts } from '../testing/engine-world.ts';
import { findNappers } from '../testing/supervised-trial.ts';

const script = fileURLToPath(new URL('../testing/agents/model-caller.mjs', import.meta.url));
/** Of one answer of the stub at the listed price; the agent `asked` gets two. */
const answerMicros = 100 * 3 + 20 * 15;

describe('what runs below one use is that one’s too', () => {
  let world: EngineWorld;
  let models: ModelStub;
  beforeAll(async () => {
    models = await openModelStub();
    models.play([
      { word: 'WRITE', tool: { name: 'write', input: { path: 'made.txt', content: 'x' } }, done: 'It is written.' },
    ]);
    world = await openEngineWorld();
    const argv = [process.execPath, '--input-type=module', '-e', await readFile(script, 'utf8'), '--', 'WRITE it'];
    const config = { argv, env: { FORBIDDEN_PORT: '9' } };
    const execution = { network: 'llm-only' };
    await createAgent(world.db, world.workspace, { name: 'asked', config, execution });
    const sleeper = { argv: ['/bin/sleep', '600'] };
    await createAgent(world.db, world.workspace, { name: 'with-models', config: sleeper, execution });
    const { baseUrl, token } = models.access;
    await world.start({
      config: { concurrency: 8 },
      providers: () => Promise.resolve({ anthropic: { baseUrl: `${baseUrl}/anthropic`, apiKey: token } }),
    });
  });
  afterAll(async () => {
    await world.close();
    await models.close();
  });

  test.each(['sleeper', 'with-models'])(
    'a parent (%s) is stopped at its budget by what its children used, and they with it',
    async (agent) => {
      const root = await world.spawn(agent, { limits: { children: 5, costMicros: 3 * answerMicros } });
      await world.untilState(root.runId, 'running');
      const first = await world.spawnBelow(root.runId, 'asked');
      expect(await world.untilEnded(first.runId)).toMatchObject({ state: 'succeeded' });
      expect(await world.run(root.runId)).toMatchObject({ state: 'running', usage: null });
      const idle = await world.spawnBelow(root.runId, 'sleeper');
      await world.untilState(idle.runId, 'running');
      const second = await world.spawnBelow(root.runId, 'asked');
      const ended = await world.untilEnded(root.runId);
      expect(ended).toMatchObject({ state: 'failed', code: 'LIMIT_COST' });
      expect(await world.run(idle.runId)).toMatchObject({ state: 'killed', code: 'PARENT_ENDED' });
      expect((await world.run(second.runId)).endedAt).not.toBeNull();
    },
  );

  test.each([
    [{ tokens: 240 }, 'LIMIT_TOKENS'],
    [{ turns: 2 }, 'LIMIT_TURNS'],
  ] as const)('the same holds for %j', async (limits, code) => {
    const root = await world.spawn('sleeper', { limits: { children: 5, ...limits } });
    await world.untilState(root.runId, 'running');
    await world.spawnBelow(root.runId, 'asked');
    expect(await world.untilEnded(root.runId)).toMatchObject({ state: 'failed', code });
  });

  test('a run whose children used nothing over the limit goes on', async () => {
    const root = await world.spawn('talker', { limits: { children: 1, costMicros: 3 * answerMicros } });
    const child = await world.spawnBelow(root.runId, 'asked');
    await world.untilEnded(child.runId);
    expect(await world.untilEnded(root.runId)).toMatchObject({ state: 'succeeded' });
  });
});

describe('a parent that is lost', () => {
  let world: EngineWorld;
  beforeAll(async () => {
    world = await openEngineWorld();
  });
  afterAll(() => world.close());

  test('with its orchestrator: its tree is written off, what waits is cancelled, and no process is left', async () => {
    const dying = await world.startProcess();
    const root = await world.spawn('sleeper', { limits: { children: 4, depth: 2 } });
    await world.untilState(root.runId, 'running');
    const beside = await world.spawnBelow(root.runId, 'nasty');
    await world.untilState(beside.runId, 'running');
    const far = await world.spawnBelow(root.runId, 'nasty', { limits: { children: 1 } });
    const below = await world.spawnBelow(far.runId, 'nasty');
    await Promise.all([far, below].map(({ runId }) => world.untilState(runId, 'running')));
    const queued = await world.spawnBelow(root.runId, 'echo', { limits: { queueMs: 600_000 } });
    // Nobody takes it: four slots are four runs.
    expect(await world.run(queued.runId)).toMatchObject({ state: 'queued' });
    await dying.kill();
    const next = await world.start();
    const ended = await Promise.all([root, beside, far, below, queued].map(({ runId }) => world.untilEnded(runId)));
    const lost = { state: 'failed', code: 'ORCHESTRATOR_LOST' };
    expect(ended.slice(0, 4).map(({ state, code }) => ({ state, code }))).toEqual([lost, lost, lost, lost]);
    expect(ended[4]).toMatchObject({ state: 'cancelled', code: 'PARENT_ENDED' });
    expect(findNappers(world.nap)).toEqual([]);
    await next.close();
  });

  test('while its children are held by another orchestrator, which ends them', async () => {
    const dying = await world.startProcess({ config: { concurrency: 1 } });
    const root = await world.spawn('sleeper', { limits: { children: 1 } });
    await world.untilState(root.runId, 'running');
    const living = await world.start();
    const child = await world.spawnBelow(root.runId, 'nasty');
    expect(await world.untilState(child.runId, 'running')).toMatchObject({ orchestratorId: living.id });
    await dying.kill();
    expect(await world.untilEnded(child.runId)).toMatchObject({ state: 'killed', code: 'PARENT_ENDED' });
    expect(await world.run(root.runId)).toMatchObject({ state: 'failed', code: 'ORCHESTRATOR_LOST' });
    expect(findNappers(world.nap)).toEqual([]);
    await living.close();
  }, 60_000);

  test('and its attempt that fails ends what it started, before the next one begins', async () => {
    await world.start();
    const retry = { attempts: 2, delayMs: 0 };
    const root = await world.spawn('failing-late', { limits: { children: 1 }, retry });
    const child = await world.spawnBelow(root.runId, 'sleeper');
    const ended = await world.untilEnded(child.runId);
    expect(ended).toMatchObject({ state: 'killed', code: 'PARENT_ENDED' });
    const parent = await world.untilEnded(root.runId);
    expect(parent).toMatchObject({ state: 'failed', code: 'EXIT_NONZERO', attempt: 2 });
    const [, second] = await startsOf(parent);
    expect(second?.getTime() ?? 0).toBeGreaterThanOrEqual(ended.endedAt?.getTime() ?? Infinity);
  });

  async function startsOf({ id }: RunFacts): Promise<(Date | null)[]> {
    const { workspaceId } = world.workspace;
    const attempts = await world.db.withSystemTenant(workspaceId, (tx) =>
      tx.attempt.findMany({ where: { workspaceId, runId: id }, orderBy: { number: 'asc' } }),
    );
    return attempts.map(({ startedAt }) => startedAt);
  }
});
