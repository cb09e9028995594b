import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, type CSSProperties, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import classes from './list-table.module.css';

export interface Column<T> {
  readonly header: string;
  /** As a CSS grid track: `2fr`, `minmax(120px, 1fr)`. */
  readonly width: string;
  readonly cell: (row: T) => ReactNode;
  /** For CSV, and for nothing else; a column without it is not in there. */
  readonly text?: (row: T) => string;
}

interface ListTableProps<T> {
  readonly rows: readonly T[];
  readonly what: string;
  readonly columns: readonly Column<T>[];
  readonly rowKey: (row: T) => string;
  readonly hrefOf?: (row: T) => string;
  /** Somebody is near the last row. */
  readonly onEnd: () => void;
}

const rowHeight = 40;

/** What may be wider than the page is scrolled by keyboard too, also where no row can have the focus. */
const scrolls = { role: 'region', tabIndex: 0 } as const;

/** Rows of a list, of which only those in sight are in the page. `j`, `k` and the arrows move, Enter opens. */
export function ListTable<T>({ rows, what, columns, rowKey, hrefOf, onEnd }: ListTableProps<T>): ReactNode {
  const body = useRef<HTMLDivElement>(null);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: 2,
    scrollMargin: body.current?.offsetTop ?? 0,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - 10) onEnd();
  });
  const at = (row: T): { readonly name: string; readonly href?: string } => ({
    name: rowKey(row),
    ...(hrefOf === undefined ? {} : { href: hrefOf(row) }),
  });
  const tracks = { gridTemplateColumns: columns.map(({ width }) => width).join(' ') };
  return (
    <div className={classes.scroll} {...(hrefOf === undefined ? { ...scrolls, 'aria-label': what } : {})}>
      <div
        role="table"
        aria-label={what}
        aria-rowcount={rows.length + 1}
        onKeyDown={moveFocus}
        className={classes.table}
      >
        <div role="rowgroup">
          <div role="row" aria-rowindex={1} className={classes.head} style={tracks}>
            {columns.map(({ header }) => (
              <div role="columnheader" key={header}>
                {header}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" ref={body} style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const style = { ...tracks, transform: `translateY(${start - virtual.options.scrollMargin}px)` };
            return <ListRow key={rowKey(row)} row={row} index={index} style={style} columns={columns} {...at(row)} />;
          })}
        </div>
      </div>
    </div>
  );
}

interface ListRowProps<T> {
  readonly row: T;
  readonly index: number;
  readonly style: CSSProperties;
  readonly columns: readonly Column<T>[];
  readonly name: string;
  readonly href?: string;
}

function ListRow<T>({ row, index, style, columns, name, href }: ListRowProps<T>): ReactNode {
  return (
    <div role="row" aria-rowindex={index + 2} className={classes.row} style={style} onClick={openRow}>
      {columns.map(({ header, cell }, column) => (
        <div role="cell" key={header} className={classes.cell}>
          {href !== undefined && column === 0 && (
            <Link {...linkOf(href)} className={classes.open} data-row aria-label={`open ${name}`} />
          )}
          {cell(row)}
        </div>
      ))}
    </div>
  );
}

/** What can be hovered, such as a time, lies above the row's link; a click on it means the row all the same. */
function openRow({ target, currentTarget }: MouseEvent<HTMLElement>): void {
  if (target instanceof Element && target.closest('a, button') !== null) return;
  currentTarget.querySelector<HTMLElement>('[data-row]')?.click();
}

/** An address with what follows its `?` apart, as the router wants it. Pure. */
function linkOf(href: string): { readonly to: string; readonly search: never } {
  const [to = '', query = ''] = href.split('?');
  return { to, search: Object.fromEntries(new URLSearchParams(query)) as never };
}

const steps: Readonly<Record<string, number>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = steps[event.key];
  if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
  const at = links.indexOf(document.activeElement as HTMLElement);
  const next = links[at === -1 ? 0 : at + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
