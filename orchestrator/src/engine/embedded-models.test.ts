import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import type { RunId, RunUsage } from '@wheelhouse/protocol';
import { createAgent } from '@wheelhouse/prisma/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Providers } from '../gateway/index.ts';
import { openPriceList, priceOf } from '../gateway/prices.ts';
import { bothAt } from '../gateway/testing/gateway-world.ts';
import { openEngineWorld, type EngineWorld, type RunFacts } from '../testing/engine-world.ts';
import { steps, type ModelStep } from '../testing/model-steps.ts';
import type { Orchestrator } from './orchestrator.ts';

const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
let world: EngineWorld;
let engine: Orchestrator;
let providers: Providers = {};

/** What every answer of the mock says it used. */
const figures = { inputTokens: 1234, outputTokens: 56, cacheReadTokens: 0, cacheWriteTokens: 0 };
const costOf = (model: string): number =>
  priceOf(model, { ...figures, cacheWriteHourTokens: 0 }, openPriceList()) ?? Number.NaN;

const models = [
  { agent: 'by-messages', api: 'anthropic', model: 'claude-sonnet-5', path: '/v1/messages' },
  { agent: 'by-responses', api: 'openai', model: 'gpt-5', path: '/v1/responses' },
  { agent: 'by-chat', api: 'openai', model: 'mistral-small', path: '/v1/chat/completions' },
] as const;

beforeAll(async () => {
  await mock.start();
  providers = bothAt(mock.url);
  world = await openEngineWorld();
  const add = (name: string, config: object, execution: object = {}) =>
    createAgent(world.db, world.workspace, { name, runtime: 'embedded', config, execution });
  for (const { agent, api, model } of models) await add(agent, { api, model });
  await add('usual', {});
  await add('hasty', { maxSteps: 2 });
  await add('careful', { permissions: 'ask' });
  await add('reader', { permissions: 'reject' });
  await add('lasting', {}, { resumable: true, retry: { attempts: 2, delayMs: 10 } });
  engine = await world.start({ providers: () => Promise.resolve(providers) });
});
afterEach(() => {
  mock.clearFixtures();
  mock.clearRequests();
});
afterAll(async () => {
  await world.close();
  await mock.stop();
});

const play = (...script: ModelStep[]): void => steps(mock, script, figures);
const usageOf = ({ usage }: RunFacts): RunUsage => usage as unknown as RunUsage;
const isolated = (): boolean => engine.report.network === 'isolated';
const artifact = async (runId: string, name: string): Promise<string> => {
  const row = await world.db.withSystemTenant(world.workspace.workspaceId, (tx) =>
    tx.artifact.findFirst({ where: { runId, name } }),
  );
  return row?.inline ?? '';
};

const task: ModelStep[] = [
  { thought: 'First the file.', call: ['write', { path: 'notes/made.txt', content: 'by the model\n' }] },
  { say: 'Now its length.', call: ['shell', { command: 'wc -c < notes/made.txt; pwd' }] },
  { call: ['finish', { message: 'It is made.', artifacts: [{ path: 'notes/made.txt' }] }] },
];

describe('a prompt for the embedded agent', () => {
  test.each(models)('is followed by $model with real tools: $path', async ({ agent, model, path }) => {
    play(...task);
    const { runId } = await world.spawn(agent, { prompt: 'Make a file and count its bytes.' });
    const ended = await world.untilEnded(runId);
    expect(ended, ended.message ?? '').toMatchObject({ state: 'succeeded', code: null });
    expect(ended.network).toBe(isolated() ? 'llm-only' : 'full');
    expect(await artifact(runId, 'made.txt')).toBe('by the model\n');
    const events = await world.events(runId);
    const shell = events.filter(({ type, data }) => type === 'tool.end' && String(data['text']).includes('exit code'));
    expect(shell.map(({ data }) => [data['status'], String(data['text']).split('\n').slice(0, 2)])).toEqual([
      ['completed', ['[exit code 0]', '13']],
    ]);
    expect(events.filter(({ type }) => type === 'message').map(({ data }) => data['text'])).toContain('It is made.');
    expect(mock.getRequests().map((request) => request.path)).toEqual([path, path, path]);
    const price = costOf(model);
    expect(usageOf(ended)).toEqual({
      source: 'gateway',
      answers: 3,
      inputTokens: 3 * figures.inputTokens,
      outputTokens: 3 * figures.outputTokens,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      costMicros: Number.isNaN(price) ? null : 3 * price,
    });
  });
});

/** Costs 3 × 3028 millionths of a dollar. */
const anthropicTask = { prompt: 'Make a file and count its bytes.' };
const half = { costMicros: 4542 };

