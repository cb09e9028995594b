import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clip } from './clip.ts';
import { maxResultChars, type LoopTool, type ToolContext } from './tool-desk.ts';
import { editTool, readTool, writeTool } from './tool-files.ts';
import { grepTool, listTool } from './tool-search.ts';
import { shellTool } from './tool-shell.ts';

let root: string;
let workDir: string;
let shown: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'wheelhouse-tools-')));
  workDir = join(root, 'work');
  await mkdir(workDir);
  shown = '';
});
afterEach(() => rm(root, { recursive: true, force: true }));

const context = (signal = new AbortController().signal): ToolContext => ({
  id: 'call',
  workDir,
  artifactsDir: join(root, 'artifacts'),
  childEnv: { PATH: '/usr/local/bin:/usr/bin:/bin' },
  signal,
  output: (_stream, text) => {
    shown += text;
    return Promise.resolve();
  },
  publish: () => Promise.resolve(),
  choose: () => Promise.resolve(null),
  inquire: () => Promise.resolve(null),
  say: () => Promise.resolve(),
});
const use = <Input>(tool: LoopTool<Input>, input: Input): Promise<string> =>
  tool.work(tool.input.parse(input), context());
const file = (name: string): string => join(workDir, name);
const lines = (count: number, word = 'line'): string =>
  Array.from({ length: count }, (_, index) => `${word} ${index + 1}\n`).join('');

describe('read', () => {
  test('gives a short file as it is', async () => {
    await writeFile(file('a'), 'one\ntwo\n');
    expect(await use(readTool, { path: 'a' })).toBe('one\ntwo');
    expect(await use(readTool, { path: join(workDir, 'a') })).toBe('one\ntwo');
  });

  test('gives a long file in parts, and says which', async () => {
    await writeFile(file('a'), lines(5000));
    const first = await use(readTool, { path: 'a' });
    expect(first.length).toBeLessThanOrEqual(maxResultChars);
    const next = /\[lines 1 to (\d+) of 5000\]$/.exec(first)?.[1];
    const second = await use(readTool, { path: 'a', fromLine: Number(next) + 1 });
    expect(second.startsWith(`line ${Number(next) + 1}\n`)).toBe(true);
    expect(await use(readTool, { path: 'a', fromLine: 4999, lines: 10 })).toBe(
      'line 4999\nline 5000\n[lines 4999 to 5000 of 5000]',
    );
  });

  test('gives a part of a line that is too long, and nothing after the end', async () => {
    await writeFile(file('a'), 'x'.repeat(100_000));
    expect((await use(readTool, { path: 'a' })).length).toBeLessThanOrEqual(maxResultChars);
    expect(await use(readTool, { path: 'a', fromLine: 7 })).toBe('\n[lines 7 to 6 of 1]');
  });

  test('refuses what is no text, a folder, and what is not there', async () => {
    await writeFile(file('bytes'), Buffer.from([0xff, 0xfe, 0x00]));
    await expect(use(readTool, { path: 'bytes' })).rejects.toThrow('no text');
    await expect(use(readTool, { path: '.' })).rejects.toThrow('not a regular file');
    await expect(use(readTool, { path: 'absent' })).rejects.toThrow('ENOENT');
  });
});

describe('edit', () => {
  test('replaces a text that occurs once, byte for byte', async () => {
    await writeFile(file('a'), 'price: 5\nname: x\n');
    expect(await use(editTool, { path: 'a', find: 'price: 5', replace: "price: $& '$1'" })).toBe('replaced');
    expect(await readFile(file('a'), 'utf8')).toBe("price: $& '$1'\nname: x\n");
  });

  test('does nothing where the text occurs more often, or not at all, and says so', async () => {
    await writeFile(file('a'), 'x x x');
    await expect(use(editTool, { path: 'a', find: 'x', replace: 'y' })).rejects.toThrow('occurs 3 times');
    await expect(use(editTool, { path: 'a', find: 'z', replace: 'y' })).rejects.toThrow('does not contain');
    expect(await readFile(file('a'), 'utf8')).toBe('x x x');
    expect(await use(editTool, { path: 'a', find: 'x', replace: 'y', all: true })).toBe('replaced 3 times');
    expect(await readFile(file('a'), 'utf8')).toBe('y y y');
  });
});

