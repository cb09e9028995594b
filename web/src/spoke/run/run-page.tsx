import { Alert, Group, Tabs, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { components } from '@wheelhouse/client';
import type { ReactNode } from 'react';
import { take, useApi } from '../../api/api.ts';
import { useTopic } from '../../live/live-context.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { onDemand } from '../../ui/on-demand.tsx';
import { Page } from '../../ui/page.tsx';
import { RunState } from '../../ui/run-state.tsx';
import { runTabs, type RunSearch, type RunTab } from '../searches.ts';
import { usePlace } from '../workspace.tsx';
import { Facts } from './facts.tsx';
import { RunActions } from './run-actions.tsx';
import { RunInput } from './run-input.tsx';
import { useFeed } from './use-feed.ts';
import { useChosenLine } from './use-chosen-line.ts';
import { downloadLog } from './download-log.ts';

export type Run = components['schemas']['RunRecord'];

// Each is read when it is looked at.
const Artifacts = onDemand(async () => (await import('./artifacts.tsx')).Artifacts);
const Details = onDemand(async () => (await import('./details.tsx')).Details);
const Gantt = onDemand(async () => (await import('./gantt.tsx')).Gantt);
const ToolCalls = onDemand(async () => (await import('./tool-calls.tsx')).ToolCalls);
const LogView = onDemand(async () => (await import('./log-view.tsx')).LogView);
const RunApprovals = onDemand(async () => (await import('../approvals/approval-list.tsx')).RunApprovals);

const labels: Readonly<Record<RunTab, string>> = {
  output: 'Output',
  timeline: 'Timeline',
  tools: 'Tool calls',
  files: 'Files',
  approvals: 'Approvals',
  details: 'Details',
};

/** A run as it is now: what it says, does, asks and costs, and how to end it. */
export function RunPage(): ReactNode {
  const { runId } = useParams({ strict: false }) as { runId: string };
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  const key = [workspace.id, 'run', runId];
  const run = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => take(api.GET('/api/v1/runs/{id}', { params: { path: { id: runId } }, signal })),
  });
  useTopic('runs', {
    onEvent: ({ data }) => {
      const changed = data as Run;
      if (changed.id === runId) queries.setQueryData(key, changed);
    },
    onAnew: () => void queries.invalidateQueries({ queryKey: key }),
  });
  return (
    <Loaded query={run} what="run">
      {(data) => <RunView run={data} />}
    </Loaded>
  );
}

function RunView({ run }: { readonly run: Run }): ReactNode {
  const { tab = 'output' } = useSearch({ strict: false }) as RunSearch;
  const navigate = useNavigate();
  const state = useFeed(run.id);
  const choose = (next: string | null): void => {
    void navigate({ to: '.', search: (next === 'output' ? {} : { tab: next }) as never, replace: true });
  };
  return (
    <Page
      title={`${run.agent} · ${run.state.replace('_', ' ')}`}
      heading={
        <Group gap="xs">
          {run.agent} <RunState state={run.state} code={run.code ?? null} />
        </Group>
      }
      actions={<RunActions run={run} />}
    >
      {run.message !== undefined && (
        <Alert color={run.state === 'succeeded' ? 'green' : 'gray'} mb="sm">
          {run.message}
        </Alert>
      )}
      <Facts run={run} />
      <Tabs value={tab} onChange={choose} keepMounted={false} mt="md">
        <Tabs.List>
          {runTabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {labels[name]}
              {name === 'tools' && state.feed.tools.size > 0 ? ` ${state.feed.tools.size}` : ''}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} pt="md">
          <Panel tab={tab} run={run} state={state} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

interface PanelProps {
  readonly tab: RunTab;
  readonly run: Run;
  readonly state: ReturnType<typeof useFeed>;
}

function Panel({ tab, run, state }: PanelProps): ReactNode {
  const api = useApi();
  const [chosen, choose] = useChosenLine();
  const { feed, refusal } = state;
  if (refusal !== null && feed.lines.length === 0)
    return <Text>The events of this run cannot be read here ({refusal}): they are where it runs.</Text>;
  switch (tab) {
    case 'output':
      return (
        <>
          <LogView
            feed={feed}
            chosen={chosen}
            onChoose={choose}
            isReading={run.lastSeq > feed.lastSeq}
            onDownload={() => void downloadLog(api, run)}
          />
          <RunInput run={run} />
        </>
      );
    case 'timeline':
      return <Gantt feed={feed} />;
    case 'tools':
      return <ToolCalls feed={feed} />;
    case 'files':
      return <Artifacts run={run} />;
    case 'approvals':
      return <RunApprovals runId={run.id} />;
    case 'details':
      return <Details run={run} />;
  }
}
