import { randomUUID } from 'node:crypto';
import type { TaskStep } from '@wheelhouse/protocol';
import { StepFailure } from './failure.ts';
import { joinChild, killChild, spawnChild, type WholeChild } from './run-door.ts';
import type { StepContext } from './step-context.ts';

type SpawnStep = Extract<TaskStep, { do: 'spawn' }>;

/**
 * Starts a run below this one and, unless `join` is false, takes its end for the step's. A step that gives up on it (its
 * time is over, the task is cancelled) ends it.
 */
export async function spawnStep(step: SpawnStep, context: StepContext): Promise<string> {
  const { agent, prompt, task, limits, join = true } = step;
  const { door, signal } = context;
  const order = { agent, prompt, task, limits, key: randomUUID() };
  const { id } = await spawnChild(door, order, signal);
  await context.output('stdout', `run ${id} of ${agent}\n`);
  if (!join) return `started ${id}`;
  try {
    return await takeEnd(await joinChild(door, id, signal), context);
  } catch (error) {
    if (signal.aborted) void killChild(door, id, 'the step that started it was given up');
    throw error;
  }
}

async function takeEnd(child: WholeChild, context: StepContext): Promise<string> {
  if (child.output !== '') await context.output('stdout', `${child.output}\n`);
  for (const { name, bytes, sha256 } of child.artifacts)
    await context.output('stdout', `artifact ${name} (${bytes} bytes, sha256 ${sha256})\n`);
  if (child.state === 'succeeded') return `${child.id} succeeded`;
  throw new StepFailure(`${endOf(child)}${child.message === null ? '' : `: ${child.message}`}`);
}

/** How a run ended, in words. */
export function endOf({ id, agent, state, code }: WholeChild): string {
  return `the run ${id} of ${agent} ended ${state}${code === null ? '' : ` (${code})`}`;
}
