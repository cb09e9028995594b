import { setTimeout as wait } from 'node:timers/promises';
import type { TaskStep } from '@wheelhouse/protocol';
import { messageOf, StepFailure } from './failure.ts';
import type { StepContext } from './step-context.ts';
import { publishStep, replaceStep, writeStep } from './step-files.ts';
import { branchStep, commitStep, diffStep } from './step-git.ts';
import { runCommand, runGrep } from './step-run.ts';
import { spawnStep } from './step-spawn.ts';

/** Does one step once. Resolves with a word on what was done; throws StepFailure. */
export async function doStep(step: TaskStep, context: StepContext): Promise<string> {
  switch (step.do) {
    case 'run':
      return runCommand(step, context);
    case 'write':
      return writeStep(step, context);
    case 'replace':
      return replaceStep(step, context);
    case 'grep':
      return runGrep(step, context);
    case 'git-branch':
      return branchStep(step, context);
    case 'git-commit':
      return commitStep(step, context);
    case 'git-diff':
      return diffStep(step, context);
    case 'http-check':
      return httpCheck(step, context);
    case 'approve':
      if (await context.approve(step.question, context.signal)) return 'approved';
      throw new StepFailure('it was not approved', { retryable: false });
    case 'publish':
      return publishStep(step, context);
    case 'sleep':
      await wait(step.ms, undefined, { signal: context.signal });
      return `slept ${step.ms} ms`;
    case 'spawn':
      return spawnStep(step, context);
    default:
      throw new StepFailure(`this agent does not know the step ${String((step as { do: unknown }).do)}`, {
        code: 'UNSUPPORTED',
        retryable: false,
      });
  }
}

/** What a person reads as the step's title. */
export function titleOf(step: TaskStep): string {
  switch (step.do) {
    case 'run':
      return `run ${step.argv.join(' ')}`.slice(0, 500);
    case 'write':
    case 'replace':
    case 'grep':
      return `${step.do} ${step.path}`;
    case 'git-branch':
      return `git-branch ${step.name}`;
    case 'git-commit':
      return `git-commit ${step.message}`.slice(0, 500);
    case 'git-diff':
      return `git-diff as ${step.artifact}`;
    case 'http-check':
      return `http-check ${step.url}`.slice(0, 500);
    case 'approve':
      return `approve: ${step.question}`.slice(0, 500);
    case 'publish':
      return `publish ${step.path} as ${step.artifact}`;
    case 'sleep':
      return `sleep ${step.ms} ms`;
    case 'spawn':
      return `spawn ${step.agent}`;
  }
}

/** Longest a step may take when it does not say; undefined = only the run's own limits end it. */
export function defaultTimeoutMs(step: TaskStep): number | undefined {
  switch (step.do) {
    case 'run':
    case 'approve':
    case 'sleep':
    case 'spawn':
      return undefined;
    case 'http-check':
      return 30_000;
    case 'write':
    case 'replace':
    case 'grep':
    case 'git-branch':
    case 'git-commit':
    case 'git-diff':
    case 'publish':
      return 120_000;
  }
}

async function httpCheck(step: Extract<TaskStep, { do: 'http-check' }>, context: StepContext): Promise<string> {
  const wanted = step.expectStatus ?? 200;
  if (!/^https?:$/.test(new URL(step.url).protocol))
    throw new StepFailure(`${step.url} is no http address`, { code: 'INVALID', retryable: false });
  let status: number;
  try {
    const response = await fetch(step.url, { redirect: 'manual', signal: context.signal });
    status = response.status;
    await response.body?.cancel();
  } catch (error) {
    context.signal.throwIfAborted();
    throw new StepFailure(`${step.url} did not answer: ${messageOf((error as Error).cause ?? error)}`, {
      cause: error,
    });
  }
  if (status !== wanted) throw new StepFailure(`${step.url} answered ${status}, expected ${wanted}`);
  return `answered ${status}`;
}
