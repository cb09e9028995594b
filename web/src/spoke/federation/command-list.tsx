import { Badge, Text } from '@mantine/core';
import type { components } from '@wheelhouse/client';
import { ArrowDownLeft, ArrowUpRight, Send } from 'lucide-react';
import type { ReactNode } from 'react';
import { takePage, useApi } from '../../api/api.ts';
import { CopyLine } from '../../ui/copy-line.tsx';
import { Empty } from '../../ui/empty.tsx';
import type { Column } from '../../ui/list-table.tsx';
import { ListView, useList } from '../../ui/list.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { useMay, usePlace } from '../workspace.tsx';
import { useInstanceName } from './federation-data.ts';

export type CommandView = components['schemas']['CommandView'];

const good: readonly string[] = ['accepted', 'started', 'succeeded'];
const under: readonly string[] = ['created', 'queued', 'delivered'];

export function CommandState({ state, code }: Pick<CommandView, 'state' | 'code'>): ReactNode {
  const color = good.includes(state) ? 'green' : under.includes(state) ? 'yellow' : 'red';
  return (
    <Badge variant="light" color={color} tt="none">
      {state}
      {code === null ? '' : ` · ${code}`}
    </Badge>
  );
}

function columnsOf(nameOf: (id: string) => string): readonly Column<CommandView>[] {
  const otherOf = ({ direction, iss, aud }: CommandView): string => nameOf(direction === 'in' ? iss : aud);
  return [
    {
      header: 'Which way',
      width: '90px',
      cell: ({ direction }) => (
        <>
          {direction === 'in' ? <ArrowDownLeft size={14} aria-hidden /> : <ArrowUpRight size={14} aria-hidden />}{' '}
          {direction}
        </>
      ),
      text: ({ direction }) => direction,
    },
    { header: 'Asks for', width: 'minmax(120px, 0.8fr)', cell: ({ verb }) => verb, text: ({ verb }) => verb },
    { header: 'From or to', width: 'minmax(130px, 1fr)', cell: otherOf, text: otherOf },
    {
      header: 'State',
      width: 'minmax(150px, 1.2fr)',
      cell: ({ state, code }) => <CommandState state={state} code={code} />,
      text: ({ state, code }) => (code === null ? state : `${state} ${code}`),
    },
    {
      header: 'Signed',
      width: 'minmax(110px, 0.7fr)',
      cell: ({ createdAt }) => <TimeAgo at={createdAt} />,
      text: ({ createdAt }) => new Date(createdAt).toISOString(),
    },
  ];
}

const pollMs = 5_000;

/** Commands of this workspace, from other instances, to them, and to itself. */
export function CommandList(): ReactNode {
  const api = useApi();
  const { workspace } = usePlace();
  const mayRead = useMay('runs:read');
  const nameOf = useInstanceName();
  const list = useList<CommandView>({
    key: [workspace.id, 'commands'],
    page: (query, signal) => takePage(api.GET('/api/v1/commands', { params: { query }, signal })),
    everyMs: pollMs,
  });
  if (!mayRead) return <Text size="sm">Your role does not let you see runs, and commands are about those.</Text>;
  return (
    <ListView
      list={list}
      what="commands"
      columns={columnsOf(nameOf)}
      rowKey={({ id }) => id}
      hrefOf={({ id }) => `/w/${workspace.id}/federation?tab=commands&command=${id}`}
      empty={
        <Empty icon={Send} title="There was no command yet">
          <Text size="sm">Each run begins with a signed command. Start one:</Text>
          <CopyLine text="npx wheelhouse spawn AGENT --prompt 'Say hello'" label="Copy the command" />
        </Empty>
      }
    />
  );
}
