import Anser from 'anser';
import type { CSSProperties, ReactNode } from 'react';
import type { Line } from './feed.ts';
import classes from './log-view.module.css';

interface LogLineProps {
  readonly line: Line;
  readonly find: string;
  readonly onChoose: (line: number) => void;
}

export function LogLine({ line, find, onChoose }: LogLineProps): ReactNode {
  const { number, text } = line;
  return (
    <>
      <button
        type="button"
        className={classes.number ?? ''}
        tabIndex={-1}
        aria-label={`link to line ${number}`}
        onClick={() => onChoose(number)}
      >
        {number}
      </button>
      <span className={classes.text ?? ''}>{find === '' ? colouredOf(text) : markedOf(plainOf(text), find)}</span>
    </>
  );
}

const escape = '\u001B';

function plainOf(text: string): string {
  return text.includes(escape) ? Anser.ansiToText(text) : text;
}

/** What a terminal would show: colours and weights, nothing else of its language. */
function colouredOf(text: string): ReactNode {
  if (!text.includes(escape)) return text;
  return Anser.ansiToJson(text, { json: true, remove_empty: true }).map(({ content, fg, bg, decorations }, index) => (
    <span key={index} style={styleOf(fg, bg, decorations)}>
      {content}
    </span>
  ));
}

/** The terminal's colours mixed with the page's own ink, so that each can be read in both themes. */
function styleOf(fg: string, bg: string, decorations: readonly string[]): CSSProperties {
  return {
    ...(fg ? { color: `color-mix(in srgb, rgb(${fg}) 55%, var(--mantine-color-text))` } : {}),
    ...(bg ? { background: `color-mix(in srgb, rgb(${bg}) 25%, var(--mantine-color-body))` } : {}),
    ...(decorations.includes('bold') ? { fontWeight: 700 } : {}),
    ...(decorations.includes('italic') ? { fontStyle: 'italic' } : {}),
    ...(decorations.includes('underline') ? { textDecoration: 'underline' } : {}),
  };
}

function markedOf(text: string, find: string): ReactNode {
  const parts: ReactNode[] = [];
  const wanted = find.toLowerCase();
  const lower = text.toLowerCase();
  let from = 0;
  for (let at = lower.indexOf(wanted); at !== -1; at = lower.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + find.length)}</mark>);
    from = at + find.length;
  }
  return [...parts, text.slice(from)];
}
