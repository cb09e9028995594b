import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { lengthOf, useNow } from '../../ui/time-ago.tsx';
import type { RunFeed, Span } from './feed.ts';
import classes from './gantt.module.css';

/** Rows that are drawn at most: the longest are the ones worth seeing. */
const rowsAtMost = 120;

/** When the run was in which state, and how long each tool call took. */
export function Gantt({ feed }: { readonly feed: RunFeed }): ReactNode {
  const now = useNow();
  const tools: Span[] = [...feed.tools.values()].map(({ title, startedAt, endedAt }) => ({
    label: title,
    kind: 'tool',
    from: startedAt,
    to: endedAt,
  }));
  const all = [...feed.spans, ...tools];
  if (all.length === 0) return <Text size="sm">Nothing has happened yet.</Text>;
  const start = Math.min(...all.map(({ from }) => from));
  const end = Math.max(start + 1, ...all.map(({ to }) => to ?? now));
  const longest = all.toSorted((a, b) => (b.to ?? now) - b.from - ((a.to ?? now) - a.from)).slice(0, rowsAtMost);
  const shown = longest.toSorted((a, b) => a.from - b.from);
  const share = (at: number): string => `${((at - start) / (end - start)) * 100}%`;
  return (
    <>
      <table className={classes.table}>
        <caption className={classes.caption}>
          {lengthOf(end - start)} in all
          {all.length > shown.length ? `; the longest ${rowsAtMost} of ${all.length}` : ''}
        </caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">How long</th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ label, kind, from, to }, index) => (
            <tr key={`${from} ${label} ${index}`}>
              <td className={classes.label}>{label}</td>
              <td>{lengthOf((to ?? now) - from)}</td>
              <td className={classes.track}>
                <div
                  className={classes.bar}
                  data-kind={kind}
                  style={{ left: share(from), width: `max(2px, calc(${share(to ?? now)} - ${share(from)}))` }}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
