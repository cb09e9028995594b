import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAcpAdapter } from './acp.ts';
import { findInstalled } from './installed-program.ts';
import { ProgramProbe, versionOf } from './probe-program.ts';

let root: string;
let bin: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'wheelhouse-probe-'));
  bin = join(root, 'bin');
  await mkdir(bin);
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function program(name: string, script: string): Promise<string> {
  const path = join(bin, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

const probeOf = (now?: () => number): ProgramProbe =>
  new ProgramProbe({ searchPath: `${bin}:/usr/bin:/bin`, remedy: (name) => `get ${name}`, ...(now ? { now } : {}) });

test('a program on the PATH is asked for its version, with nothing in its environment but the PATH', async () => {
  const seen = join(root, 'seen');
  const path = await program('tool', `env > ${seen}; echo "tool 1.2.3-beta (words)"`);
  expect(await probeOf().probe('tool')).toEqual({
    available: true,
    version: '1.2.3-beta',
    detail: `found at ${path}`,
  });
  const names = (await readFile(seen, 'utf8')).trim().split('\n');
  // What sh itself sets.
  expect(names.filter((line) => !/^(PWD|SHLVL|_|OLDPWD)=/.test(line))).toEqual([`PATH=${bin}:/usr/bin:/bin`]);
});

test('a program outside of the PATH is found and not run: an agent may have written it', async () => {
  const ran = join(root, 'ran');
  const path = await program('elsewhere/tool', `touch ${ran}; echo 6.6.6`);
  expect(await probeOf().probe(path)).toMatchObject({
    available: true,
    detail: expect.stringContaining(path) as string,
  });
  expect(findInstalled(ran, '')).toBeNull();
  await expect(readFile(ran)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a program that is not there, fails, or is no program says what to do', async () => {
  await program('broken', 'exit 3');
  await writeFile(join(bin, 'text'), 'no program');
  const wanted = { available: false, detail: expect.stringContaining('get ') as string };
  for (const name of ['absent', 'broken', 'text', '/nowhere/at/all'])
    expect(await probeOf().probe(name)).toEqual(wanted);
});

test('an answer is kept for 60 s', async () => {
  const count = join(root, 'count');
  await program('counted', `echo x >> ${count}; echo 1.0`);
  let now = 0;
  const probe = probeOf(() => now);
  const asked = async (): Promise<number> => {
    await probe.probe('counted');
    return (await readFile(count, 'utf8')).trim().split('\n').length;
  };
  expect(await asked()).toBe(1);
  now = 59_999;
  expect(await asked()).toBe(1);
  now = 60_000;
  expect(await asked()).toBe(2);
});

test('a program that does not answer is given up after 5 s, with what it started', async () => {
  const pid = join(root, 'pid');
  await program('hangs', `sleep 600 & echo $! > ${pid}; wait`);
  const from = performance.now();
  expect(await probeOf().probe('hangs')).toMatchObject({
    available: false,
    detail: expect.stringContaining('5000 ms') as string,
  });
  expect(performance.now() - from).toBeLessThan(8000);
  const sleeper = Number(await readFile(pid, 'utf8'));
  const alive = async (): Promise<boolean> =>
    /State:\s+[^ZX]/.test(await readFile(`/proc/${sleeper}/status`, 'utf8').catch(() => ''));
  await expect.poll(alive, { timeout: 5000 }).toBe(false);
}, 20_000);

test.each([
  ['2.1.197 (Claude Code)', '2.1.197'],
  ['codex-cli 0.169.0', '0.169.0'],
  ['v1.0.0-rc.1+build', '1.0.0-rc.1+build'],
  ['  some words  ', 'some words'],
])('the version in %j is %s', (line, version) => expect(versionOf(line)).toBe(version));

test('the runtime acp is available without a program, and an entry of it is when its program is', async () => {
  const adapter = createAcpAdapter();
  expect(await adapter.probe()).toEqual({ available: true });
  expect(await adapter.probe({ argv: ['/nowhere/agent'] })).toMatchObject({ available: false });
  expect(await adapter.probe({ argv: 7 })).toMatchObject({ available: false });
});

test('a package that npm installed is shown with what it depends on, also where that is optional', async () => {
  const modules = join(root, 'node_modules');
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(modules, path)), { recursive: true });
    await writeFile(join(modules, path), text);
    await chmod(join(modules, path), 0o755);
  };
  const optionalDependencies = { '@some/tool-native': '1', '@some/tool-other': '1' };
  await write('@some/tool/package.json', JSON.stringify({ name: '@some/tool', optionalDependencies }));
  await write('@some/tool/bin/tool.js', '');
  await write('@some/tool-native/package.json', '{"name":"@some/tool-native"}');
  const installed = findInstalled(join(modules, '@some/tool/bin/tool.js'), '');
  expect(installed?.readOnlyPaths).toEqual([join(modules, '@some/tool'), join(modules, '@some/tool-native')]);
});
