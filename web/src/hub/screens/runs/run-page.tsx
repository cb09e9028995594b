import { Stack } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { lazy, Suspense, type ReactNode } from 'react';
import { Loaded } from '../../../ui/loaded.tsx';
import { moneyOf } from '../../../ui/money.ts';
import { Page } from '../../../ui/page.tsx';
import { RunState } from '../../../ui/run-state.tsx';
import { lengthOf, TimeAgo } from '../../../ui/time-ago.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { InstanceLink } from '../../parts/instance-link.tsx';
import { Section } from '../../../ui/section.tsx';
import { CommandList } from './command-list.tsx';
import { KillResult } from './kill-result.tsx';
import { QuestionList } from './question-list.tsx';
import { RunActions } from './run-actions.tsx';
import { useRun, type Run } from './run-queries.ts';
import { useRunFeed } from './use-run-feed.ts';

const Output = lazy(async () => ({ default: (await import('./output.tsx')).Output }));

/** `/runs/:id` */
export function RunPage(): ReactNode {
  const { id } = useParams({ strict: false }) as { id: string };
  const run = useRun(id);
  const { data } = run;
  return (
    <Page
      title={data === undefined ? 'Run' : `${data.agent}, ${data.state}`}
      heading={data === undefined ? 'Run' : data.agent}
      actions={data !== undefined && <RunActions run={data} />}
    >
      <Loaded query={run} what="run">
        {(found) => <Details key={found.id} run={found} />}
      </Loaded>
    </Page>
  );
}

function Details({ run }: { readonly run: Run }): ReactNode {
  const news = useRunFeed(run);
  return (
    <Stack gap="xl">
      <QuestionList run={run} questions={news.questions} />
      <KillResult run={run} />
      <Section title="Run">
        <RunFacts run={run} />
      </Section>
      <Section title="Commands and receipts">
        <CommandList run={run.id} />
      </Section>
      <Section title="Output">
        <Suspense>
          <Output runId={run.id} news={news} />
        </Suspense>
      </Section>
    </Stack>
  );
}

function RunFacts({ run }: { readonly run: Run }): ReactNode {
  const { id, state, code, instanceId, workspaceId, issuer, asOf, link, view } = run;
  const { startedAt, endedAt, usage } = view ?? {};
  return (
    <Facts
      of={[
        ['State', <RunState key="state" state={state} code={code} />],
        [
          'As of',
          <>
            <TimeAgo at={asOf} />
            {link === 'live' ? '' : '; its instance is away, and what it does now is not known'}
          </>,
        ],
        ['Instance', <InstanceLink key="instance" id={instanceId} />],
        ['Workspace', <Mono key="workspace">{workspaceId}</Mono>],
        ['Asked by', <InstanceLink key="issuer" id={issuer} />],
        ['Began', startedAt === undefined ? null : <TimeAgo key="began" at={startedAt} />],
        ['Took', startedAt === undefined || endedAt === undefined ? null : lengthOf(endedAt - startedAt)],
        ['Message', view?.message ?? null],
        ['Exit', view?.exitCode ?? view?.signal ?? null],
        ['Attempt', view?.attempt ?? null],
        ['Cost', usage === undefined ? null : moneyOf(usage.costMicros)],
        ['Contained by', view?.containment ?? null],
        ['Network', view?.network ?? null],
        ['Id', <Mono key="id">{id}</Mono>],
      ]}
    />
  );
}

function Mono({ children }: { readonly children: string }): ReactNode {
  return <span className="wh-mono">{children}</span>;
}
