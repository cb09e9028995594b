import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { WorkSource } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepArtifact } from './artifact-file.ts';
import { openWorkFolder, type WorkFolder, type WorkFolderOptions } from './work-folder.ts';

let base: string;
let sources: string;
let repository: string;
let made = 0;

const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();

beforeAll(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'wheelhouse-work-')));
  sources = join(base, 'sources');
  repository = join(sources, 'app');
  await mkdir(repository, { recursive: true });
  git(repository, 'init', '--quiet', '--initial-branch=main');
  await writeFile(join(repository, 'README.md'), 'one\n');
  git(repository, 'add', '.');
  git(repository, 'commit', '--quiet', '-m', 'one');
  git(repository, 'tag', 'v1');
  git(repository, 'checkout', '--quiet', '-b', 'next');
  await writeFile(join(repository, 'README.md'), 'two\n');
  git(repository, 'commit', '--quiet', '-a', '-m', 'two');
  git(repository, 'checkout', '--quiet', 'main');
});
afterAll(() => rm(base, { recursive: true, force: true }));

function openFolder(source?: WorkSource, options: Partial<WorkFolderOptions> = {}): Promise<WorkFolder> {
  made += 1;
  const author = { name: 'Agent "A"\n[core]', email: 'agent@example.org' };
  return openWorkFolder({
    root: join(base, `run-${made}`),
    source,
    allowedSources: [sources],
    author,
    signal: new AbortController().signal,
    ...options,
  });
}

test('an empty work folder has its own HOME with a git identity that cannot smuggle settings', async () => {
  const folder = await openFolder();
  expect(await readdir(folder.workDir)).toEqual([]);
  expect((await lstat(folder.workDir)).mode & 0o777).toBe(0o700);
  const env = { PATH: '/usr/bin:/bin', HOME: folder.homeDir, GIT_CONFIG_NOSYSTEM: '1' };
  const read = (key: string): string =>
    execFileSync('git', ['config', '--get', key], { env, cwd: folder.workDir, encoding: 'utf8' }).trim();
  expect(read('user.name')).toBe('Agent "A" [core]');
  expect(read('user.email')).toBe('agent@example.org');
  await folder.remove();
  await expect(lstat(folder.workDir)).rejects.toMatchObject({ code: 'ENOENT' });
});

test.each([
  ['the current branch by its path', () => ({ kind: 'git', repository }) as const, 'one\n', 'main'],
  [
    'a branch by its address',
    () => ({ kind: 'git', repository: pathToFileURL(repository).href, ref: 'next' }) as const,
    'two\n',
    'next',
  ],
  ['a tag', () => ({ kind: 'git', repository, ref: 'v1' }) as const, 'one\n', 'HEAD'],
  [
    'a commit',
    () => ({ kind: 'git', repository, ref: git(repository, 'rev-parse', 'next') }) as const,
    'two\n',
    'HEAD',
  ],
])('a clone of %s', async (_what, source, content, branch) => {
  const folder = await openFolder(source());
  expect(await readFile(join(folder.workDir, 'README.md'), 'utf8')).toBe(content);
  expect(git(folder.workDir, 'rev-parse', '--abbrev-ref', 'HEAD')).toBe(branch);
  expect(folder.startCommit).toBe(git(folder.workDir, 'rev-parse', 'HEAD'));
  await folder.remove();
});

