import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentSpawn } from '@wheelhouse/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openCliTrials, ofType, textsOf, type CliTrial, type CliTrials } from '../testing/clis/cli-trials.ts';
import { fakeCli } from '../testing/clis/index.ts';
import { startLocalProcess } from '../testing/local-process.ts';
import { interruptTimeoutMs, type ModelAccess, type RuntimeEvent, type RuntimeVerdict } from './adapter.ts';
import { createClaudeAdapter } from './claude.ts';
import { begin } from './contract-suite.ts';
import { decideOutcome } from './outcome.ts';

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

const state = (verdict: RuntimeVerdict): string =>
  decideOutcome({ stopCause: null, verdict, exit: { code: 0, signal: null } }).state;

describe('the outcome of Claude Code', () => {
  test('is AUTH_REQUIRED when it is not signed in, though it says success', async () => {
    const { session, events } = await trials.start('not-logged-in');
    expect(await session.outcome).toMatchObject({ ok: false, code: 'AUTH_REQUIRED' });
    expect(ofType(events, 'error')).toEqual([
      { text: 'Not logged in · Please run /login', reason: 'authentication_failed' },
    ]);
  });

  test('is LIMIT_COST when the gateway answered 402, and keeps what was used before', async () => {
    const { session } = await trials.start('budget');
    expect(await session.outcome).toMatchObject({
      ok: false,
      code: 'LIMIT_COST',
      usage: { inputTokens: 60, outputTokens: 20 },
      turns: 1,
    });
  });

  test('is LIMIT_TURNS at its limit of turns', async () => {
    const { session, prepared } = await trials.start('max-turns', { maxTurns: 1 });
    expect(prepared.argv).toContain('--max-turns=1');
    expect(await session.outcome).toMatchObject({ ok: false, code: 'LIMIT_TURNS', stopReason: 'max_turns' });
  });

  test('is PERMISSION_DENIED when it claims success after a denial', async () => {
    const { session, context } = await trials.start('asks', { permissions: 'reject' });
    const verdict = await session.outcome;
    expect(verdict).toMatchObject({ ok: false, code: 'PERMISSION_DENIED', denials: 1 });
    expect(verdict.message).toMatch(/Write/);
    expect(state(verdict)).toBe('failed');
    expect(existsSync(join(context.workDir, 'made.txt'))).toBe(false);
  });

  test('is PERMISSION_DENIED also when its result tells of no denial', async () => {
    const { session } = await trials.start('forgets-denials', { permissions: 'reject' });
    expect(await session.outcome).toMatchObject({ ok: false, code: 'PERMISSION_DENIED', denials: 1 });
  });

  test('is EXIT_NONZERO when it crashes in the middle of its turn, with its last words and what it used', async () => {
    const { session, events } = await trials.start('crash-mid-turn');
    await session.started;
    expect(await session.outcome).toMatchObject({
      ok: false,
      code: 'EXIT_NONZERO',
      message: 'the agent ended in the middle of its turn (exit code 3); it said: Segmentation fault',
      usage: { inputTokens: 60, costMicros: null },
    });
    expect(ofType(events, 'tool.end').map((data) => data['status'])).toEqual(['unknown']);
  });

  test('is a failure after SIGTERM, which leaves no result', async () => {
    const { session, process, events } = await trials.start('dies-on-term');
    await expect.poll(() => ofType(events, 'tool.start'), { timeout: 10_000 }).toHaveLength(1);
    process.terminate();
    expect(await session.outcome).toMatchObject({ ok: false, code: 'EXIT_NONZERO' });
  });

  test('is START_FAILED when it never takes up the work', async () => {
    const { session } = await trials.start('never-answers', { handshakeTimeoutMs: 500 });
    await expect(session.started).rejects.toMatchObject({ code: 'START_FAILED' });
    expect((await session.outcome).message).toMatch(/500 ms/);
  });

  test('is START_FAILED with its complaint when it does not run', async () => {
    const { trial, end } = await begin(
      {
        adapter,
        folders: () => trials.folders.make(),
        start: (prepared, { workDir }) =>
          startLocalProcess({ ...prepared, argv: [...prepared.argv, '--nonsense'] }, workDir),
      },
      spec,
      fakeCli('claude', 'normal'),
    );
    const verdict = await trial.session.outcome;
    await end();
    expect(verdict).toMatchObject({
      ok: false,
      code: 'START_FAILED',
      message: "the agent ended before it accepted the work (exit code 1); it said: error: unknown option '--nonsense'",
    });
  });
});

