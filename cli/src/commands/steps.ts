import { readFile } from 'node:fs/promises';
import { TaskSpec, WheelhouseError } from '@wheelhouse/protocol';
import { stepOfLine } from '@wheelhouse/protocol/task-lines';

function parseStep(text: string): unknown {
  const step = stepOfLine(text);
  if (step !== null) return step;
  const [verb] = text.split(':');
  throw new WheelhouseError(
    'INVALID',
    `unknown step ${verb}: write run:, git-branch:, git-commit:, git-diff: or approve:, or use --task FILE`,
  );
}

/**
 * The task of a spawn: from a JSON file, or from `--step` lines.
 * @throws WheelhouseError INVALID naming what is wrong
 */
export async function readTask(file: string | undefined, steps: readonly string[]): Promise<TaskSpec | undefined> {
  if (file === undefined && steps.length === 0) return undefined;
  const given: unknown =
    file === undefined ? { steps: steps.map(parseStep) } : JSON.parse(await readFile(file, 'utf8'));
  const parsed = TaskSpec.safeParse(given);
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  throw new WheelhouseError('INVALID', `the task is not valid: ${first?.path.join('.') ?? ''} ${first?.message ?? ''}`);
}
