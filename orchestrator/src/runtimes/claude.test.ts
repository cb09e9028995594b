import type { AgentSpawn } from '@wheelhouse/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openCliTrials, ofType, textsOf, type CliTrials } from '../testing/clis/cli-trials.ts';
import { fakeCli } from '../testing/clis/index.ts';
import type { ModelAccess } from './adapter.ts';
import { createClaudeAdapter } from './claude.ts';
import { begin } from './contract-suite.ts';

const adapter = createClaudeAdapter();
const spec: AgentSpawn = { verb: 'agent.spawn', agent: 'fake', prompt: 'hello' };
const model: ModelAccess = {
  baseUrl: 'http://127.0.0.1:9',
  token: 'token-of-this-attempt',
  apis: ['anthropic'],
  defaultModels: { anthropic: 'claude-sonnet-4-5' },
};

let trials: CliTrials;
beforeAll(async () => {
  trials = await openCliTrials('claude', adapter, model);
});
afterEach(() => trials.end());
afterAll(() => trials.close());

describe('Claude Code', () => {
  test('tells its message, what it used and its turns, and its prompt is on no command line', async () => {
    const { session, events, prepared } = await trials.start('normal');
    const used = { inputTokens: 60, outputTokens: 20, cacheReadTokens: 40, cacheWriteTokens: 0 };
    expect(await session.outcome).toEqual({
      ok: true,
      stopReason: 'completed',
      usage: { ...used, costMicros: 1000 },
      turns: 1,
    });
    expect(events).toEqual([
      { type: 'message.delta', data: { text: 'you ' } },
      { type: 'message.delta', data: { text: 'said: ' } },
      { type: 'message.delta', data: { text: 'hello' } },
      { type: 'message', data: { text: 'you said: hello' } },
      { type: 'usage', data: { source: 'agent', model: 'claude-sonnet-4-5', ...used, costMicros: null } },
      { type: 'metric', data: { name: 'turns', value: 1 } },
      {
        type: 'usage',
        data: {
          source: 'agent',
          model: 'claude-sonnet-4-5',
          inputTokens: 0,
          outputTokens: 0,
          cacheReadTokens: 0,
          cacheWriteTokens: 0,
          costMicros: 1000,
        },
      },
    ]);
    expect(prepared.argv.join(' ')).not.toContain('hello');
  });

  test('reaches models by the gateway alone, whatever the catalogue entry says', async () => {
    const elsewhere = { ...fakeCli('claude', 'normal').env, ANTHROPIC_BASE_URL: 'https://elsewhere.example' };
    const { prepared } = await trials.start('normal', { env: elsewhere });
    expect(prepared.env).toMatchObject({
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:9/anthropic',
      ANTHROPIC_API_KEY: 'token-of-this-attempt',
      DISABLE_AUTOUPDATER: '1',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    });
    // A repository's settings could name another base URL, which would take the token along.
    expect(prepared.argv).toContain('--setting-sources=user');
  });

  test('tells what it plans', async () => {
    const { session, events } = await trials.start('plans');
    await session.outcome;
    const entry = { content: 'look around', priority: 'medium' };
    expect(ofType(events, 'plan')).toEqual([
      { entries: [{ ...entry, status: 'pending' }] },
      { entries: [{ ...entry, status: 'completed' }] },
    ]);
  });

  test("tells its subagents' words as progress of their tool, and their tokens with the end of the turn", async () => {
    const { session, events } = await trials.start('subagent-works');
    const { usage, turns } = await session.outcome;
    expect(turns).toBe(2);
    expect(usage).toEqual({
      inputTokens: 620,
      outputTokens: 130,
      cacheReadTokens: 80,
      cacheWriteTokens: 0,
      costMicros: 2070,
    });
    const task = ofType(events, 'tool.start')[0];
    expect(ofType(events, 'tool.update')).toEqual([{ id: task?.['id'], text: 'subagent looked' }]);
    expect(textsOf(events, 'message')).toEqual(['helped']);
    const haiku = ofType(events, 'usage').filter((data) => data['model'] === 'claude-haiku-4-5');
    expect(haiku.map((data) => [data['inputTokens'], data['outputTokens'], data['costMicros']])).toEqual([
      [500, 1, null],
      [0, 89, 70],
    ]);
  });

  test('that is slow to start and to answer is waited for', async () => {
    const { session, events } = await trials.start('slow');
    await session.started;
    expect((await session.outcome).ok).toBe(true);
    expect(textsOf(events, 'message')).toEqual(['you said: hello']);
  });

  test('that is chatty loses nothing', async () => {
    const { session, events } = await trials.start('chatty');
    expect((await session.outcome).ok).toBe(true);
    expect(ofType(events, 'message.delta')).toHaveLength(5000);
  });

  test('that prints garbage is heard all the same, and the garbage is kept as log', async () => {
    const { session, events } = await trials.start('garbage-on-stdout');
    expect((await session.outcome).ok).toBe(true);
    expect(textsOf(events, 'log')).toEqual([
      'Loading…',
      '{"not":"ours"}',
      '[1,2]',
      '{broken',
      '{"type":"something.new"}',
      '\uFFFD\uFFFD\uFFFD\u001b[31m',
    ]);
    expect(textsOf(events, 'message')).toEqual(['still: hello\uFFFD\uFFFD']);
  });

  test('that prints a line of 10 MB goes on, and the line is kept as log, cut', async () => {
    const { session, events } = await trials.start('huge-line');
    expect((await session.outcome).ok).toBe(true);
    const [log] = ofType(events, 'log');
    expect(log).toMatchObject({ stream: 'stdout', truncated: true });
    expect(String(log?.['text']).length).toBeLessThan(20_000);
    expect(textsOf(events, 'message')).toEqual(['that was big']);
    expect(ofType(events, 'tool.end').map((data) => data['status'])).toEqual(['unknown']);
  });

  test('that asks its model again says so', async () => {
    const { session, events } = await trials.start('retries');
    expect((await session.outcome).ok).toBe(true);
    expect(textsOf(events, 'notice')[0]).toMatch(/overloaded/);
  });

  test('that asks us for what we do not have is told so, and does not wait', async () => {
    const { session, events } = await trials.start('asks-a-hook');
    expect((await session.outcome).ok).toBe(true);
    expect(textsOf(events, 'message')[0]).toMatch(/hook_callback is not supported/);
  });

  test('takes further input as a further turn, and its cost is told as what it added', async () => {
    const { session, events } = await trials.start('slow');
    await session.started;
    await session.send?.('and then?');
    const { usage, turns } = await session.outcome;
    expect(textsOf(events, 'message')).toEqual(['you said: hello', 'you said: and then?']);
    const costs = ofType(events, 'usage').map((data) => data['costMicros']);
    expect(costs).toEqual([null, 1000, null, 1000]);
    expect({ costMicros: usage?.costMicros, turns }).toEqual({ costMicros: 2000, turns: 2 });
    await expect(session.send?.('too late')).rejects.toMatchObject({ code: 'ALREADY_TERMINAL' });
  });

  test('goes on with an earlier session, which it told when it took up the work', async () => {
    const first = await trials.start('normal');
    await first.session.outcome;
    const [resume = ''] = first.sessions;
    const pair = { workDir: first.context.workDir, homeDir: first.context.homeDir };
    const second = await trials.start('normal', {}, { resume, pair });
    expect((await second.session.outcome).ok).toBe(true);
    expect(textsOf(second.events, 'message')).toEqual(['you said: hello (again)']);
    expect(second.sessions).toEqual([resume]);
  });

  test('that does not know the earlier session has failed to start, and says why', async () => {
    const pair = await trials.folders.make();
    const { session } = await trials.start('normal', {}, { resume: '11111111-2222-4333-8444-555555555555', pair });
    await expect(session.started).rejects.toMatchObject({ code: 'START_FAILED' });
    expect(await session.outcome).toMatchObject({
      ok: false,
      code: 'START_FAILED',
      message: expect.stringContaining('No conversation found') as string,
    });
  });
});