describe('an interrupt of Claude Code', () => {
  test('ends its turn at once and keeps what it cost', async () => {
    const { session, events } = await trials.start('long-turn');
    await expect.poll(() => ofType(events, 'tool.start'), { timeout: 10_000 }).toHaveLength(1);
    const from = performance.now();
    await session.interrupt();
    expect(performance.now() - from).toBeLessThan(interruptTimeoutMs);
    expect(await session.outcome).toMatchObject({
      ok: false,
      code: 'EXIT_NONZERO',
      stopReason: 'aborted_tools',
      usage: { inputTokens: 60, outputTokens: 20, costMicros: 1000 },
    });
  });

  test('costs its time and no more where it is ignored', async () => {
    const { session } = await trials.start('ignores-cancel');
    await session.started;
    const from = performance.now();
    await session.interrupt();
    const took = performance.now() - from;
    expect(took).toBeGreaterThanOrEqual(interruptTimeoutMs - 10);
    expect(took).toBeLessThan(2 * interruptTimeoutMs);
  });

  test('withdraws what it was asked', async () => {
    const { session, events } = await trials.start('asks');
    await expect.poll(() => ofType(events, 'permission.requested'), { timeout: 10_000 }).toHaveLength(1);
    await session.interrupt();
    expect(ofType(events, 'permission.resolved')).toEqual([
      { request: 'permission-1', outcome: 'cancelled', by: 'stop' },
    ]);
    expect((await session.outcome).ok).toBe(false);
  });
});

describe('a permission that Claude Code asks for', () => {
  const asked = async (trial: CliTrial): Promise<RuntimeEvent['data']> => {
    const requests = (): RuntimeEvent['data'][] => ofType(trial.events, 'permission.requested');
    await expect.poll(requests, { timeout: 10_000 }).toHaveLength(1);
    return requests()[0] ?? {};
  };

  test('is asked with the tool and its input, and an approval lets it work', async () => {
    const trial = await trials.start('asks');
    const path = join(trial.context.workDir, 'made.txt');
    expect(await asked(trial)).toMatchObject({
      request: 'permission-1',
      title: `Write: ${path}`,
      input: { file_path: path },
      options: [
        { option: 'allow', kind: 'allow_once' },
        { option: 'allow-always', kind: 'allow_always' },
        { option: 'reject', kind: 'reject_once' },
      ],
    });
    await trial.session.respond?.('permission-1', 'allow');
    const verdict = await trial.session.outcome;
    expect(state(verdict)).toBe('succeeded');
    expect(existsSync(path)).toBe(true);
    expect(textsOf(trial.events, 'thought')).toEqual(['I should write it']);
    expect(textsOf(trial.events, 'message').at(-1)).toMatch(/rules null/);
  });

  test('may be allowed for the session, which is written into no settings', async () => {
    const trial = await trials.start('asks');
    await asked(trial);
    await trial.session.respond?.('permission-1', 'allow-always');
    expect((await trial.session.outcome).ok).toBe(true);
    expect(textsOf(trial.events, 'message').at(-1)).toContain('"destination":"session"');
  });

  test('is allowed without asking where the catalogue says so', async () => {
    const { session, context } = await trials.start('asks', { permissions: 'allow' });
    expect((await session.outcome).ok).toBe(true);
    expect(existsSync(join(context.workDir, 'made.txt'))).toBe(true);
  });

  test('is refused an answer to another request or with another option', async () => {
    const trial = await trials.start('asks');
    await asked(trial);
    await expect(trial.session.respond?.('permission-2', 'allow')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(trial.session.respond?.('permission-1', 'maybe')).rejects.toMatchObject({ code: 'INVALID' });
  });

  test('may be withdrawn by itself', async () => {
    const { session, events } = await trials.start('withdraws-request');
    expect((await session.outcome).ok).toBe(true);
    expect(ofType(events, 'permission.resolved')).toEqual([
      { request: 'permission-1', outcome: 'cancelled', by: 'agent' },
    ]);
  });
});
