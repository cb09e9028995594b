import type { TaskStep } from './messages/task.ts';

/** Splits a command line into words as typed, with quotes; nothing is expanded, since no shell ever runs it. */
export function splitWords(text: string): string[] {
  const words = text.match(/"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"']+/g) ?? [];
  return words.map((word) => {
    if (word.startsWith("'")) return word.slice(1, -1);
    return word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/g, '$1') : word;
  });
}

/** The step of one line as people write it, such as `run: npm test`; null for what is none. The schema checks the rest. Pure. */
export function stepOfLine(line: string): TaskStep | null {
  const [, verb = '', rest = ''] = /^\s*([a-z-]+)\s*:?\s*(.*?)\s*$/s.exec(line) ?? [];
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
      return null;
  }
}
