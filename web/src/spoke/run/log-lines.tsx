import type { Virtualizer } from '@tanstack/react-virtual';
import type { ReactNode } from 'react';
import type { Line } from './feed.ts';
import { LogLine } from './log-line.tsx';
import classes from './log-view.module.css';

interface LogLinesProps {
  readonly lines: readonly Line[];
  readonly virtual: Virtualizer<HTMLDivElement, Element>;
  readonly find: string;
  readonly chosen: number | null;
  readonly onChoose: (line: number) => void;
}

/** Those of the lines that are in sight, each at its place. */
export function LogLines({ lines, virtual, find, chosen, onChoose }: LogLinesProps): ReactNode {
  return (
    <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
      {virtual.getVirtualItems().map(({ index, start }) => {
        const line = lines[index];
        return line === undefined ? null : (
          <div
            key={line.number}
            ref={virtual.measureElement}
            data-index={index}
            className={classes.line}
            data-kind={line.kind}
            data-chosen={line.number === chosen}
            style={{ transform: `translateY(${start}px)` }}
          >
            <LogLine line={line} find={find} onChoose={onChoose} />
          </div>
        );
      })}
    </div>
  );
}
