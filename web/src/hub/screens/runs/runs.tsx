import { Text } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { runStates } from '@wheelhouse/protocol/run-states';
import { ListTree } from 'lucide-react';
import type { ReactNode } from 'react';
import { ChoiceFilter } from '../../../ui/choice-filter.tsx';
import { Empty } from '../../../ui/empty.tsx';
import type { Column } from '../../../ui/list-table.tsx';
import { ListView, useList } from '../../../ui/list.tsx';
import { moneyOf } from '../../../ui/money.ts';
import { Page } from '../../../ui/page.tsx';
import { RunState } from '../../../ui/run-state.tsx';
import { TimeAgo } from '../../../ui/time-ago.tsx';
import { hub, pollMs, takePage, type Schemas } from '../../api.ts';
import { InstanceFilter } from '../../parts/instance-filter.tsx';
import { InstanceName } from '../../parts/instance-name.tsx';
import { ShortId } from '../../../ui/short-id.tsx';
import { readRunsSearch, type RunsSearch } from '../../searches.ts';
import { Views } from '../../views.tsx';
import { KillAllButton } from './kill-all-button.tsx';
import { SpawnButton } from './spawn-button.tsx';

type Run = Schemas['FleetRunView'];

const columns: readonly Column<Run>[] = [
  {
    header: 'State',
    width: 'minmax(150px, 1fr)',
    cell: ({ state, code }) => <RunState isPlain state={state} code={code} />,
    text: ({ state, code }) => `${state} ${code ?? ''}`.trim(),
  },
  { header: 'Agent', width: 'minmax(100px, 1fr)', cell: ({ agent }) => agent, text: ({ agent }) => agent },
  {
    header: 'Instance',
    width: 'minmax(110px, 1fr)',
    cell: ({ instanceId }) => <InstanceName id={instanceId} />,
    text: ({ instanceId }) => instanceId,
  },
  {
    header: 'Asked by',
    width: 'minmax(100px, 1fr)',
    cell: ({ issuer }) => <InstanceName id={issuer} />,
    text: ({ issuer }) => issuer,
  },
  { header: 'Run', width: 'minmax(120px, 1fr)', cell: ({ id }) => <ShortId id={id} />, text: ({ id }) => id },
  {
    header: 'As of',
    width: 'minmax(150px, 1fr)',
    cell: (run) => <AsOf run={run} />,
    text: ({ asOf }) => new Date(asOf).toISOString(),
  },
  {
    header: 'Cost',
    width: '90px',
    cell: ({ view }) => moneyOf(view?.usage?.costMicros),
    text: ({ view }) => String(view?.usage?.costMicros ?? ''),
  },
];

/** The hub is told by the instance; while that is away, the state is the last that it told. */
function AsOf({ run: { asOf, link } }: { readonly run: Run }): ReactNode {
  return (
    <>
      <TimeAgo at={asOf} />
      {link === 'live' ? '' : ', its instance is away'}
    </>
  );
}

/** Every run that went over this hub, on whichever instance. */
export function Runs(): ReactNode {
  const { state, instance } = useSearch({ strict: false }) as RunsSearch;
  const navigate = useNavigate();
  const filter = { ...(state && { state }), ...(instance && { instance }) };
  const list = useList<Run>({
    key: ['hub', 'runs', filter],
    page: (query, signal) =>
      takePage(hub.GET('/api/v1/fleet/runs', { params: { query: { ...query, ...filter } }, signal })),
    everyMs: pollMs,
  });
  const show = (change: Record<string, unknown>): void =>
    void navigate({ to: '.', search: readRunsSearch({ ...filter, ...change }) as never });
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <Page
      title="Runs"
      actions={
        <>
          <KillAllButton />
          <SpawnButton />
        </>
      }
    >
      <ListView
        list={list}
        what="runs"
        columns={columns}
        rowKey={({ id }) => id}
        hrefOf={({ id }) => `/runs/${id}`}
        filters={
          <>
            <ChoiceFilter
              label="State"
              isLabelHidden
              any="Any state"
              choices={runStates}
              value={state}
              onChange={(value) => show({ state: value })}
            />
            <InstanceFilter value={instance} onChange={(value) => show({ instance: value })} />
            <Views screen="runs" search={filter} read={readRunsSearch} />
          </>
        }
        empty={
          <Empty icon={ListTree} title={isFiltered ? 'No run fits the filter' : 'Nothing has run over this hub yet'}>
            <Text size="sm">
              Runs that one instance asks of another show here, and those that are asked for here. What an instance runs
              for itself is on its own dashboard.
            </Text>
            <SpawnButton />
          </Empty>
        }
      />
    </Page>
  );
}
