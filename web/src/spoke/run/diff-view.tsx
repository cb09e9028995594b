import type { ReactNode } from 'react';
import classes from './diff-view.module.css';

/** A longer one is cut: the file itself is there for download. */
const linesAtMost = 5_000;

/** A unified diff, its lines told apart by sign and colour. */
export function DiffView({ text }: { readonly text: string }): ReactNode {
  const lines = text.split('\n');
  return (
    <pre className={classes.diff} tabIndex={0} aria-label="changes">
      {lines.slice(0, linesAtMost).map((line, index) => (
        <span key={index} data-kind={kindOf(line)}>
          {`${line}\n`}
        </span>
      ))}
      {lines.length > linesAtMost ? `… ${lines.length - linesAtMost} more lines` : ''}
    </pre>
  );
}

/** Pure. */
function kindOf(line: string): string {
  if (/^(?:diff |index |--- |\+\+\+ |new file|deleted file|similarity|rename )/.test(line)) return 'file';
  if (line.startsWith('@@')) return 'hunk';
  if (line.startsWith('+')) return 'added';
  return line.startsWith('-') ? 'removed' : 'same';
}
