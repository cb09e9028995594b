import type { TaskStep } from '@wheelhouse/protocol';
import { stepOfLine } from '@wheelhouse/protocol/task-lines';

/** What somebody has typed of what an agent shall do. */
export interface AssignmentDraft {
  readonly how: 'prompt' | 'steps';
  readonly prompt: string;
  /** One step a line, such as `run: npm test`. */
  readonly steps: string;
}

export const emptyAssignment: AssignmentDraft = { how: 'prompt', prompt: '', steps: '' };

/** As a spawn has it, one of the two; neither = an agent that needs no word. */
interface Assignment {
  readonly prompt?: string;
  readonly task?: { readonly steps: TaskStep[] };
}

/** What is to be done, or what is wrong with the steps. Pure; the schema checks the rest. */
export function readAssignment({
  how,
  prompt,
  steps,
}: AssignmentDraft): { readonly assignment: Assignment } | { readonly fault: string } {
  if (how === 'prompt') return { assignment: prompt === '' ? {} : { prompt } };
  const lines = steps.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) return { fault: 'write one step a line, such as run: npm test' };
  const read = lines.map(stepOfLine);
  const wrong = read.indexOf(null);
  if (wrong >= 0)
    return { fault: `line ${wrong + 1} begins with none of run:, git-branch:, git-commit:, git-diff:, approve:` };
  return { assignment: { task: { steps: read.filter((step) => step !== null) } } };
}
