import { Badge, Text } from '@mantine/core';
import { Cable } from 'lucide-react';
import type { ReactNode } from 'react';
import { Empty } from '../../ui/empty.tsx';
import type { Column } from '../../ui/list-table.tsx';
import { ListView, useList } from '../../ui/list.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { hub, pollMs, takePage } from '../api.ts';
import { ConnectionActions } from './connection-actions.tsx';
import { connectionColors, type Connection } from './connections.ts';
import { InstanceLink } from './instance-link.tsx';

const columns: readonly Column<Connection>[] = [
  {
    header: 'Between',
    width: 'minmax(200px, 2fr)',
    cell: ({ a, b }) => (
      <>
        <InstanceLink id={a} /> – <InstanceLink id={b} />
      </>
    ),
    text: ({ a, b }) => `${a} ${b}`,
  },
  {
    header: 'State',
    width: 'minmax(120px, 1fr)',
    cell: ({ state }) => (
      <Badge variant="light" color={connectionColors[state] ?? 'gray'}>
        {state}
      </Badge>
    ),
    text: ({ state }) => state,
  },
  {
    header: 'Code',
    width: 'minmax(120px, 1fr)',
    cell: ({ shortCode }) => <span className="wh-mono">{shortCode}</span>,
    text: ({ shortCode }) => shortCode,
  },
  {
    header: 'Changed',
    width: 'minmax(120px, 1fr)',
    cell: ({ updatedAt }) => <TimeAgo at={updatedAt} />,
    text: ({ updatedAt }) => new Date(updatedAt).toISOString(),
  },
  { header: 'Do', width: '48px', cell: (connection) => <ConnectionActions connection={connection} /> },
];

/** Connections between instances, or those of one, with what can be done about each. */
export function ConnectionTable({ instance }: { readonly instance?: string }): ReactNode {
  const of = instance === undefined ? {} : { instance };
  const list = useList<Connection>({
    key: ['hub', 'connections', instance ?? 'all'],
    page: (page, signal) => takePage(hub.GET('/api/v1/connections', { params: { query: { ...page, ...of } }, signal })),
    everyMs: pollMs,
  });
  return (
    <ListView
      list={list}
      what="connections"
      columns={columns}
      rowKey={({ id }) => id}
      empty={
        <Empty icon={Cable} title="There is no connection yet">
          <Text size="sm">Two instances exchange messages once both sides have accepted a connection.</Text>
        </Empty>
      }
    />
  );
}
