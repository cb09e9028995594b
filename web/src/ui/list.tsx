import { Button, Group, Text } from '@mantine/core';
import { useInfiniteQuery, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { ListPage } from '../api/api.ts';
import { csvOf, saveBlob } from './csv.ts';
import { Loaded, wordsOf } from './loaded.tsx';
import { ListTable, type Column } from './list-table.tsx';

export interface ListOptions<T> {
  readonly key: readonly unknown[];
  readonly page: (query: { cursor?: string }, signal: AbortSignal) => Promise<ListPage<T>>;
  /** How often it is asked for anew while somebody looks, where nothing tells of changes. */
  readonly everyMs?: number;
}

/** Whoever reads far back in a list is not shown its beginning anew: each page would be asked for again. */
const pagesRenewed = 3;

export interface List<T> {
  readonly query: UseInfiniteQueryResult<readonly T[]>;
  readonly readPage: ListOptions<T>['page'];
}

/** The rows of a list, page after page as somebody gets to the end of them. */
export function useList<T>({ key, page, everyMs }: ListOptions<T>): List<T> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => page(pageParam === '' ? {} : { cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: ({ state }) =>
      everyMs !== undefined && (state.data?.pages.length ?? 0) <= pagesRenewed ? everyMs : false,
    select: ({ pages }): readonly T[] => pages.flatMap(({ rows }) => rows),
  });
  return { query, readPage: page };
}

interface ListViewProps<T> {
  readonly list: List<T>;
  /** For people: "runs". */
  readonly what: string;
  readonly columns: readonly Column<T>[];
  readonly rowKey: (row: T) => string;
  /** Where a row leads. */
  readonly hrefOf?: (row: T) => string;
  readonly empty: ReactNode;
  /** Filters; stands above the rows. */
  readonly filters?: ReactNode;
}

/** A list with its states, filters, rows and CSV. */
export function ListView<T>({ list, what, columns, rowKey, hrefOf, empty, filters }: ListViewProps<T>): ReactNode {
  const { query } = list;
  return (
    <>
      <Group justify="space-between" mb="xs" gap="xs">
        <Group gap="xs">{filters}</Group>
        <CsvButton list={list} what={what} columns={columns} />
      </Group>
      <Loaded query={query} what={what}>
        {(rows) =>
          rows.length === 0 ? (
            empty
          ) : (
            <>
              <ListTable
                rows={rows}
                what={what}
                columns={columns}
                rowKey={rowKey}
                {...(hrefOf === undefined ? {} : { hrefOf })}
                onEnd={() => {
                  if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
                }}
              />
              <Text size="xs" c="dimmed" mt="xs" role="status">
                {rows.length} {rows.length === 1 ? what.replace(/s$/, '') : what}
                {query.hasNextPage ? ' so far; scroll for more' : ''}
              </Text>
            </>
          )
        }
      </Loaded>
    </>
  );
}

/** What a download holds at most: more is for the API, which has no end. */
const csvRowsAtMost = 100_000;

/** All rows of the list as it is filtered, not only those that were scrolled to. */
function CsvButton<T>({ list, what, columns }: Pick<ListViewProps<T>, 'list' | 'what' | 'columns'>): ReactNode {
  const [read, setRead] = useState<number | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const told = columns.flatMap(({ header, text }) => (text === undefined ? [] : [{ header, text }]));
  const download = async (): Promise<void> => {
    const rows: T[] = [];
    const { signal } = new AbortController();
    let cursor: string | null = '';
    setFailure(null);
    try {
      while (cursor !== null && rows.length < csvRowsAtMost) {
        const page: ListPage<T> = await list.readPage(cursor === '' ? {} : { cursor }, signal);
        rows.push(...page.rows);
        cursor = page.nextCursor;
        setRead(rows.length);
      }
      saveBlob(`${what.replaceAll(' ', '-')}.csv`, new Blob([csvOf(told, rows)], { type: 'text/csv' }));
    } catch (error) {
      // Half a file would look like a whole one.
      setFailure(wordsOf(error));
    } finally {
      setRead(null);
    }
  };
  if ((list.query.data ?? []).length === 0) return null;
  return (
    <Group gap="xs">
      {failure !== null && (
        <Text size="sm" role="alert">
          No file was made: {failure}
        </Text>
      )}
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<Download size={14} aria-hidden />}
        disabled={read !== null}
        onClick={() => void download()}
      >
        {read === null ? 'CSV' : `${read} rows…`}
      </Button>
    </Group>
  );
}
