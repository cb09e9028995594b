import { execFile } from 'node:child_process';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const readme = `# Greeter

A small program the demo's agent works on.

Status: draft
`;

const program = `export function greet(name) {
  return 'Hello ' + name;
}
`;

/** A real git repository with one commit, for agents to clone; made once. */
export async function ensureSampleRepository(folder: string): Promise<string> {
  try {
    await access(join(folder, '.git'));
    return folder;
  } catch {
    await mkdir(folder, { recursive: true });
  }
  await writeFile(join(folder, 'README.md'), readme);
  await writeFile(join(folder, 'greeter.mjs'), program);
  // Settings of the machine's user (hooks, signing) have no place in the sample.
  const env = { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1' };
  const git = (...args: string[]): Promise<unknown> => run('git', args, { cwd: folder, env });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', 'README.md', 'greeter.mjs');
  const author = ['-c', 'user.name=Wheelhouse', '-c', 'user.email=demo@wheelhouse.invalid'];
  await git(...author, 'commit', '--quiet', '--message', 'Start the greeter');
  return folder;
}
