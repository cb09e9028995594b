import { Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { components } from '@wheelhouse/client';
import { runStates } from '@wheelhouse/protocol/run-states';
import { ListTree } from 'lucide-react';
import type { ReactNode } from 'react';
import { takePage, useApi } from '../../api/api.ts';
import { useTopic } from '../../live/live-context.tsx';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { CopyLine } from '../../ui/copy-line.tsx';
import { Empty } from '../../ui/empty.tsx';
import type { Column } from '../../ui/list-table.tsx';
import { ListView, useList } from '../../ui/list.tsx';
import { moneyOf } from '../../ui/money.ts';
import { Page } from '../../ui/page.tsx';
import { RunState } from '../../ui/run-state.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { SpawnButton } from '../spawn/spawn-button.tsx';
import { readRunsSearch, type RunsSearch } from '../searches.ts';
import { Views } from '../views.tsx';
import { usePlace } from '../workspace.tsx';

type Run = components['schemas']['RunRecord'];

const columns: readonly Column<Run>[] = [
  {
    header: 'State',
    width: 'minmax(150px, 1fr)',
    cell: ({ state, code }) => <RunState isPlain state={state} code={code ?? null} />,
    text: ({ state, code }) => `${state} ${code ?? ''}`.trim(),
  },
  { header: 'Agent', width: 'minmax(100px, 1fr)', cell: ({ agent }) => agent, text: ({ agent }) => agent },
  {
    header: 'Run',
    width: 'minmax(120px, 1fr)',
    cell: ({ id }) => <span className="wh-mono">{id.slice(-12)}</span>,
    text: ({ id }) => id,
  },
  {
    header: 'Asked for',
    width: 'minmax(110px, 1fr)',
    cell: ({ createdAt }) => <TimeAgo at={createdAt} />,
    text: ({ createdAt }) => new Date(createdAt).toISOString(),
  },
  {
    header: 'Cost',
    width: '90px',
    cell: ({ usage }) => moneyOf(usage?.costMicros),
    text: ({ usage }) => String(usage?.costMicros ?? ''),
  },
];

export function Runs(): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  const { state } = useSearch({ strict: false }) as RunsSearch;
  const navigate = useNavigate();
  const key = [workspace.id, 'runs', state ?? 'all'];
  const list = useList<Run>({
    key,
    page: (query, signal) =>
      takePage(api.GET('/api/v1/runs', { params: { query: { ...query, ...(state && { state }) } }, signal })),
  });
  useTopic('runs', {
    onEvent: () => void queries.invalidateQueries({ queryKey: [workspace.id, 'runs'] }),
    onAnew: () => void queries.invalidateQueries({ queryKey: [workspace.id, 'runs'] }),
  });
  return (
    <Page title="Runs" actions={<SpawnButton />}>
      <ListView
        list={list}
        what="runs"
        columns={columns}
        rowKey={({ id }) => id}
        hrefOf={({ id }) => `/w/${workspace.id}/runs/${id}`}
        filters={
          <>
            <ChoiceFilter
              label="State"
              isLabelHidden
              any="Any state"
              choices={runStates}
              value={state}
              onChange={(value) => void navigate({ to: '.', search: readRunsSearch({ state: value }) as never })}
            />
            <Views screen="runs" search={{ state }} read={readRunsSearch} />
          </>
        }
        empty={
          <Empty icon={ListTree} title={state === undefined ? 'Nothing has run here yet' : `No run is ${state}`}>
            <Text size="sm">Spawn an agent here, or from a terminal:</Text>
            <CopyLine text="npx wheelhouse spawn embedded --step 'run: uname -a' --follow" />
          </Empty>
        }
      />
    </Page>
  );
}