test('a clone shares no object file with its source and brings no hook', async () => {
  await writeFile(join(repository, '.git', 'hooks', 'post-checkout'), '#!/bin/sh\ntouch "$PWD/hooked"\n', {
    mode: 0o755,
  });
  const folder = await openFolder({ kind: 'git', repository, ref: 'next' });
  const names = await readdir(join(folder.workDir, '.git', 'objects'), { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) expect((await lstat(join(file.parentPath, file.name))).nlink).toBe(1);
  await expect(lstat(join(folder.workDir, '.git', 'hooks'))).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(lstat(join(folder.workDir, 'hooked'))).rejects.toMatchObject({ code: 'ENOENT' });
  await folder.remove();
});

test('a source that is not allowed is refused like one that does not exist, and nothing is left', async () => {
  const outside = join(base, 'outside');
  await mkdir(outside);
  git(outside, 'init', '--quiet');
  await symlink(outside, join(sources, 'sneaky'));
  const refused = [
    outside,
    join(sources, 'sneaky'),
    join(sources, 'absent'),
    `${sources}/../outside`,
    'https://example.org/x.git',
    'ssh://host/x',
    'ext::sh -c id',
    'relative/path',
    '--upload-pack=id',
    'file://other-host/x',
  ];
  for (const name of refused) {
    await expect(openFolder({ kind: 'git', repository: name })).rejects.toMatchObject({
      code: 'NOT_AUTHORIZED',
      message: 'this source is not among the workspace’s allowed sources',
    });
  }
  await expect(openFolder({ kind: 'git', repository }, { allowedSources: [] })).rejects.toMatchObject({
    code: 'NOT_AUTHORIZED',
  });
  await expect(
    openFolder({ kind: 'git', repository }, { allowedSources: [`${sources.slice(0, -1)}`] }),
  ).rejects.toMatchObject({ code: 'NOT_AUTHORIZED' });
  await expect(lstat(join(base, `run-${made}`))).rejects.toMatchObject({ code: 'ENOENT' });
});

test.each([['nope'], ['--help'], ['-b'], ['main~99'], ['HEAD:README.md']])('the ref %s is refused', async (ref) => {
  await expect(openFolder({ kind: 'git', repository, ref })).rejects.toMatchObject({ code: 'INVALID' });
});

test('a folder that is no repository is refused, and does not find one above it', async () => {
  const inner = join(repository, 'inner');
  await mkdir(inner);
  await expect(openFolder({ kind: 'git', repository: inner })).rejects.toMatchObject({ code: 'INVALID' });
  await rm(inner, { recursive: true });
});

test('a clone that is stopped leaves nothing', async () => {
  await expect(openFolder({ kind: 'git', repository }, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'START_FAILED',
  });
  await expect(lstat(join(base, `run-${made}`))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('removing takes folders the agent closed, and does not follow its links', async () => {
  const folder = await openFolder();
  const closed = join(folder.workDir, 'closed', 'deep');
  await mkdir(closed, { recursive: true });
  await writeFile(join(closed, 'file'), 'x');
  await symlink(repository, join(folder.workDir, 'link'));
  await chmod(closed, 0o000);
  await chmod(join(folder.workDir, 'closed'), 0o000);
  await folder.remove();
  await expect(lstat(folder.workDir)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await readFile(join(repository, 'README.md'), 'utf8')).toBe('one\n');
});

test('an artifact is copied with its hash, and small text comes inline', async () => {
  const folder = await openFolder();
  const path = join(folder.homeDir, 'report.txt');
  await writeFile(path, 'grüße\n');
  const keepAt = join(base, 'kept-1');
  const kept = await keepArtifact({ path, inside: folder.homeDir, keepAt, maxBytes: 1024, inlineMaxBytes: 100 });
  expect(kept).toEqual({ bytes: 8, sha256: createHash('sha256').update('grüße\n').digest('hex'), inline: 'grüße\n' });
  expect(await readFile(keepAt, 'utf8')).toBe('grüße\n');
  await writeFile(path, Buffer.alloc(200_000, 0xff));
  const binary = await keepArtifact({
    path,
    inside: folder.homeDir,
    keepAt: join(base, 'kept-2'),
    maxBytes: 1 << 20,
    inlineMaxBytes: 1 << 20,
  });
  expect(binary).toMatchObject({ bytes: 200_000, inline: null });
});

test('TEN-17: an artifact that is a link, a pipe, a folder, a second name, outside or too large is refused', async () => {
  const folder = await openFolder();
  const secret = join(base, 'secret');
  await writeFile(secret, 'secret');
  const inHome = (name: string): string => join(folder.homeDir, name);
  await symlink(secret, inHome('link'));
  await symlink(base, inHome('folder-link'));
  await link(secret, inHome('hard-link'));
  execFileSync('mkfifo', [inHome('pipe')]);
  await mkdir(inHome('folder'));
  await writeFile(inHome('large'), 'x'.repeat(101));
  const keepAt = join(base, 'kept-3');
  const keep = (path: string): Promise<unknown> =>
    keepArtifact({ path, inside: folder.homeDir, keepAt, maxBytes: 100, inlineMaxBytes: 100 });
  for (const name of ['link', 'hard-link', 'pipe', 'folder', 'folder-link/secret', 'absent', '../work']) {
    await expect(keep(inHome(name))).rejects.toMatchObject({ code: 'INVALID' });
  }
  await expect(keep(secret)).rejects.toMatchObject({ code: 'INVALID' });
  await expect(keep(inHome('large'))).rejects.toMatchObject({ code: 'TOO_LARGE' });
  await expect(lstat(keepAt)).rejects.toMatchObject({ code: 'ENOENT' });
});
