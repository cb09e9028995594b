import type { AgentSpawn } from '@wheelhouse/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openCliTrials, ofType, textsOf, type CliTrials } from '../testing/clis/cli-trials.ts';
import type { ModelAccess } from './adapter.ts';
import { createCodexAdapter } from './codex.ts';

const adapter = createCodexAdapter();
const spec: AgentSpawn = { verb: 'agent.spawn', agent: 'fake', prompt: 'hello' };
const model: ModelAccess = {
  baseUrl: 'http://127.0.0.1:9',
  token: 'token-of-this-attempt',
  apis: ['openai'],
  defaultModels: { openai: 'gpt-5.4' },
};

let trials: CliTrials;
beforeAll(async () => {
  trials = await openCliTrials('codex', adapter, model);
});
afterEach(() => trials.end());
afterAll(() => trials.close());

describe('Codex', () => {
  test('tells its thought, tools, plan, message and usage as events, in order, without a prompt in its arguments', async () => {
    const { session, events, prepared } = await trials.start('normal');
    const usage = { inputTokens: 140, outputTokens: 50, cacheReadTokens: 100, cacheWriteTokens: 10, costMicros: null };
    expect(await session.outcome).toEqual({ ok: true, stopReason: 'turn.completed', usage, turns: 1 });
    expect(events.filter(({ type }) => type !== 'log')).toEqual([
      { type: 'notice', data: { level: 'warning', text: 'Model metadata for `m` not found.' } },
      { type: 'metric', data: { name: 'turns', value: 1 } },
      { type: 'thought', data: { text: 'let me think' } },
      {
        type: 'tool.start',
        data: {
          id: 'item_2',
          title: "/bin/bash -lc 'echo hi'",
          kind: 'execute',
          name: 'command_execution',
          input: "/bin/bash -lc 'echo hi'",
        },
      },
      { type: 'tool.end', data: { id: 'item_2', status: 'completed', exitCode: 0, text: 'hi\n' } },
      {
        type: 'tool.start',
        data: {
          id: 'item_3',
          title: 'change made.txt',
          kind: 'edit',
          name: 'file_change',
          input: [{ path: 'made.txt', kind: 'add' }],
        },
      },
      { type: 'tool.end', data: { id: 'item_3', status: 'completed', text: 'add made.txt' } },
      {
        type: 'plan',
        data: {
          entries: [
            { content: 'look', priority: 'medium', status: 'completed' },
            { content: 'answer', priority: 'medium', status: 'pending' },
          ],
        },
      },
      { type: 'message', data: { text: 'you said: hello' } },
      { type: 'usage', data: { source: 'agent', ...usage } },
    ]);
    expect(prepared.argv.join(' ')).not.toContain('hello');
  });

  test('reaches models by the gateway, whose token is on no command line', async () => {
    const { prepared } = await trials.start('normal');
    expect(prepared.argv).toEqual(
      expect.arrayContaining([
        'model_providers.wheelhouse.base_url="http://127.0.0.1:9/openai/v1"',
        'model_providers.wheelhouse.env_key="WHEELHOUSE_MODEL_TOKEN"',
        '--model=gpt-5.4',
        '--sandbox=danger-full-access',
        'approval_policy="never"',
      ]),
    );
    expect(prepared.env['WHEELHOUSE_MODEL_TOKEN']).toBe('token-of-this-attempt');
    expect(prepared.argv.join(' ')).not.toContain('token-of-this-attempt');
  });

  test('may only read where its permissions are rejected', async () => {
    const { prepared } = await trials.start('normal', { permissions: 'reject' });
    expect(prepared.argv).toContain('--sandbox=read-only');
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
    expect(ofType(events, 'message')).toHaveLength(5000);
  });

  test('that prints garbage is heard all the same, and the garbage is kept as log', async () => {
    const { session, events } = await trials.start('garbage-on-stdout');
    expect((await session.outcome).ok).toBe(true);
    const log = ofType(events, 'log').filter((data) => data['stream'] === 'stdout');
    expect(log.map((data) => data['text'])).toEqual([
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
    expect(ofType(events, 'log').at(-1)).toMatchObject({ stream: 'stdout', truncated: true });
    expect(textsOf(events, 'message')).toEqual(['that was big']);
    expect(ofType(events, 'tool.end').map((data) => data['status'])).toEqual(['unknown']);
  });

  test('goes on with an earlier session', async () => {
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
    const { session } = await trials.start('normal', {}, { resume: 'unknown', pair: await trials.folders.make() });
    await expect(session.started).rejects.toMatchObject({ code: 'START_FAILED' });
    expect((await session.outcome).message).toMatch(/no rollout found/);
  });
});

describe('the outcome of Codex', () => {
  test('is AUTH_REQUIRED when it is not signed in', async () => {
    const { session, events } = await trials.start('not-logged-in');
    expect(await session.outcome).toMatchObject({ ok: false, code: 'AUTH_REQUIRED' });
    expect(textsOf(events, 'notice').filter((text) => String(text).startsWith('Reconnecting'))).toHaveLength(2);
  });

  test('is LIMIT_COST at the first 402 of the gateway, without waiting for its further attempts', async () => {
    const { session, events } = await trials.start('budget');
    expect(await session.outcome).toMatchObject({ ok: false, code: 'LIMIT_COST' });
    expect(textsOf(events, 'notice').filter((text) => String(text).startsWith('Reconnecting'))).toHaveLength(0);
  });

  test('is PERMISSION_DENIED when it claims success after one of its actions was declined', async () => {
    const { session } = await trials.start('denied');
    expect(await session.outcome).toMatchObject({ ok: false, code: 'PERMISSION_DENIED', denials: 1 });
  });

  test('is PERMISSION_DENIED when its commands were not run for want of its own sandbox', async () => {
    const { session } = await trials.start('no-inner-sandbox', { permissions: 'reject' });
    const verdict = await session.outcome;
    expect(verdict).toMatchObject({ ok: false, code: 'PERMISSION_DENIED', denials: 1 });
    expect(verdict.message).toMatch(/read-only sandbox cannot be made/);
  });

  test('is EXIT_NONZERO when it crashes in the middle of its turn, with its last words', async () => {
    const { session, events } = await trials.start('crash-mid-turn');
    await session.started;
    expect(await session.outcome).toMatchObject({
      ok: false,
      code: 'EXIT_NONZERO',
      message: 'the agent ended in the middle of its turn (exit code 101); it said: thread main panicked',
    });
    expect(ofType(events, 'tool.end').map((data) => data['status'])).toEqual(['unknown']);
  });

  test('is START_FAILED when it never takes up the work', async () => {
    const { session } = await trials.start('never-answers', { handshakeTimeoutMs: 500 });
    await expect(session.started).rejects.toMatchObject({ code: 'START_FAILED' });
    expect((await session.outcome).message).toMatch(/500 ms/);
  });
});

test('an interrupt of Codex, which hears nothing, returns at once so that the ladder goes on', async () => {
  const { session } = await trials.start('ignores-cancel');
  await session.started;
  const from = performance.now();
  await session.interrupt();
  expect(performance.now() - from).toBeLessThan(100);
});

test('what Codex cannot do is refused in words', () => {
  const refusal = (change: Partial<AgentSpawn>, config: unknown = {}): unknown =>
    adapter.validate({ ...spec, ...change }, config);
  expect(refusal({})).toBeNull();
  expect(refusal({}, { permissions: 'ask' })).toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringMatching(/allow.*reject/) as string,
  });
  expect(refusal({ args: ['--yolo'] })).toMatchObject({ code: 'UNSUPPORTED' });
  expect(refusal({ prompt: undefined })).toMatchObject({ code: 'INVALID' });
});
