import { runChild } from './child.ts';
import { StepFailure } from './failure.ts';
import type { StepContext } from './step-context.ts';

/** Git's own hash of nothing, to compare a repository without a first commit with. */
export const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** Never a prompt, a pager, an editor, a hook or a setting of the machine. */
const flags = ['-c', 'core.hooksPath=/dev/null', '-c', 'commit.gpgSign=false', '-c', 'core.quotePath=false'];
const gitEnv = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_PAGER: 'cat',
  GIT_EDITOR: 'true',
  LC_ALL: 'C',
};
const maxAnswerBytes = 64 * 1024;

/** One git command in the work folder; its first 64 KiB of output. Throws StepFailure with git's own words. */
export async function git(context: StepContext, args: readonly string[], stdoutFd?: number): Promise<string> {
  const output = { stdout: '', stderr: '' };
  const exit = await runChild({
    argv: ['git', ...flags, ...args],
    cwd: context.workDir,
    env: { ...context.childEnv, ...gitEnv },
    signal: context.signal,
    ...(stdoutFd === undefined ? {} : { stdoutFd }),
    onOutput: (stream, chunk) => {
      if (output[stream].length < maxAnswerBytes) output[stream] += chunk.toString('utf8');
    },
  });
  if (exit.code === 0) return output.stdout;
  const said = (output.stderr.trim() || output.stdout.trim()).slice(0, 1000);
  throw new StepFailure(`git ${args[0] ?? ''} failed: ${said || `exit code ${exit.code ?? 'none'}`}`);
}

/** The commit the work folder is at; null without a repository or a first commit. */
export async function currentCommit(context: StepContext): Promise<string | null> {
  const answer = await git(context, ['rev-parse', '--verify', '--quiet', 'HEAD']).catch(() => '');
  context.signal.throwIfAborted();
  return answer.trim() || null;
}
