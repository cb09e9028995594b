import { Text } from '@mantine/core';
import { Activity } from 'lucide-react';
import type { ReactNode } from 'react';
import { Empty } from '../../../ui/empty.tsx';
import type { Column } from '../../../ui/list-table.tsx';
import { ListView, useList } from '../../../ui/list.tsx';
import { TimeAgo } from '../../../ui/time-ago.tsx';
import { hub, pollMs, takePage, type Schemas } from '../../api.ts';
import { CommandState } from '../../parts/command-state.tsx';
import { InstanceName } from '../../parts/instance-name.tsx';
import { ShortId } from '../../../ui/short-id.tsx';

type Command = Schemas['FleetCommandView'];

const columns: readonly Column<Command>[] = [
  {
    header: 'When',
    width: 'minmax(110px, 1fr)',
    cell: ({ receivedAt }) => <TimeAgo at={receivedAt} />,
    text: ({ receivedAt }) => new Date(receivedAt).toISOString(),
  },
  { header: 'Command', width: 'minmax(110px, 1fr)', cell: ({ verb }) => verb, text: ({ verb }) => verb },
  {
    header: 'State',
    width: 'minmax(170px, 1.5fr)',
    cell: ({ state, code }) => <CommandState state={state} code={code} />,
    text: ({ state, code }) => `${state} ${code ?? ''}`.trim(),
  },
  {
    header: 'From',
    width: 'minmax(100px, 1fr)',
    cell: ({ iss }) => <InstanceName id={iss} />,
    text: ({ iss }) => iss,
  },
  { header: 'To', width: 'minmax(100px, 1fr)', cell: ({ aud }) => <InstanceName id={aud} />, text: ({ aud }) => aud },
  {
    header: 'Run',
    width: 'minmax(120px, 1fr)',
    cell: ({ agt }) => (agt === null ? 'all of the workspace' : <ShortId id={agt} />),
    text: ({ agt }) => agt ?? '',
  },
];

/** Every command that the hub took, to one instance or to any, the newest first. */
export function Commands({ instance }: { readonly instance: string | undefined }): ReactNode {
  const filter = instance === undefined ? {} : { aud: instance };
  const list = useList<Command>({
    key: ['hub', 'commands', 'list', filter],
    page: (query, signal) =>
      takePage(hub.GET('/api/v1/fleet/commands', { params: { query: { ...query, ...filter } }, signal })),
    everyMs: pollMs,
  });
  return (
    <ListView
      list={list}
      what="commands"
      columns={columns}
      rowKey={({ iss, id }) => `${iss} ${id}`}
      hrefOf={({ agt, aud }) => (agt === null ? `/instances/${aud}` : `/runs/${agt}`)}
      empty={
        <Empty icon={Activity} title="No command went over this hub yet">
          <Text size="sm">
            Each one that an instance or the console signs for another shows here with what became of it.
          </Text>
        </Empty>
      }
    />
  );
}
