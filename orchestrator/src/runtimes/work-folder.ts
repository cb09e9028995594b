import { access, chmod, lstat, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { WorkSource } from '@wheelhouse/protocol';
import { cloneSource } from './git-source.ts';

export interface WorkFolderOptions {
  /** Absolute; does not exist yet, its parents may be missing. Everything of the run is made inside, and removed with it. */
  readonly root: string;
  /** Absent = empty. */
  readonly source?: WorkSource | undefined;
  /** The workspace's allowed sources: absolute paths or `file:` addresses. */
  readonly allowedSources: readonly string[];
  /** Who the run's commits are by. */
  readonly author: { readonly name: string; readonly email: string };
  readonly signal: AbortSignal;
  /** Longest a clone may take. Default 5 minutes. */
  readonly timeoutMs?: number;
}

export interface WorkFolder {
  readonly workDir: string;
  readonly homeDir: string;
  /** Commit the work starts from; null without one. */
  readonly startCommit: string | null;
  /** Removes everything, also what the agent made unreadable. Call it when nothing of the run is alive. */
  remove(): Promise<void>;
}

const cloneTimeoutMs = 5 * 60_000;

/**
 * Makes a run's own folders: the work folder (empty, or a clone) and a HOME with a git identity. Only the owner can
 * enter them. Leaves nothing behind when it throws.
 * @throws WheelhouseError as `cloneSource`; file system errors (an existing root is EEXIST) pass through
 */
export async function openWorkFolder(options: WorkFolderOptions): Promise<WorkFolder> {
  const { root, source } = options;
  await mkdir(dirname(root), { recursive: true, mode: 0o700 });
  await mkdir(root, { mode: 0o700 });
  const workDir = join(root, 'work');
  const homeDir = join(root, 'home');
  const remove = (): Promise<void> => removeTree(root);
  try {
    await mkdir(workDir, { mode: 0o700 });
    await mkdir(homeDir, { mode: 0o700 });
    await writeFile(join(homeDir, '.gitconfig'), gitConfig(options.author, workDir), { mode: 0o600 });
    const { allowedSources, signal, timeoutMs = cloneTimeoutMs } = options;
    const startCommit =
      source?.kind === 'git' ? await cloneSource({ source, allowedSources, into: workDir, timeoutMs, signal }) : null;
    return { workDir, homeDir, startCommit, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * The folders that an earlier attempt left, as it left them.
 * @throws Error ENOENT where they are not kept
 */
export async function reopenWorkFolder(root: string): Promise<WorkFolder> {
  const [workDir, homeDir] = [join(root, 'work'), join(root, 'home')];
  for (const folder of [workDir, homeDir]) await access(folder);
  return { workDir, homeDir, startCommit: null, remove: () => removeTree(root) };
}

/** Values are quoted as git's own format asks, so a name cannot open a section of its own. */
function gitConfig(author: WorkFolderOptions['author'], workDir: string): string {
  const quote = (value: string): string => `"${value.replace(/[\0\r\n]/g, ' ').replace(/["\\]/g, '\\$&')}"`;
  return [
    '[user]',
    `\tname = ${quote(author.name)}`,
    `\temail = ${quote(author.email)}`,
    '[init]',
    '\tdefaultBranch = main',
    // Inside a user namespace the folder's owner can look like somebody else.
    '[safe]',
    `\tdirectory = ${quote(workDir)}`,
    '',
  ].join('\n');
}

/** `rm -r` that also takes folders without permissions; links are removed, never followed. */
export async function removeTree(root: string): Promise<void> {
  try {
    await rm(root, { recursive: true, force: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EPERM' && code !== 'ENOTEMPTY') throw error;
    await openUp(root);
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function openUp(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if ((await lstat(path)).isDirectory()) await openUp(path);
  }
}