test('what Claude Code cannot do is refused in words', () => {
  const refusal = (change: Partial<AgentSpawn>, config: unknown = {}): unknown =>
    adapter.validate({ ...spec, ...change }, config);
  expect(refusal({})).toBeNull();
  expect(refusal({ args: ['--dangerously-skip-permissions'] })).toMatchObject({ code: 'UNSUPPORTED' });
  expect(refusal({ prompt: undefined })).toMatchObject({ code: 'INVALID' });
  expect(refusal({}, { program: 'claude' })).toMatchObject({ code: 'INVALID' });
  expect(refusal({}, { model: '--resume' })).toMatchObject({ code: 'INVALID' });
  expect(refusal({}, { env: { HOME: '/root' } })).toMatchObject({ code: 'INVALID' });
});

test('a machine without Claude Code says what to do', async () => {
  const nowhere = createClaudeAdapter({ searchPath: '/nowhere' });
  expect(await nowhere.probe()).toMatchObject({ available: false, detail: expect.stringMatching(/npm install/) });
  const started = begin(
    { adapter: nowhere, folders: () => trials.folders.make(), start: () => Promise.reject() },
    spec,
    {},
  );
  await expect(started).rejects.toMatchObject({ code: 'START_FAILED', message: expect.stringMatching(/npm install/) });
});
