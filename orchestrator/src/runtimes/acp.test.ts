import type { AgentSpawn } from '@wheelhouse/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { fakeAgent, type FakeAgentMode } from '../testing/acp-agents/index.ts';
import { startLocalProcess } from '../testing/local-process.ts';
import { openTrialFolders, type TrialFolders } from '../testing/trial-folders.ts';
import { createAcpAdapter, type AcpAgentConfig } from './acp.ts';
import { interruptTimeoutMs, type ModelAccess, type RuntimeEvent } from './adapter.ts';
import { begin, type Trial } from './contract-suite.ts';
import { decideOutcome } from './outcome.ts';

let folders: TrialFolders;
const ends: (() => Promise<void>)[] = [];
beforeAll(async () => {
  folders = await openTrialFolders();
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});
afterAll(() => folders.remove());

async function start(
  mode: FakeAgentMode,
  config: Partial<AcpAgentConfig> = {},
  { resume = null, model }: { readonly resume?: string | null; readonly model?: ModelAccess } = {},
): Promise<Trial> {
  const spec: AgentSpawn = { verb: 'agent.spawn', agent: 'fake', prompt: 'hello' };
  const { trial, end } = await begin(
    {
      adapter: createAcpAdapter(),
      ...(model ? { model } : {}),
      folders: () => folders.make(),
      start: (prepared, { workDir }) => startLocalProcess(prepared, workDir),
    },
    spec,
    { argv: fakeAgent(mode).argv, ...config },
    { resume },
  );
  ends.push(end);
  return trial;
}

const ofType = (events: readonly RuntimeEvent[], type: RuntimeEvent['type']): RuntimeEvent['data'][] =>
  events.filter((event) => event.type === type).map((event) => event.data);