const approvals = (runId: string) =>
  world.db.withSystemTenant(world.workspace.workspaceId, (tx) =>
    tx.approval.findMany({ where: { runId }, orderBy: { id: 'asc' } }),
  );
const answer = async (runId: string, option: string): Promise<void> => {
  const open = (await approvals(runId)).find(({ state }) => state === 'open');
  await world.control(runId, { verb: 'agent.approve', request: open?.request ?? '', option });
};

describe('a budget', () => {
  test('of half of what the task costs stops it in the middle, and no further request reaches the provider', async () => {
    play(...task);
    const { runId } = await world.spawn('usual', { ...anthropicTask, limits: half });
    const ended = await world.untilEnded(runId);
    expect(ended).toMatchObject({ state: 'failed', code: 'LIMIT_COST' });
    // The second answer began below the limit; the third was never asked for.
    expect(mock.getRequests()).toHaveLength(2);
    expect(usageOf(ended)).toMatchObject({ source: 'gateway', answers: 2, costMicros: 6056 });
  });

  test.each([
    { limits: { tokens: 1290 }, code: 'LIMIT_TOKENS', answers: 1 },
    { limits: { turns: 2 }, code: 'LIMIT_TURNS', answers: 2 },
  ])('$limits ends it $code', async ({ limits, code, answers }) => {
    play(...task);
    const { runId } = await world.spawn('usual', { ...anthropicTask, limits });
    const ended = await world.untilEnded(runId);
    expect(ended).toMatchObject({ state: 'failed', code });
    expect(mock.getRequests()).toHaveLength(answers);
    expect(usageOf(ended).answers).toBe(answers);
  });

  test('holds the run where people are to be asked, and "more" lets it finish', async () => {
    play(...task);
    const { runId } = await world.spawn('usual', { ...anthropicTask, limits: { ...half, onLimit: 'pause-and-ask' } });
    await world.untilState(runId, 'waiting');
    expect(await approvals(runId)).toMatchObject([{ kind: 'limit', state: 'open', request: 'limit-1' }]);
    expect(mock.getRequests()).toHaveLength(2);
    await answer(runId, 'more');
    const ended = await world.untilEnded(runId);
    expect(ended, ended.message ?? '').toMatchObject({ state: 'succeeded' });
    expect(usageOf(ended)).toMatchObject({ answers: 3, costMicros: 9084 });
    expect(await approvals(runId)).toMatchObject([{ state: 'answered', option: 'more' }]);
  });

  test('holds the run where people are to be asked, and "stop" ends it', async () => {
    play(...task);
    const { runId } = await world.spawn('usual', { ...anthropicTask, limits: { ...half, onLimit: 'pause-and-ask' } });
    await world.untilState(runId, 'waiting');
    await answer(runId, 'stop');
    expect(await world.untilEnded(runId)).toMatchObject({ state: 'failed', code: 'LIMIT_COST' });
    expect(mock.getRequests()).toHaveLength(2);
  });

  test('of its own ends the agent at the number of steps that its entry allows', async () => {
    play(...task);
    const { runId } = await world.spawn('hasty', anthropicTask);
    expect(await world.untilEnded(runId)).toMatchObject({ state: 'failed', code: 'LIMIT_TURNS' });
    expect(mock.getRequests()).toHaveLength(2);
  });
});

