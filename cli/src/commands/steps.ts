import { readFile } from 'node:fs/promises';
import { TaskSpec, WheelhouseError } from '@wheelhouse/protocol';

/** Splits a command line into words as typed, with quotes; nothing is expanded, since no shell ever runs it. */
export function splitWords(text: string): string[] {
  const words = text.match(/"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"']+/g) ?? [];
  return words.map((word) => {
    if (word.startsWith("'")) return word.slice(1, -1);
    return word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/g, '$1') : word;
  });
}

function parseStep(text: string): unknown {
  const separator = text.indexOf(':');
  const verb = separator < 0 ? text : text.slice(0, separator).trim();
  const rest = separator < 0 ? '' : text.slice(separator + 1).trim();
  switch (verb) {
    case 'run':
      return { do: 'run', argv: splitWords(rest) };
    case 'git-branch':
      return { do: 'git-branch', name: rest };
    case 'git-commit':
      return { do: 'git-commit', message: rest };
    case 'git-diff':
      return { do: 'git-diff', artifact: rest === '' ? 'changes.diff' : rest };
    case 'approve':
      return { do: 'approve', question: rest };
    default:
      throw new WheelhouseError(
        'INVALID',
        `unknown step ${verb}: write run:, git-branch:, git-commit:, git-diff: or approve:, or use --task FILE`,
      );
  }
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
