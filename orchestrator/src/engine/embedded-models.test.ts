import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import type { RunUsage } from '@wheelhouse/protocol';
import { createAgent } from '@wheelhouse/prisma/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Providers } from '../gateway/index.ts';
import { openPriceList, priceOf } from '../gateway/prices.ts';
import { bothAt, realKey } from '../gateway/testing/gateway-world.ts';
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
