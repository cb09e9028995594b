import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WheelhouseError } from '@wheelhouse/protocol';

export interface GitSource {
  readonly repository: string;
  /** Branch, tag or commit. Absent = the repository's current branch. */
  readonly ref?: string | undefined;
}

export interface CloneOptions {
  readonly source: GitSource;
  /** Absolute paths or `file:` addresses; a repository must be one of them or lie inside one. */
  readonly allowedSources: readonly string[];
  /** An existing empty folder. */
  readonly into: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const maxAnswerBytes = 256 * 1024;

/**
 * Clones a repository of this machine. The clone shares no file with its source (no hard links, no alternates), runs no
 * hook, follows no submodule, and reads no configuration but the repository's own.
 * @returns the commit it is at, null for an empty repository
 * @throws WheelhouseError NOT_AUTHORIZED for a source that is not allowed, INVALID for one that is no repository or has
 *   no such ref, START_FAILED when git is missing or failed
 */
export async function cloneSource(options: CloneOptions): Promise<string | null> {
  const { source, into } = options;
  if (source.ref?.startsWith('-')) throw new WheelhouseError('INVALID', 'a ref must not begin with a dash');
  const repository = await allowedRepository(source.repository, options.allowedSources);
  const clone = [
    'clone',
    '--quiet',
    '--local',
    '--no-hardlinks',
    '--no-recurse-submodules',
    '--template=',
    '--',
    repository,
    into,
  ];
  await runGit(clone, { ...options, cwd: into }).catch((error: unknown) => {
    throw translate(error, 'the repository could not be cloned');
  });
  if (source.ref !== undefined) await checkOut(source.ref, options);
  const head = await runGit(['rev-parse', '--verify', '--quiet', 'HEAD'], { ...options, cwd: into }).catch(() => '');
  return head.trim() || null;
}

/**
 * The real path of a repository that the settings allow. Links are resolved on both sides, so a link inside an allowed
 * folder leads nowhere else.
 */
async function allowedRepository(repository: string, allowedSources: readonly string[]): Promise<string> {
  const refusal = new WheelhouseError('NOT_AUTHORIZED', 'this source is not among the workspace’s allowed sources');
  const path = localPath(repository);
  if (path === null) throw refusal;
  const place = await realpath(path).catch(() => null);
  // The same answer for "not there" and "not allowed": it must not tell what exists on this machine.
  if (place === null) throw refusal;
  for (const allowed of allowedSources) {
    const allowedPath = localPath(allowed);
    const root = allowedPath === null ? null : await realpath(allowedPath).catch(() => null);
    if (root !== null && (place === root || place.startsWith(root.endsWith(sep) ? root : root + sep))) return place;
  }
  throw refusal;
}

function localPath(repository: string): string | null {
  if (repository.includes('\0')) return null;
  if (!repository.startsWith('file:')) return isAbsolute(repository) ? repository : null;
  try {
    return fileURLToPath(repository);
  } catch {
    return null;
  }
}

async function checkOut(ref: string, options: CloneOptions): Promise<void> {
  const run = (args: readonly string[]): Promise<string> => runGit(args, { ...options, cwd: options.into });
  const found = async (name: string): Promise<boolean> => {
    const answer = await run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]).catch(
      () => '',
    );
    return answer.trim() !== '';
  };
  // A branch of the source becomes a branch here; a tag or a commit has none to be on.
  const isBranch = await found(`refs/remotes/origin/${ref}`);
  if (!isBranch && !(await found(ref)))
    throw new WheelhouseError('INVALID', `the repository has no branch, tag or commit ${ref}`);
  const args = isBranch
    ? ['checkout', '--quiet', '-B', ref, `refs/remotes/origin/${ref}`]
    : ['checkout', '--quiet', '--detach', ref];
  await run(args).catch((error: unknown) => {
    throw translate(error, `${ref} could not be checked out`);
  });
}

interface GitRun {
  readonly cwd: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Only what git needs: no variable, file, hook or helper of this machine can steer it. */
function gitEnv(cwd: string): Record<string, string> {
  return {
    PATH: `/usr/local/bin:/usr/bin:/bin:${dirname(process.execPath)}`,
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CEILING_DIRECTORIES: dirname(cwd),
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'file',
    GIT_LFS_SKIP_SMUDGE: '1',
  };
}

function runGit(args: readonly string[], { cwd, timeoutMs, signal }: GitRun): Promise<string> {
  const settings = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '-c', 'advice.detachedHead=false'];
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      [...settings, ...args],
      {
        cwd,
        env: gitEnv(cwd),
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        maxBuffer: maxAnswerBytes,
        signal,
        shell: false,
      },
      (error, stdout, stderr) => {
        if (error) reject(Object.assign(error, { stderr }));
        else resolve(stdout);
      },
    );
  });
}

function translate(error: unknown, what: string): WheelhouseError {
  const { code, killed, stderr = '' } = error as { code?: unknown; killed?: boolean; stderr?: string };
  if (code === 'ENOENT') return new WheelhouseError('START_FAILED', 'git is not installed here', { cause: error });
  if (code === 'ABORT_ERR') return new WheelhouseError('START_FAILED', `${what}: it was stopped`, { cause: error });
  if (killed) return new WheelhouseError('START_FAILED', `${what} in time`, { cause: error });
  const why = stderr.split('\n').find((line) => line.startsWith('fatal:') || line.startsWith('error:')) ?? '';
  return new WheelhouseError('INVALID', `${what}${why ? `: ${why.slice(0, 300)}` : ''}`, { cause: error });
}