describe('people', () => {
  test('are asked before a command runs, where the entry says so, and again for the next', async () => {
    play(...task);
    const { runId } = await world.spawn('careful', anthropicTask);
    for (const title of ['write notes/made.txt', 'run wc -c < notes/made.txt; pwd']) {
      await expect
        .poll(async () => (await approvals(runId)).filter(({ state }) => state === 'open'), { timeout: 10_000 })
        .toMatchObject([{ kind: 'permission', title }]);
      await answer(runId, 'once');
    }
    expect((await world.untilEnded(runId)).state).toBe('succeeded');
  });

  test('who reject what the agent then did without are not passed over', async () => {
    play({ call: ['shell', { command: 'touch forbidden' }] }, { say: 'I did it.' });
    const { runId } = await world.spawn('careful', anthropicTask);
    await world.untilState(runId, 'waiting');
    await answer(runId, 'reject');
    expect(await world.untilEnded(runId)).toMatchObject({ state: 'failed', code: 'PERMISSION_DENIED' });
    expect(JSON.stringify(mock.getRequests().at(-1)?.body)).toContain('people did not allow this');
  });

  test('answer the agent in words and by choice, and it goes on with what they said', async () => {
    play(
      { call: ['ask', { question: 'Which colour?' }] },
      { call: ['ask', { question: 'How dark?', options: ['light', 'dark'] }] },
      { say: 'Thank you.' },
    );
    const { runId } = await world.spawn('usual', { prompt: 'Paint it.' });
    await world.untilState(runId, 'waiting');
    expect(await approvals(runId)).toMatchObject([{ kind: 'question', title: 'Which colour?' }]);
    await world.control(runId, { verb: 'agent.input', text: 'ultramarine' });
    await expect
      .poll(async () => (await approvals(runId)).filter(({ state }) => state === 'open'), { timeout: 10_000 })
      .toMatchObject([{ kind: 'permission', title: 'How dark?' }]);
    await answer(runId, 'option-2');
    expect((await world.untilEnded(runId)).state).toBe('succeeded');
    const told = JSON.stringify(mock.getRequests().at(-1)?.body);
    expect(told).toContain('ultramarine');
    expect(told).toContain('dark');
    expect((await approvals(runId)).map(({ state }) => state)).toEqual(['answered', 'answered']);
  });

  test('say more while it works, which it goes on with in the same conversation', async () => {
    play({ call: ['shell', { command: 'until [ -f go ]; do sleep 0.05; done' }] }, { say: 'First part done.' });
    const { runId } = await world.spawn('usual', { prompt: 'Begin.' });
    await expect
      .poll(async () => (await world.events(runId)).map(({ type }) => type), { timeout: 10_000 })
      .toContain('tool.start');
    const said = await world.control(runId, { verb: 'agent.input', text: 'Now the second part.' });
    expect(await world.untilCommandEnded(said)).toMatchObject({ state: 'succeeded' });
    await writeFile(join(world.dataDir, 'work', runId, '1', 'work', 'go'), '');
    expect((await world.untilEnded(runId)).state).toBe('succeeded');
    const last = JSON.stringify(mock.getRequests().at(-1)?.body);
    for (const text of ['Begin.', 'First part done.', 'Now the second part.']) expect(last).toContain(text);
  });
});

describe('an agent that only reads', () => {
  test('is not offered what changes anything', async () => {
    play({ say: 'Looked.' });
    const { runId } = await world.spawn('reader', anthropicTask);
    expect((await world.untilEnded(runId)).state).toBe('succeeded');
    const offered = mock.getRequests()[0]?.body as unknown as { tools: { function?: { name: string } }[] };
    expect(offered.tools.map((tool) => tool.function?.name)).toEqual(['read', 'list', 'grep', 'ask', 'finish']);
  });
});

describe('a conversation', () => {
  test('is kept, and a later attempt goes on with it', async () => {
    mock.on({ predicate: () => mock.getRequests().length === 0 }, { content: 'I remember the word plum.' });
    mock.on({}, { content: 'It was plum.' });
    const first = await world.spawn('lasting', { prompt: 'Remember a word.' });
    expect((await world.untilEnded(first.runId)).state).toBe('succeeded');
    const second = await world.spawn('lasting', { prompt: 'Which word?', resume: first.runId as RunId });
    expect((await world.untilEnded(second.runId)).state).toBe('succeeded');
    const asked = JSON.stringify(mock.getRequests().at(-1)?.body);
    for (const text of ['Remember a word.', 'I remember the word plum.', 'Which word?']) expect(asked).toContain(text);
  });
});

describe('what an agent reaches', () => {
  test('is its model and nothing else', async () => {
    const port = new URL(mock.url).port;
    const script = `require('net').connect(${port}, '127.0.0.1').on('connect', () => console.log('reached')).on('error', (e) => console.log(e.code))`;
    play({ call: ['shell', { argv: [process.execPath, '-e', script] }] }, { say: 'Tried.' });
    const { runId } = await world.spawn('usual', { prompt: 'Reach out.' });
    expect((await world.untilEnded(runId)).state).toBe('succeeded');
    const [tool] = (await world.events(runId)).filter(({ type }) => type === 'tool.end');
    expect(tool?.data['text']).toContain(isolated() ? 'ECONNREFUSED' : 'reached');
  });

  test('is no model for steps, and no network', async () => {
    const { runId } = await world.spawn('usual', { task: { steps: [{ do: 'run', argv: ['env'] }] } });
    const ended = await world.untilEnded(runId);
    expect(ended).toMatchObject({ state: 'succeeded', network: isolated() ? 'none' : 'full', usage: null });
    expect(JSON.stringify(await world.events(runId))).not.toMatch(/WHEELHOUSE_(?:LOOP|MODEL)/);
  });

  test('is nothing where the workspace has no provider: the run says what to set', async () => {
    const before = providers;
    providers = {};
    const { runId } = await world.spawn('usual', anthropicTask);
    const ended = await world.untilEnded(runId);
    providers = before;
    expect(ended).toMatchObject({ state: 'failed', code: 'MODEL_REQUIRED', attempt: 1 });
    expect(ended.message).toMatch(/ANTHROPIC_API_KEY/);
    expect(mock.getRequests()).toHaveLength(0);
  });
});
