import { setTimeout as wait } from 'node:timers/promises';
import type { TaskSpec, TaskStep } from '@wheelhouse/protocol';
import { abortable } from './abortable.ts';
import { messageOf, StepFailure } from './failure.ts';
import type { StepContext } from './step-context.ts';
import { defaultTimeoutMs, doStep, titleOf } from './steps.ts';

/** How the steps are told to the host. */
export interface StepReporter {
  begin(id: string, step: TaskStep, title: string): Promise<void>;
  note(id: string, text: string): Promise<void>;
  output(id: string, stream: 'stdout' | 'stderr', text: string): Promise<void>;
  end(id: string, status: 'completed' | 'failed', text: string): Promise<void>;
}

export interface TaskDeps extends Omit<StepContext, 'signal' | 'output'> {
  readonly reporter: StepReporter;
}

const firstRetryDelayMs = 250;
const maxRetryDelayMs = 5000;

/** Does the steps one by one; the first that fails ends the task. Throws StepFailure, or the signal's reason. */
export async function runTask(task: TaskSpec, deps: TaskDeps, signal: AbortSignal): Promise<void> {
  for (const [index, step] of task.steps.entries()) {
    signal.throwIfAborted();
    await runStep(step, index, { deps, signal });
  }
}

async function runStep(step: TaskStep, index: number, run: { deps: TaskDeps; signal: AbortSignal }): Promise<void> {
  const { reporter } = run.deps;
  // The number keeps ids apart where a task names two steps alike.
  const id = step.id ? `${index + 1}-${step.id}` : `${index + 1}`;
  await reporter.begin(id, step, titleOf(step));
  const attempts = 1 + (step.retries ?? 0);
  for (let attempt = 1; ; attempt++) {
    try {
      const done = await attemptStep(step, id, run);
      return await reporter.end(id, 'completed', done);
    } catch (error) {
      const final = run.signal.aborted || attempt >= attempts || (error instanceof StepFailure && !error.retryable);
      const message = run.signal.aborted ? 'cancelled' : messageOf(error);
      if (!final) {
        await reporter.note(id, `attempt ${attempt} of ${attempts} failed: ${message}\n`);
        await wait(Math.min(maxRetryDelayMs, firstRetryDelayMs * 2 ** (attempt - 1)), undefined, {
          signal: run.signal,
        }).catch(() => undefined);
        continue;
      }
      await reporter.end(id, 'failed', message);
      run.signal.throwIfAborted();
      const code = error instanceof StepFailure ? error.code : 'EXIT_NONZERO';
      throw new StepFailure(`step ${index + 1} (${titleOf(step)}) failed: ${message}`, { code, cause: error });
    }
  }
}

async function attemptStep(
  step: TaskStep,
  id: string,
  { deps, signal }: { deps: TaskDeps; signal: AbortSignal },
): Promise<string> {
  const timeoutMs = step.timeoutMs ?? defaultTimeoutMs(step);
  const limit = new AbortController();
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => limit.abort(new StepFailure(`it took longer than ${timeoutMs} ms`)), timeoutMs);
  const ended = AbortSignal.any([signal, limit.signal]);
  const context: StepContext = {
    ...deps,
    signal: ended,
    output: (stream, text) => deps.reporter.output(id, stream, text),
  };
  try {
    return await abortable(doStep(step, context), ended);
  } catch (error) {
    if (ended.aborted) throw ended.reason;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