describe('an Agent Client Protocol agent', () => {
  test('tells its thought, plan, tools, usage and message as events, in order', async () => {
    const { session, events } = await start('normal');
    expect(await session.outcome).toEqual({ ok: true, stopReason: 'end_turn' });
    expect(events).toEqual([
      { type: 'thought', data: { text: 'thinking' } },
      { type: 'plan', data: { entries: [{ content: 'answer', priority: 'high', status: 'pending' }] } },
      { type: 'tool.start', data: { id: 't1', title: 'look', kind: 'read' } },
      { type: 'tool.end', data: { id: 't1', status: 'completed', text: 'seen' } },
      { type: 'metric', data: { name: 'context', value: 10, max: 1000 } },
      { type: 'message.delta', data: { text: 'you said: ' } },
      { type: 'message.delta', data: { text: 'hello' } },
      { type: 'message', data: { text: 'you said: hello' } },
    ]);
  });

  test('that is slow is waited for', async () => {
    const { session, events } = await start('slow');
    await session.started;
    expect((await session.outcome).ok).toBe(true);
    expect(ofType(events, 'message')).toEqual([{ text: 'slowly done' }]);
  });

  test('that is chatty loses nothing', async () => {
    const { session, events } = await start('chatty');
    expect((await session.outcome).ok).toBe(true);
    const deltas = ofType(events, 'message.delta');
    expect(deltas).toHaveLength(5000);
    expect(deltas.at(-1)).toEqual({ text: 'word 4999 ' });
  });

  test('that crashes in the middle of its turn has failed, and the exit says how', async () => {
    const { session, process, events } = await start('crash-mid-turn');
    await session.started;
    const verdict = await session.outcome;
    expect(verdict).toEqual({
      ok: false,
      code: 'EXIT_NONZERO',
      message: 'the agent ended in the middle of its turn (exit code 3)',
    });
    expect(ofType(events, 'message')).toEqual([{ text: 'about to' }]);
    expect(decideOutcome({ stopCause: null, verdict, exit: await process.exited }).state).toBe('failed');
  });

  test('that ignores a cancel costs the interrupt its time and no more', async () => {
    const { session } = await start('ignores-cancel');
    await session.started;
    const from = performance.now();
    await session.interrupt();
    const took = performance.now() - from;
    expect(took).toBeGreaterThanOrEqual(interruptTimeoutMs - 10);
    expect(took).toBeLessThan(2 * interruptTimeoutMs);
  });

  test('that obeys a cancel ends at once', async () => {
    const { session } = await start('long-turn');
    await session.started;
    const from = performance.now();
    await session.interrupt();
    expect(performance.now() - from).toBeLessThan(interruptTimeoutMs);
    expect(await session.outcome).toMatchObject({ ok: false, stopReason: 'cancelled' });
  });

  test('that prints garbage is heard all the same, and the garbage is kept as log', async () => {
    const complaints = vi.spyOn(console, 'error');
    const { session, events } = await start('garbage-on-stdout');
    expect((await session.outcome).ok).toBe(true);
    expect(ofType(events, 'log').map((data) => data['text'])).toEqual([
      'Loading model…',
      '{"not":"ours"}',
      '[1,2]',
      '{broken',
      '{"jsonrpc":"2.0","id":"nobody-asked","result":{}}',
      '\uFFFD\uFFFD\uFFFD\u001b[31m',
    ]);
    expect(ofType(events, 'message')).toEqual([{ text: 'still: hello\uFFFD\uFFFD' }]);
    // An agent's garbage must not reach our own standard error through the SDK.
    expect(complaints).not.toHaveBeenCalled();
    complaints.mockRestore();
  });

  test('that never answers has failed to start when the handshake time is over', async () => {
    const { session } = await start('never-answers', { handshakeTimeoutMs: 500 });
    await expect(session.started).rejects.toMatchObject({ code: 'START_FAILED' });
    expect(await session.outcome).toMatchObject({
      ok: false,
      code: 'START_FAILED',
      message: expect.stringContaining('500 ms') as string,
    });
  });

  test('that is not signed in says so', async () => {
    const { session } = await start('signed-out');
    await expect(session.started).rejects.toMatchObject({
      code: 'START_FAILED',
      message: expect.stringContaining('signed in') as string,
    });
    expect(await session.outcome).toMatchObject({ ok: false, code: 'AUTH_REQUIRED' });
  });

  test('whose model answered 402 has used up its budget', async () => {
    const { session } = await start('budget');
    expect(await session.outcome).toMatchObject({ ok: false, code: 'LIMIT_COST' });
  });

  test('finds the gateway by the variables of the SDKs it is built on, for the APIs that have a provider', async () => {
    const model: ModelAccess = { baseUrl: 'http://127.0.0.1:9', token: 't', apis: ['anthropic'], defaultModels: {} };
    const { session, events, prepared } = await start('shows-env', {}, { model });
    expect((await session.outcome).ok).toBe(true);
    expect(ofType(events, 'message')).toEqual([{ text: '{"anthropic":"http://127.0.0.1:9/anthropic"}' }]);
    expect(prepared.env).toMatchObject({ ANTHROPIC_API_KEY: 't' });
    expect(prepared.env).not.toHaveProperty('OPENAI_API_KEY');
  });

  test('that counts since its session began is told as what each turn added', async () => {
    const { session, events } = await start('counts');
    await session.started;
    await session.send?.('and then?');
    const turn = { source: 'agent', inputTokens: 100, outputTokens: 10, cacheReadTokens: 4, cacheWriteTokens: 0 };
    const cost = { source: 'agent', inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
    expect(await session.outcome).toMatchObject({
      ok: true,
      usage: { inputTokens: 200, outputTokens: 20, cacheReadTokens: 8, cacheWriteTokens: 0, costMicros: 20_000 },
    });
    expect(ofType(events, 'usage')).toEqual([
      { ...cost, costMicros: 10_000 },
      { ...turn, costMicros: null },
      { ...cost, costMicros: 10_000 },
      { ...turn, costMicros: null },
    ]);
  });

  test('that refuses has not succeeded', async () => {
    const { session } = await start('refuses');
    expect(await session.outcome).toMatchObject({ ok: false, code: 'EXIT_NONZERO', stopReason: 'refusal' });
  });

  test('that is no such agent has failed to start', async () => {
    const { session } = await start('normal', { argv: ['true'] });
    await expect(session.started).rejects.toMatchObject({ code: 'START_FAILED' });
    expect((await session.outcome).message).toMatch(/before it accepted the work \(exit code 0\)/);
  });
});

describe('an earlier session', () => {
  test('is loaded, and what it tells again of the past is neither shown nor counted', async () => {
    const { session, events, sessions } = await start('loads', {}, { resume: 'fake-session' });
    expect(await session.outcome).toMatchObject({ ok: true, usage: { costMicros: 250_000 } });
    expect(ofType(events, 'message')).toEqual([{ text: 'again: hello' }]);
    expect(ofType(events, 'tool.start')).toEqual([]);
    expect(ofType(events, 'usage').map((data) => data['costMicros'])).toEqual([250_000]);
    expect(sessions).toEqual(['fake-session']);
  });

  test('is resumed where the agent can do that, which tells nothing again', async () => {
    const { session, events, sessions } = await start('resumes', {}, { resume: 'fake-session' });
    expect((await session.outcome).ok).toBe(true);
    expect(ofType(events, 'message')).toEqual([{ text: 'again: hello' }]);
    expect(sessions).toEqual(['fake-session']);
  });

  test.each(['loads', 'normal'] as const)('that cannot be gone on with fails the start (%s)', async (mode) => {
    const { session, sessions } = await start(mode, {}, { resume: 'another' });
    await expect(session.started).rejects.toMatchObject({ code: 'START_FAILED' });
    expect(await session.outcome).toMatchObject({ ok: false, code: 'START_FAILED' });
    expect(sessions).toEqual([]);
  });

  test('is kept only where a later attempt could go on with it', async () => {
    const able = await start('loads');
    await able.session.outcome;
    const unable = await start('normal');
    await unable.session.outcome;
    expect([able.sessions, unable.sessions]).toEqual([['fake-session'], []]);
  });
});

describe('a permission request', () => {
  const asked = async (trial: Trial): Promise<RuntimeEvent['data']> => {
    await expect.poll(() => ofType(trial.events, 'permission.requested'), { timeout: 10_000 }).toHaveLength(1);
    return ofType(trial.events, 'permission.requested')[0] ?? {};
  };

  test('is asked under names that a command can carry, and an approval reaches the agent', async () => {
    const trial = await start('asks-permission');
    expect(await asked(trial)).toMatchObject({
      request: 'permission-1',
      title: 'Remove everything?',
      options: [
        { option: 'yes', kind: 'allow_once' },
        { option: 'option-2', kind: 'reject_once' },
      ],
    });
    await trial.session.respond?.('permission-1', 'yes');
    const verdict = await trial.session.outcome;
    expect(decideOutcome({ stopCause: null, verdict, exit: null }).state).toBe('succeeded');
    expect(ofType(trial.events, 'message')).toEqual([{ text: '{"outcome":"selected","optionId":"yes"}' }]);
    expect(ofType(trial.events, 'permission.resolved')).toEqual([
      { request: 'permission-1', option: 'yes', outcome: 'allowed', by: 'person' },
    ]);
  });

  test('that was rejected makes a claimed success a failure', async () => {
    const trial = await start('asks-permission');
    await asked(trial);
    await trial.session.respond?.('permission-1', 'option-2');
    const verdict = await trial.session.outcome;
    expect(verdict).toMatchObject({ ok: true, denials: 1 });
    expect(decideOutcome({ stopCause: null, verdict, exit: null }).state).toBe('failed');
  });

  test('is rejected without asking where the catalogue says so', async () => {
    const trial = await start('asks-permission', { permissions: 'reject' });
    expect(await trial.session.outcome).toMatchObject({ ok: true, denials: 1 });
    expect(ofType(trial.events, 'message')).toEqual([{ text: '{"outcome":"selected","optionId":"no, never"}' }]);
  });

  test('is refused an answer to another request or with another option', async () => {
    const trial = await start('asks-permission');
    await asked(trial);
    await expect(trial.session.respond?.('permission-2', 'yes')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(trial.session.respond?.('permission-1', 'maybe')).rejects.toMatchObject({ code: 'INVALID' });
    await trial.session.respond?.('permission-1', 'yes');
    await expect(trial.session.respond?.('permission-1', 'yes')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('that is open when the run is stopped is answered as cancelled', async () => {
    const trial = await start('asks-permission');
    await asked(trial);
    await trial.session.interrupt();
    expect(ofType(trial.events, 'permission.resolved')).toEqual([
      { request: 'permission-1', outcome: 'cancelled', by: 'stop' },
    ]);
  });
});

test('further input becomes a further turn, and after the end it is refused', async () => {
  const { session, events } = await start('slow');
  await session.started;
  await session.send?.('and then?');
  await session.outcome;
  expect(ofType(events, 'message')).toHaveLength(2);
  await expect(session.send?.('too late')).rejects.toMatchObject({ code: 'ALREADY_TERMINAL' });
});
