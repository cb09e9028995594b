import { open, rm } from 'node:fs/promises';
import type { TaskStep } from '@wheelhouse/protocol';
import { StepFailure } from './failure.ts';
import { emptyTree, git } from './git.ts';
import type { StepContext } from './step-context.ts';
import { artifactPath } from './step-files.ts';

type BranchStep = Extract<TaskStep, { do: 'git-branch' }>;
type CommitStep = Extract<TaskStep, { do: 'git-commit' }>;
type DiffStep = Extract<TaskStep, { do: 'git-diff' }>;

/** Creates the branch at the current commit and switches to it. */
export async function branchStep(step: BranchStep, context: StepContext): Promise<string> {
  notAnOption(step.name);
  await git(context, ['checkout', '--quiet', '-b', step.name]);
  return `on branch ${step.name}`;
}

/** Commits every change of the work folder, new files too. Fails when there is none. */
export async function commitStep(step: CommitStep, context: StepContext): Promise<string> {
  await git(context, ['add', '--all']);
  await git(context, ['commit', '--quiet', '--no-verify', '-m', step.message]);
  return (await git(context, ['rev-parse', 'HEAD'])).trim();
}

/** Publishes the difference to `base` (absent: where the task began) as a patch, new files too. */
export async function diffStep(step: DiffStep, context: StepContext): Promise<string> {
  if (step.base) notAnOption(step.base);
  const place = artifactPath(context, step.artifact);
  const base = step.base ?? context.startCommit ?? emptyTree;
  await git(context, ['add', '--intent-to-add', '--all']);
  await rm(place, { force: true });
  const file = await open(place, 'wx', 0o644);
  try {
    await git(context, ['diff', '--no-color', '--no-ext-diff', '--no-textconv', '--binary', base, '--'], file.fd);
    const { size } = await file.stat();
    await context.publish(step.artifact, 'text/x-diff');
    return `${size} bytes published as ${step.artifact}`;
  } finally {
    await file.close();
  }
}

function notAnOption(name: string): void {
  if (name.startsWith('-'))
    throw new StepFailure(`${name} cannot be a branch's name`, { code: 'INVALID', retryable: false });
}
