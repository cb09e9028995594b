import { WheelhouseError } from '@wheelhouse/protocol';

export interface PageWish {
  /** Id of the last row seen; rows are listed newest first by their time-ordered ids. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @throws WheelhouseError INVALID for a cursor that no page gave out */
export function checkCursor(wish: PageWish): PageWish {
  if (wish.cursor !== undefined && !uuid.test(wish.cursor))
    throw new WheelhouseError('INVALID', 'not a cursor of this list');
  return wish;
}

/** Cuts a page out of up to `limit + 1` rows. */
export function pageOf<Row extends { readonly id: string | bigint }, T>(
  rows: readonly Row[],
  wish: PageWish,
  view: (row: Row) => T,
): Page<T> {
  const kept = rows.slice(0, wish.limit);
  const last = kept.at(-1);
  return { items: kept.map(view), nextCursor: rows.length > wish.limit && last !== undefined ? String(last.id) : null };
}
