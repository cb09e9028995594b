import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { AgentSpawn } from '@wheelhouse/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Supervisor } from '../supervisor/index.ts';
import { ofType } from '../testing/clis/cli-trials.ts';
import { openModelStub, type ModelStub } from '../testing/clis/model-stub.ts';
import { startLocalProcess } from '../testing/local-process.ts';
import { openTestSupervisor, startSupervised } from '../testing/supervised-process.ts';
import { openTrialFolders, type TrialFolders } from '../testing/trial-folders.ts';
import type { RuntimeAdapter, RuntimeEvent } from './adapter.ts';
import { createClaudeAdapter } from './claude.ts';
import { createCodexAdapter } from './codex.ts';
import { begin, type Trial } from './contract-suite.ts';
import { findInstalled } from './installed-program.ts';

// The real command lines, in the real sandbox, against a mock of their models. Nothing of them is installed with us:
// WHEELHOUSE_TEST_AGENTS names a folder with their `node_modules/.bin`, or they lie on the PATH.
const installed = process.env['WHEELHOUSE_TEST_AGENTS'];
const searchPath = [...(installed ? [join(installed, 'node_modules', '.bin')] : []), process.env['PATH'] ?? ''].join(
  delimiter,
);

let folders: TrialFolders;
let supervisor: Supervisor;
let models: ModelStub;
const ends: (() => Promise<void>)[] = [];
beforeAll(async () => {
  folders = await openTrialFolders();
  supervisor = await openTestSupervisor();
  models = await openModelStub();
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});
afterAll(async () => {
  await supervisor.close();
  await models.close();
  await folders.remove();
});

type Pair = Awaited<ReturnType<TrialFolders['make']>>;

interface Attempt {
  readonly adapter: RuntimeAdapter;
  readonly prompt: string;
  readonly config?: unknown;
  readonly pair?: Pair;
  readonly resume?: string;
  readonly withoutModel?: boolean;
  /** Outside of any sandbox. */
  readonly open?: boolean;
}

async function start(attempt: Attempt): Promise<Trial> {
  const spec: AgentSpawn = { verb: 'agent.spawn', agent: 'real', prompt: attempt.prompt };
  const { trial, end } = await begin(
    {
      adapter: attempt.adapter,
      ...(attempt.withoutModel ? {} : { model: models.access }),
      folders: () => (attempt.pair ? Promise.resolve(attempt.pair) : folders.make()),
      start: (prepared, pair) =>
        attempt.open ? startLocalProcess(prepared, pair.workDir) : startSupervised(supervisor, prepared, pair, 'full'),
    },
    spec,
    attempt.config ?? {},
    { resume: attempt.resume ?? null },
  );
  ends.push(end);
  return trial;
}

const told = (trial: Trial): string => JSON.stringify(trial.events, null, 1);

/** Why the real one cannot be driven here; null when it can. */
function findHindrance(name: string): string | null {
  if (findInstalled(name, searchPath)) return null;
  return `there is no ${name} on the PATH, and WHEELHOUSE_TEST_AGENTS names no folder with it`;
}

function real(name: string, sentence: string, run: () => Promise<void>): void {
  test(sentence, { timeout: 60_000 }, async (context) => {
    const hindrance = findHindrance(name);
    if (hindrance !== null) return context.skip(hindrance);
    await run();
  });
}

