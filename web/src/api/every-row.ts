import type { ListPage } from '@wheelhouse/client';

type Ask<T> = (query: { readonly limit: number; readonly cursor?: string }) => Promise<ListPage<T>>;

/** The most that the servers give at once. */
const rowsAtOnce = 200;

/** All rows of a list, a page after another: for what is chosen from, named by, or acted on as a whole. @throws ApiError */
export async function everyRow<T>(ask: Ask<T>): Promise<readonly T[]> {
  const rows: T[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const next: ListPage<T> = await ask({ limit: rowsAtOnce, ...(cursor === '' ? {} : { cursor }) });
    rows.push(...next.rows);
    cursor = next.nextCursor;
  }
  return rows;
}
