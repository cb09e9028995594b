import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TaskSpec, type AgentSpawn, type TaskStep } from '@wheelhouse/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startLocalProcess } from '../testing/local-process.ts';
import { openTrialFolders, type TrialFolders } from '../testing/trial-folders.ts';
import { interruptTimeoutMs, type RuntimeEvent } from './adapter.ts';
import { begin, type Trial } from './contract-suite.ts';
import { createEmbeddedAdapter } from './embedded.ts';

let folders: TrialFolders;
const ends: (() => Promise<void>)[] = [];
beforeAll(async () => {
  folders = await openTrialFolders();
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});
afterAll(() => folders.remove());

const adapter = createEmbeddedAdapter();
const spawn = { verb: 'agent.spawn', agent: 'embedded' } as const satisfies AgentSpawn;

interface Options {
  readonly config?: object;
  readonly prompt?: string;
  readonly prepareWork?: (workDir: string) => Promise<void> | void;
}

async function start(steps: readonly TaskStep[], options: Options = {}): Promise<Trial> {
  const spec: AgentSpawn =
    options.prompt === undefined ? { ...spawn, task: TaskSpec.parse({ steps }) } : { ...spawn, prompt: options.prompt };
  const made = await folders.make();
  await options.prepareWork?.(made.workDir);
  const { trial, end } = await begin(
    {
      adapter,
      folders: () => Promise.resolve(made),
      start: (prepared, { workDir }) => startLocalProcess(prepared, workDir),
    },
    spec,
    options.config ?? {},
  );
  ends.push(end);
  return trial;
}

const ofType = (events: readonly RuntimeEvent[], type: RuntimeEvent['type']): RuntimeEvent['data'][] =>
  events.filter((event) => event.type === type).map((event) => event.data);

const newRepository = async (workDir: string): Promise<void> => {
  const git = (...args: string[]): void => {
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      cwd: workDir,
      stdio: 'pipe',
    });
  };
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'Agent');
  git('config', 'user.email', 'agent@example.org');
  await writeFile(join(workDir, 'greeting.txt'), 'hello world\n');
  git('add', '.');
  git('commit', '--quiet', '-m', 'begin');
};