describe('the real claude', () => {
  const adapter = createClaudeAdapter({ searchPath });
  const claude = (sentence: string, run: () => Promise<void>): void => real('claude', sentence, run);
  const write = (pair: Pair): void =>
    models.play([
      {
        word: 'WRITE',
        tool: { name: 'Write', input: { file_path: join(pair.workDir, 'made.txt'), content: 'made\n' } },
        done: 'It is written.',
      },
      { word: 'AGAIN', recalls: 'WRITE it', done: 'I remember.' },
    ]);
  const made = (pair: Pair): Promise<string | null> =>
    readFile(join(pair.workDir, 'made.txt'), 'utf8').catch(() => null);

  claude('is found, and tells its version', async () => {
    expect(await adapter.probe()).toMatchObject({ available: true, version: expect.stringMatching(/^\d+\.\d+/) });
  });

  claude('asks before it writes a file, and writes it when a person allows it', async () => {
    const pair = await folders.make();
    write(pair);
    const trial = await start({ adapter, prompt: 'WRITE it', pair });
    const requests = (): RuntimeEvent['data'][] => ofType(trial.events, 'permission.requested');
    await expect.poll(requests, { timeout: 30_000 }).toHaveLength(1);
    expect(await made(pair)).toBeNull();
    await trial.session.respond?.('permission-1', 'allow');
    const verdict = await trial.session.outcome;
    expect(verdict, told(trial)).toMatchObject({
      ok: true,
      turns: 2,
      usage: { inputTokens: 200, outputTokens: 40, costMicros: expect.any(Number) as number },
    });
    expect(verdict.usage?.costMicros).toBeGreaterThan(0);
    expect(await made(pair)).toBe('made\n');
    expect(ofType(trial.events, 'tool.end')).toMatchObject([{ status: 'completed' }]);
    expect(ofType(trial.events, 'message').at(-1)).toEqual({ text: 'It is written.' });
    expect(ofType(trial.events, 'usage').map((data) => data['inputTokens'])).toEqual([100, 100, 0]);
    expect(models.strangers()).toBe(0);
  });

  claude('that may always do so this session asks once', async () => {
    const pair = await folders.make();
    write(pair);
    const trial = await start({ adapter, prompt: 'WRITE it', pair });
    const requests = (): RuntimeEvent['data'][] => ofType(trial.events, 'permission.requested');
    await expect.poll(requests, { timeout: 30_000 }).toHaveLength(1);
    await trial.session.send?.('WRITE it once more');
    await trial.session.respond?.('permission-1', 'allow-always');
    expect((await trial.session.outcome).ok, told(trial)).toBe(true);
    expect(ofType(trial.events, 'tool.end')).toHaveLength(2);
    expect(requests()).toHaveLength(1);
  });

  claude('writes without asking where that is allowed', async () => {
    const pair = await folders.make();
    write(pair);
    const trial = await start({ adapter, prompt: 'WRITE it', pair, config: { permissions: 'allow' } });
    expect((await trial.session.outcome).ok, told(trial)).toBe(true);
    expect(await made(pair)).toBe('made\n');
  });

  claude('claims success after a denial, which is a failure', async () => {
    const pair = await folders.make();
    write(pair);
    const trial = await start({ adapter, prompt: 'WRITE it', pair, config: { permissions: 'reject' } });
    expect(await trial.session.outcome, told(trial)).toMatchObject({ ok: false, code: 'PERMISSION_DENIED' });
    expect(await made(pair)).toBeNull();
  });

  claude('stops at an interrupt, and its cost is kept', async () => {
    models.play([{ word: 'SLEEP', tool: { name: 'Bash', input: { command: 'sleep 60' } }, done: 'Slept.' }]);
    const trial = await start({ adapter, prompt: 'SLEEP', config: { permissions: 'allow' } });
    await expect.poll(() => ofType(trial.events, 'tool.start'), { timeout: 30_000 }).toHaveLength(1);
    const from = performance.now();
    await trial.session.interrupt();
    expect(performance.now() - from).toBeLessThan(1500);
    const verdict = await trial.session.outcome;
    expect(verdict, told(trial)).toMatchObject({ ok: false, usage: { inputTokens: 100 } });
    expect(verdict.usage?.costMicros).toBeGreaterThan(0);
  });

  claude('stops at the budget, and what it used before is kept', async () => {
    const pair = await folders.make();
    write(pair);
    models.limit(1);
    const trial = await start({ adapter, prompt: 'WRITE it', pair, config: { permissions: 'allow' } });
    expect(await trial.session.outcome, told(trial)).toMatchObject({
      ok: false,
      code: 'LIMIT_COST',
      usage: { inputTokens: 100, outputTokens: 20 },
    });
  });

  claude('stops at its limit of turns', async () => {
    const pair = await folders.make();
    write(pair);
    const trial = await start({ adapter, prompt: 'WRITE it', pair, config: { permissions: 'allow', maxTurns: 1 } });
    expect(await trial.session.outcome, told(trial)).toMatchObject({ ok: false, code: 'LIMIT_TURNS' });
  });

  claude('that is not signed in says so', async () => {
    const trial = await start({ adapter, prompt: 'hello', withoutModel: true });
    expect(await trial.session.outcome, told(trial)).toMatchObject({ ok: false, code: 'AUTH_REQUIRED' });
  });

  claude('goes on with an earlier session', async () => {
    const pair = await folders.make();
    write(pair);
    const first = await start({ adapter, prompt: 'WRITE it', pair, config: { permissions: 'allow' } });
    expect((await first.session.outcome).ok, told(first)).toBe(true);
    await first.process.exited;
    const resume = first.sessions.at(-1) ?? '';
    const second = await start({ adapter, prompt: 'AGAIN', pair, resume });
    expect((await second.session.outcome).ok, told(second)).toBe(true);
    expect(ofType(second.events, 'message')).toEqual([{ text: 'I remember.' }]);
  });

  claude('that does not know the earlier session has failed to start', async () => {
    const trial = await start({ adapter, prompt: 'AGAIN', resume: '11111111-2222-4333-8444-555555555555' });
    expect(await trial.session.outcome, told(trial)).toMatchObject({ ok: false, code: 'START_FAILED' });
  });

  claude('is led nowhere else by the settings of a repository', async () => {
    const pair = await folders.make();
    write(pair);
    await mkdir(join(pair.workDir, '.claude'));
    const settings = { env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' }, permissions: { defaultMode: 'acceptEdits' } };
    await writeFile(join(pair.workDir, '.claude', 'settings.json'), JSON.stringify(settings));
    const trial = await start({ adapter, prompt: 'WRITE it', pair, config: { permissions: 'reject' } });
    expect(await trial.session.outcome, told(trial)).toMatchObject({ code: 'PERMISSION_DENIED', turns: 2 });
  });
});

describe('the real codex', () => {
  const adapter = createCodexAdapter({ searchPath });
  const codex = (sentence: string, run: () => Promise<void>): void => real('codex', sentence, run);
  const command = (): void =>
    models.play([
      {
        word: 'RUN',
        tool: { name: 'exec_command', input: { cmd: 'echo made > made.txt; echo listed: *' } },
        done: 'It ran.',
      },
      { word: 'AGAIN', recalls: 'RUN it', done: 'I remember.' },
    ]);

  codex('is found, and tells its version', async () => {
    expect(await adapter.probe()).toMatchObject({ available: true, version: expect.stringMatching(/^\d+\.\d+/) });
  });

  codex('runs a command in the sandbox, by the gateway', async () => {
    command();
    const trial = await start({ adapter, prompt: 'RUN it' });
    expect(await trial.session.outcome, told(trial)).toMatchObject({
      ok: true,
      usage: { inputTokens: 200, outputTokens: 40, costMicros: null },
    });
    expect(ofType(trial.events, 'tool.end')).toMatchObject([{ status: 'completed', text: 'listed: made.txt\n' }]);
    expect(ofType(trial.events, 'message').at(-1)).toEqual({ text: 'It ran.' });
    expect(await readFile(join(trial.context.workDir, 'made.txt'), 'utf8')).toBe('made\n');
    expect(models.paths).toContain('/openai/v1/responses');
  });

  codex('that may only read runs nothing in a sandbox, and does not get away with claiming success', async () => {
    command();
    const trial = await start({ adapter, prompt: 'RUN it', config: { permissions: 'reject' } });
    const verdict = await trial.session.outcome;
    if (supervisor.report.containment === 'namespace')
      expect(verdict, told(trial)).toMatchObject({ ok: false, code: 'PERMISSION_DENIED' });
    expect(ofType(trial.events, 'tool.end'), told(trial)).toHaveLength(1);
    await expect(readFile(join(trial.context.workDir, 'made.txt'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  codex('that may only read can read, and not write, where no sandbox lies around its own', async () => {
    command();
    // Codex needs a program of its own in HOME for its sandbox, and puts none into a HOME among temporary files.
    const config = { permissions: 'reject', env: { TMPDIR: '/var/tmp' } };
    const trial = await start({ adapter, prompt: 'RUN it', config, open: true });
    await trial.session.outcome;
    expect(ofType(trial.events, 'tool.end'), told(trial)).toMatchObject([
      { text: expect.stringMatching(/Read-only file system[^]*listed: \*/) as string },
    ]);
    await expect(readFile(join(trial.context.workDir, 'made.txt'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  codex('stops at the budget at once', async () => {
    command();
    models.limit(1);
    const trial = await start({ adapter, prompt: 'RUN it' });
    expect(await trial.session.outcome, told(trial)).toMatchObject({ ok: false, code: 'LIMIT_COST' });
  });

  codex('goes on with an earlier session', async () => {
    const pair = await folders.make();
    command();
    const first = await start({ adapter, prompt: 'RUN it', pair });
    expect((await first.session.outcome).ok, told(first)).toBe(true);
    await first.process.exited;
    const resume = first.sessions.at(-1) ?? '';
    const second = await start({ adapter, prompt: 'AGAIN', pair, resume });
    expect((await second.session.outcome).ok, told(second)).toBe(true);
    expect(ofType(second.events, 'message')).toEqual([{ text: 'I remember.' }]);
  });

  codex('that does not know the earlier session has failed to start, and says why', async () => {
    const trial = await start({ adapter, prompt: 'AGAIN', resume: '01a20985-0000-7d93-9e66-17dfb38bf9c7' });
    const verdict = await trial.session.outcome;
    expect(verdict, told(trial)).toMatchObject({ ok: false, code: 'START_FAILED' });
    expect(verdict.message).toMatch(/no rollout found/);
  });
});