describe('PRC-11: every tool that takes a path', () => {
  const outside = (): string => join(root, 'outside');
  const tools: [string, (path: string) => Promise<string>][] = [
    ['read', (path) => use(readTool, { path })],
    ['write', (path) => use(writeTool, { path, content: 'changed' })],
    ['edit', (path) => use(editTool, { path, find: 'secret', replace: 'changed' })],
    ['list', (path) => use(listTool, { path })],
    ['grep', (path) => use(grepTool, { pattern: 'secret', path })],
  ];
  test.each(tools)('%s stays inside the work folder, also through links', async (_name, tool) => {
    await mkdir(outside());
    await writeFile(join(outside(), 'secret'), 'secret');
    await symlink(outside(), file('folder'));
    await symlink(join(outside(), 'secret'), file('link'));
    await symlink(join(outside(), 'not-yet'), file('dangling'));
    for (const path of [
      '../outside/secret',
      'folder/secret',
      'folder',
      'link',
      'dangling',
      join(outside(), 'secret'),
      '/etc/passwd',
    ])
      await expect(tool(path), path).rejects.toMatchObject({ code: 'INVALID' });
    expect(await readFile(join(outside(), 'secret'), 'utf8')).toBe('secret');
    await expect(readFile(join(outside(), 'not-yet'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('follows a link that stays inside', async () => {
    await writeFile(file('real.md'), 'hello');
    await symlink('real.md', file('link.md'));
    expect(await use(readTool, { path: 'link.md' })).toBe('hello');
    await use(editTool, { path: 'link.md', find: 'hello', replace: 'bye' });
    expect(await readFile(file('real.md'), 'utf8')).toBe('bye');
  });
});

describe('list', () => {
  test('shows folders to a depth, and passes over what is large and never looked for', async () => {
    await mkdir(file('src/deep/deeper'), { recursive: true });
    await mkdir(file('node_modules/x'), { recursive: true });
    await writeFile(file('src/deep/a.ts'), '');
    await symlink('..', file('up'));
    expect(await use(listTool, {})).toBe('node_modules/\nsrc/\nsrc/deep/\nup');
    expect(await use(listTool, { path: 'src', depth: 3 })).toBe('deep/\ndeep/a.ts\ndeep/deeper/');
  });

  test('is bounded', async () => {
    await Promise.all(Array.from({ length: 600 }, (_, index) => writeFile(file(`f${index}`), '')));
    const listed = (await use(listTool, {})).split('\n');
    expect(listed).toHaveLength(501);
    expect(listed.at(-1)).toContain('there is more');
  });
});

describe('grep', () => {
  test('shows where a pattern is, with paths as the other tools take them', async () => {
    await mkdir(file('src'));
    await writeFile(file('src/a.ts'), 'one\nTwo\n');
    expect(await use(grepTool, { pattern: '^T.o$' })).toBe('./src/a.ts:2:Two\n');
    expect(await use(grepTool, { pattern: 'two', path: 'src', ignoreCase: true })).toBe('src/a.ts:2:Two\n');
    expect(await use(grepTool, { pattern: 'absent' })).toBe('no match');
    expect(await use(grepTool, { pattern: '-e' })).toBe('no match');
    await expect(use(grepTool, { pattern: '(' })).rejects.toThrow('Unmatched');
  });

  test('is bounded', async () => {
    await writeFile(file('a'), lines(100_000, 'match'));
    expect((await use(grepTool, { pattern: 'match' })).split('\n')).toHaveLength(51);
  });
});

describe('shell', () => {
  test('takes a line for a shell, or words that none reads', async () => {
    expect(await use(shellTool, { command: 'echo "$((40 + 2))" >&2' })).toBe('[exit code 0]\n42\n');
    expect(await use(shellTool, { command: 'pwd' })).toBe(`[exit code 0]\n${workDir}\n`);
    expect(await use(shellTool, { argv: ['echo', '$HOME'] })).toBe('[exit code 0]\n$HOME\n');
    expect(shown).toBe(`42\n${workDir}\n$HOME\n`);
    for (const input of [{}, { command: 'true', argv: ['true'] }])
      expect(shellTool.input.safeParse(input).success).toBe(false);
  });

  test('tells how a command failed, with what it said', async () => {
    await expect(use(shellTool, { command: 'echo oops; exit 3' })).rejects.toThrow('[exit code 3]\noops\n');
    await expect(use(shellTool, { command: 'kill -9 $$' })).rejects.toThrow('[signal SIGKILL]');
    await expect(use(shellTool, { argv: ['no-such-program'] })).rejects.toThrow('it is not here');
  });

  test('ends what takes too long, with all that it started, and tells what it said until then', async () => {
    const command = 'sleep 60 & echo $! > pid; echo working; wait';
    await expect(use(shellTool, { command, timeoutMs: 500 })).rejects.toThrow(/longer than 500 ms.*\nworking\n/s);
    const pid = Number(await readFile(file('pid'), 'utf8'));
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  test('keeps the beginning and the end of a flood, and shows people a part', async () => {
    const told = await use(shellTool, { command: 'echo first; yes | head -c 20000000; echo last' });
    expect(told.length).toBeLessThanOrEqual(maxResultChars);
    expect(told).toMatch(/^\[exit code 0\]\nfirst\n.*left out.*\nlast\n$/s);
    expect(shown.length).toBeLessThanOrEqual(256 * 1024);
  });
});

test('a text that is clipped has no half characters', () => {
  const clipped = clip('😀'.repeat(1000), 101);
  expect(clipped).not.toMatch(/\p{Surrogate}/u);
  expect(clip('short', 5)).toBe('short');
});

/** A zombie is dead: it only waits for its parent to look. */
function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