describe('a task of the embedded agent', () => {
  test('changes a repository on a branch, checks it, and publishes the difference', async () => {
    const { session, events, artifacts, context } = await start(
      [
        { do: 'git-branch', name: 'feature' },
        { do: 'replace', path: 'greeting.txt', find: 'world', with: "there, $& '$1'" },
        { do: 'write', path: 'new/deep/file.txt', content: 'fresh\n' },
        { do: 'grep', path: 'greeting.txt', pattern: 'hello +there' },
        { do: 'grep', path: '.', pattern: 'absent', expect: 'no-match' },
        { do: 'run', argv: ['cat', 'new/deep/file.txt'] },
        { do: 'git-commit', message: '-m is no option here' },
        { do: 'git-diff', artifact: 'change.patch' },
        { do: 'publish', path: 'new/deep/file.txt', artifact: 'file.txt' },
      ],
      { prepareWork: newRepository },
    );
    expect(await session.outcome).toEqual({ ok: true, stopReason: 'end_turn' });
    expect(ofType(events, 'tool.start')).toHaveLength(9);
    expect(ofType(events, 'tool.end').every((data) => data['status'] === 'completed')).toBe(true);
    expect(ofType(events, 'message')).toEqual([{ text: 'all 9 steps are done' }]);
    expect(artifacts.map(({ name, mediaType }) => [name, mediaType])).toEqual([
      ['change.patch', 'text/x-diff'],
      ['file.txt', 'application/octet-stream'],
    ]);
    const patch = await readFile(join(context.homeDir, 'artifacts', 'change.patch'), 'utf8');
    expect(patch).toContain("+hello there, $& '$1'");
    expect(patch).toContain('+fresh');
    expect(artifacts[0]).toMatchObject({ path: join(context.homeDir, 'artifacts', 'change.patch') });
    const git = (...args: string[]): string =>
      execFileSync('git', args, { cwd: context.workDir, encoding: 'utf8' }).trim();
    expect(git('log', '-1', '--format=%s by %an on %D')).toBe('-m is no option here by Agent on HEAD -> feature');
    expect(git('status', '--porcelain')).toBe('');
  });

  test('shows what a command prints while it still runs', async () => {
    const { session, events, process } = await start([
      { do: 'run', argv: ['sh', '-c', 'echo first; echo oops >&2; sleep 60'] },
    ]);
    const pieces = (): unknown[] =>
      ofType(events, 'tool.update').map((data) => `${String(data['stream'])}: ${String(data['text'])}`);
    await expect
      .poll(pieces, { timeout: 10_000 })
      .toEqual(expect.arrayContaining(['stdout: first\n', 'stderr: oops\n']));
    expect(ofType(events, 'tool.end')).toEqual([]);
    await process.destroy();
    expect((await session.outcome).ok).toBe(false);
  });

  test('PRC-08: a command that floods is shown in part, and ends', async () => {
    const { session, events } = await start([{ do: 'run', argv: ['sh', '-c', 'yes | head -c 20000000'] }]);
    expect((await session.outcome).ok).toBe(true);
    const shown = ofType(events, 'tool.update').map((data) => String(data['text']));
    expect(shown.join('').length).toBeLessThan(400_000);
    expect(shown.at(-1)).toContain('is not shown');
  });

  test('PRC-09: a background child that keeps the pipes does not keep the step', async () => {
    const { session } = await start([{ do: 'run', argv: ['sh', '-c', 'sleep 60 & echo done'] }]);
    expect((await session.outcome).ok).toBe(true);
  });

  test.each<[string, TaskStep, RegExp]>([
    [
      'a command with another exit code',
      { do: 'run', argv: ['sh', '-c', 'exit 3'] },
      /ended with exit code 3, expected exit code 0/,
    ],
    ['a command that is not there', { do: 'run', argv: ['no-such-program'] }, /could not be started: it is not here/],
    ['a pattern that is absent', { do: 'grep', path: '.', pattern: 'absent' }, /does not contain absent/],
    [
      'text to replace that is absent',
      { do: 'replace', path: 'greeting.txt', find: 'absent', with: '' },
      /does not contain the text/,
    ],
    ['a commit of nothing', { do: 'git-commit', message: 'nothing' }, /nothing to commit/],
    ['a branch that exists', { do: 'git-branch', name: 'main' }, /already exists/],
    ['a branch that looks like an option', { do: 'git-branch', name: '-D' }, /cannot be a branch/],
    ['a base that is absent', { do: 'git-diff', artifact: 'x', base: 'absent' }, /git diff failed/],
    ['an address nobody listens on', { do: 'http-check', url: 'http://127.0.0.1:1/' }, /did not answer/],
    ['an address that is no http', { do: 'http-check', url: 'file:///etc/passwd' }, /no http address/],
    ['a file that is absent', { do: 'publish', path: 'absent', artifact: 'x' }, /could not be opened/],
    [
      'an artifact name that leads away',
      { do: 'publish', path: 'greeting.txt', artifact: '..' },
      /cannot be an artifact/,
    ],
    ['a step over its time', { do: 'sleep', ms: 60_000, timeoutMs: 100 }, /took longer than 100 ms/],
    ['a command over its time', { do: 'run', argv: ['sleep', '60'], timeoutMs: 150 }, /took longer than 150 ms/],
    ['a pattern that is no pattern', { do: 'grep', path: '.', pattern: '(' }, /could not search/],
  ])('fails on %s, and does none of the steps after it', async (_what, step, message) => {
    const { session, events } = await start([step, { do: 'write', path: 'after', content: '' }], {
      prepareWork: newRepository,
    });
    expect(await session.outcome).toMatchObject({ ok: false, message: expect.stringMatching(message) as string });
    expect(ofType(events, 'tool.start')).toHaveLength(1);
    expect(ofType(events, 'tool.end')).toMatchObject([{ status: 'failed' }]);
  });

  test('tries a step again as often as it says', async () => {
    const script = 'echo x >> tries; [ "$(wc -l < tries)" -ge 3 ]';
    const { session, events, context } = await start([{ do: 'run', argv: ['sh', '-c', script], retries: 5 }]);
    expect((await session.outcome).ok).toBe(true);
    expect(await readFile(join(context.workDir, 'tries'), 'utf8')).toBe('x\nx\nx\n');
    expect(ofType(events, 'tool.update').filter((data) => data['stream'] === 'note')).toHaveLength(2);
    expect(ofType(events, 'tool.end')).toHaveLength(1);
  });

  test('checks an address', async () => {
    const server = createServer((_request, response) => response.writeHead(204).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`;
    const { session } = await start([
      { do: 'http-check', url, expectStatus: 204 },
      { do: 'http-check', url },
    ]);
    expect(await session.outcome).toMatchObject({
      ok: false,
      message: expect.stringMatching(/step 2 .*answered 204, expected 200/) as string,
    });
    server.close();
  });

  test('PRC-11: no path leads out of the work folder, not through links either', async () => {
    const outside = join((await folders.make()).workDir, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'secret'), 'secret');
    const prepareWork = async (workDir: string): Promise<void> => {
      await symlink(outside, join(workDir, 'folder'));
      await symlink(join(outside, 'secret'), join(workDir, 'file'));
      await symlink(join(outside, 'not-yet'), join(workDir, 'dangling'));
    };
    const steps: TaskStep[] = [
      { do: 'write', path: 'folder/x', content: 'x' },
      { do: 'write', path: 'folder/new/x', content: 'x' },
      { do: 'write', path: 'file', content: 'x' },
      { do: 'write', path: 'dangling', content: 'x' },
      { do: 'write', path: 'dangling/x', content: 'x' },
      { do: 'replace', path: 'file', find: 'secret', with: 'x' },
      { do: 'grep', path: 'file', pattern: 'secret' },
      { do: 'grep', path: 'folder/secret', pattern: 'secret' },
      { do: 'publish', path: 'file', artifact: 'stolen' },
      { do: 'publish', path: 'folder/secret', artifact: 'stolen' },
    ];
    for (const step of steps) {
      const { session, artifacts } = await start([step], { prepareWork });
      const { ok, code } = await session.outcome;
      expect({ step, ok, code }).toEqual({ step, ok: false, code: 'INVALID' });
      expect(artifacts).toEqual([]);
    }
    expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('secret');
    await expect(readFile(join(outside, 'not-yet'))).rejects.toMatchObject({ code: 'ENOENT' });
    await rm(outside, { recursive: true });
  });
});

describe('git of the embedded agent', () => {
  test('does not take a repository above the work folder for its own', async () => {
    const { session } = await start([{ do: 'git-commit', message: 'not here' }], {
      prepareWork: (workDir) => newRepository(dirname(workDir)),
    });
    expect(await session.outcome).toMatchObject({
      ok: false,
      message: expect.stringMatching(/not a git repository/) as string,
    });
  });
});

describe('stopping the embedded agent', () => {
  test('a cancel kills the command that runs, and what it started, at once', async () => {
    const script = 'sleep 300 & echo $! > child; echo $$ > self; exec sleep 300';
    const { session, context } = await start([{ do: 'run', argv: ['sh', '-c', script] }]);
    const pidOf = async (name: string): Promise<number> =>
      Number(await readFile(join(context.workDir, name), 'utf8').catch(() => '0'));
    await expect.poll(() => pidOf('self'), { timeout: 10_000 }).toBeGreaterThan(0);
    const pids = [await pidOf('self'), await pidOf('child')];
    const from = performance.now();
    await session.interrupt();
    expect(performance.now() - from).toBeLessThan(interruptTimeoutMs);
    expect(await session.outcome).toMatchObject({ ok: false, stopReason: 'cancelled' });
    await expect.poll(() => pids.filter(isAlive)).toEqual([]);
  });

  test('closing its input ends it', async () => {
    const { session, process } = await start([{ do: 'sleep', ms: 3_600_000 }]);
    await session.started;
    process.closeInput();
    expect((await process.exited).code).toBe(0);
    expect((await session.outcome).ok).toBe(false);
  });

  test('the end of the work ends it as well', async () => {
    const { session, process } = await start([{ do: 'sleep', ms: 1 }]);
    expect((await session.outcome).ok).toBe(true);
    expect((await process.exited).code).toBe(0);
  });
});

describe('an approve step', () => {
  test('waits for a person, and goes on when one approves', async () => {
    const { session, events } = await start([{ do: 'approve', question: 'Deploy?' }]);
    await expect
      .poll(() => ofType(events, 'permission.requested'), { timeout: 10_000 })
      .toMatchObject([{ title: 'Deploy?' }]);
    await session.respond?.('permission-1', 'approve');
    expect((await session.outcome).ok).toBe(true);
  });

  test('fails when it is rejected, by a person or by policy, and when its time is over', async () => {
    const rejected = await start([{ do: 'approve', question: 'Deploy?' }], { config: { permissions: 'reject' } });
    expect(await rejected.session.outcome).toMatchObject({
      ok: false,
      message: expect.stringContaining('not approved') as string,
    });
    const late = await start([{ do: 'approve', question: 'Deploy?', timeoutMs: 200 }]);
    expect(await late.session.outcome).toMatchObject({
      ok: false,
      message: expect.stringContaining('took longer than 200 ms') as string,
    });
    expect(ofType(late.events, 'permission.resolved')).toEqual([
      { request: 'permission-1', outcome: 'cancelled', by: 'agent' },
    ]);
  });
});

describe('a plain-language prompt', () => {
  test('is refused with what to do before anything starts, where there is no model', async () => {
    await expect(start([], { prompt: 'Write me a poem' })).rejects.toMatchObject({
      code: 'MODEL_REQUIRED',
      message: expect.stringMatching(/ANTHROPIC_API_KEY.*task steps/) as string,
    });
    expect(adapter.validate({ ...spawn }, {})).toMatchObject({ code: 'INVALID' });
    expect(adapter.validate({ ...spawn, prompt: 'x', task: { steps: [{ do: 'sleep', ms: 1 }] } }, {})).toMatchObject({
      code: 'INVALID',
    });
  });

  test('is no further input of an agent that does steps', async () => {
    const { session } = await start([{ do: 'sleep', ms: 1 }]);
    await expect(session.send?.('Write me a poem')).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    expect((await session.outcome).ok).toBe(true);
  });
});

/** A zombie is dead: it only waits for its parent to look. */
function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
