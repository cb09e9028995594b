import { Badge } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, type ReactNode } from 'react';
import type { Column } from '../../ui/list-table.tsx';
import { ListView, useList } from '../../ui/list.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { hub, pollMs, takePage, type Schemas } from '../api.ts';
import type { AuditSearch } from '../searches.ts';
import { Named } from './named.tsx';

const AuditPeek = lazy(async () => ({ default: (await import('./audit-peek.tsx')).AuditPeek }));

export type AuditRow = Schemas['HubAuditView'];

const columns: readonly Column<AuditRow>[] = [
  {
    header: 'When',
    width: 'minmax(110px, 0.8fr)',
    cell: ({ at }) => <TimeAgo at={at} />,
    text: ({ at }) => new Date(at).toISOString(),
  },
  { header: 'Action', width: 'minmax(140px, 1fr)', cell: ({ action }) => action, text: ({ action }) => action },
  {
    header: 'Verdict',
    width: 'minmax(190px, 1.2fr)',
    cell: ({ verdict, code }) => (
      <Badge variant="light" tt="none" color={verdict === 'allowed' ? 'green' : 'red'}>
        {verdict}
        {code === null ? '' : ` · ${code}`}
      </Badge>
    ),
    text: ({ verdict, code }) => `${verdict} ${code ?? ''}`.trim(),
  },
  {
    header: 'By',
    width: 'minmax(150px, 1.2fr)',
    cell: ({ actor }) => <Named text={actor} />,
    text: ({ actor }) => actor,
  },
  {
    header: 'About',
    width: 'minmax(150px, 1.2fr)',
    cell: ({ resource }) => (resource === null ? '' : <Named text={resource} />),
    text: ({ resource }) => resource ?? '',
  },
  {
    header: 'Request',
    width: 'minmax(110px, 0.8fr)',
    cell: ({ requestId }) => <span className="wh-mono">{requestId ?? ''}</span>,
    text: ({ requestId }) => requestId ?? '',
  },
];

interface AuditListProps {
  readonly what: string;
  /** With the row that is looked at, where one is. */
  readonly filter: AuditSearch;
  readonly filters?: ReactNode;
  readonly empty: ReactNode;
}

/** Rows of the hub's audit log, the newest first. */
export function AuditList({ what, filter, filters, empty }: AuditListProps): ReactNode {
  const { row, ...chosenBy } = filter;
  const navigate = useNavigate();
  const onClose = (): void => void navigate({ to: '/audit' as string, search: chosenBy as never });
  const list = useList<AuditRow>({
    key: ['hub', 'audit', 'list', chosenBy],
    page: (query, signal) =>
      takePage(hub.GET('/api/v1/audit', { params: { query: { ...query, ...chosenBy } }, signal })),
    everyMs: pollMs,
  });
  return (
    <>
      <ListView
        list={list}
        what={what}
        columns={columns}
        rowKey={({ id }) => id}
        hrefOf={({ id }) => `/audit?${new URLSearchParams({ ...chosenBy, row: id }).toString()}`}
        filters={filters}
        empty={empty}
      />
      {row !== undefined && (
        <Suspense>
          <AuditPeek row={list.query.data?.find(({ id }) => id === row)} onClose={onClose} />
        </Suspense>
      )}
    </>
  );
}
