import { Button, SimpleGrid, Paper, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Network } from 'lucide-react';
import type { ReactNode } from 'react';
import { Empty } from '../../ui/empty.tsx';
import type { Column } from '../../ui/list-table.tsx';
import { ListView, useList } from '../../ui/list.tsx';
import { Page } from '../../ui/page.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { hub, pollMs, takePage } from '../api.ts';
import { glanceQuery } from '../glance.ts';
import { useMay } from '../me.ts';
import { InstanceState, lookOf } from '../parts/instance-state.tsx';
import type { Instance } from '../parts/instances.ts';
import { StopButton } from '../stops/stop-button.tsx';

const columns: readonly Column<Instance>[] = [
  { header: 'Instance', width: 'minmax(120px, 2fr)', cell: ({ name }) => name, text: ({ name }) => name },
  {
    header: 'State',
    width: 'minmax(150px, 1.5fr)',
    cell: (instance) => <InstanceState instance={instance} />,
    text: (instance) => lookOf(instance).word,
  },
  {
    header: 'Seen',
    width: 'minmax(170px, 1.5fr)',
    cell: (instance) => <Seen instance={instance} />,
    text: ({ lastSeenAt }) => (lastSeenAt === null ? '' : new Date(lastSeenAt).toISOString()),
  },
  {
    header: 'Agents live',
    width: '90px',
    cell: ({ kind, runs }) => (kind === 'console' ? '' : runs.live),
    text: ({ runs }) => String(runs.live),
  },
  {
    header: 'Queue',
    width: '70px',
    cell: ({ kind, runs }) => (kind === 'console' ? '' : runs.queued),
    text: ({ runs }) => String(runs.queued),
  },
  {
    header: 'Mailbox',
    width: '80px',
    cell: ({ kind, mailbox }) => (kind === 'console' ? '' : mailbox.messages),
    text: ({ mailbox }) => String(mailbox.messages),
  },
  { header: 'Region', width: '100px', cell: ({ region }) => region ?? '', text: ({ region }) => region ?? '' },
  { header: 'Version', width: '90px', cell: ({ version }) => version ?? '', text: ({ version }) => version ?? '' },
];

function Seen({ instance: { kind, unreachableSince, lastSeenAt } }: { readonly instance: Instance }): ReactNode {
  if (kind === 'console') return '';
  if (unreachableSince !== null)
    return (
      <>
        away since <TimeAgo at={unreachableSince} />
      </>
    );
  return lastSeenAt === null ? 'never' : <TimeAgo at={lastSeenAt} />;
}

/** Every instance, from the hub's own tables: none of them is asked. */
export function Fleet(): ReactNode {
  const mayJoin = useMay('join-tokens:create');
  const list = useList<Instance>({
    key: ['hub', 'instances', 'list'],
    page: (query, signal) => takePage(hub.GET('/api/v1/instances', { params: { query }, signal })),
    everyMs: pollMs,
  });
  return (
    <Page
      title="Fleet"
      actions={
        <>
          <StopButton />
          {mayJoin && <JoinButton />}
        </>
      }
    >
      <Glance />
      <ListView
        list={list}
        what="instances"
        columns={columns}
        rowKey={({ id, name }) => `${name} …${id.slice(-6)}`}
        hrefOf={({ id }) => `/instances/${id}`}
        empty={
          <Empty icon={Network} title="No instance has joined this hub yet">
            <Text size="sm">An instance joins with a one-time token that an administrator of the hub makes.</Text>
            {mayJoin && <JoinButton />}
          </Empty>
        }
      />
    </Page>
  );
}

function JoinButton(): ReactNode {
  const join: string = '/join';
  return (
    <Button component={Link} to={join} size="xs">
      Add an instance
    </Button>
  );
}

function Glance(): ReactNode {
  const { data } = useQuery(glanceQuery);
  const figures = [
    ['Instances live', data && `${data.instances.live} of ${data.instances.active}`],
    ['Runs open', data?.runs.open],
    ['Commands open', data?.commands.open],
  ] as const;
  return (
    <SimpleGrid cols={3} mb="md">
      {figures.map(([name, figure]) => (
        <Paper withBorder p="xs" key={name}>
          <Text size="xs" c="dimmed">
            {name}
          </Text>
          <Text fw={600} size="lg">
            {figure ?? '…'}
          </Text>
        </Paper>
      ))}
    </SimpleGrid>
  );
}
