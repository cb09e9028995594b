import { Anchor, Badge, Card, Code, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { components } from '@wheelhouse/client';
import { isTerminalRun } from '@wheelhouse/protocol/run-states';
import { Circle, CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { take, useApi } from '../../api/api.ts';
import { useTopic } from '../../live/live-context.tsx';
import { CopyLine } from '../../ui/copy-line.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { RunState } from '../../ui/run-state.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { useAgents } from '../agents/use-agents.ts';
import { Approvals } from '../approvals/approval-list.tsx';
import { SpawnButton } from '../spawn/spawn-button.tsx';
import { useMay, usePlace } from '../workspace.tsx';

type Run = components['schemas']['RunRecord'];

/** What waits for me, what runs, and what was last. */
export function Home(): ReactNode {
  const { workspace } = usePlace();
  const mayRead = useMay('runs:read');
  return (
    <Page title={workspace.name} actions={<SpawnButton />}>
      {mayRead ? <Work /> : <MayNot />}
    </Page>
  );
}

function MayNot(): ReactNode {
  return (
    <Text>
      You may see no runs of this workspace: that needs the permission <Code>runs:read</Code>. An owner or administrator
      can give you a role that has it, under Members.
    </Text>
  );
}

function Work(): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  const key = [workspace.id, 'runs', 'newest'];
  const runs = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => take(api.GET('/api/v1/runs', { params: { query: { limit: 20 } }, signal })),
  });
  const renew = (): void => void queries.invalidateQueries({ queryKey: key });
  useTopic('runs', { onEvent: renew, onAnew: renew });
  return (
    <Loaded query={runs} what="runs">
      {(rows) => (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <Stack>
            {rows.length === 0 && <FirstSteps />}
            <Strip title="Running now" runs={rows.filter(({ state }) => !isTerminalRun(state))} none="Nothing runs." />
            <Strip
              title="Ended last"
              runs={rows.filter(({ state }) => isTerminalRun(state))}
              none="Nothing has ended yet."
            />
          </Stack>
          <Stack>
            <Title order={2} size="h5">
              Waiting for an answer
            </Title>
            <Approvals query={{ state: 'open' }} empty="Nothing waits for you" linksRun />
          </Stack>
        </SimpleGrid>
      )}
    </Loaded>
  );
}

function Strip({ title, runs, none }: { title: string; runs: readonly Run[]; none: string }): ReactNode {
  const { workspace } = usePlace();
  return (
    <section aria-label={title}>
      <Title order={2} size="h5" mb="xs">
        {title}
      </Title>
      {runs.length === 0 && (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      )}
      <Stack gap={6}>
        {runs.map(({ id, agent, state, code, createdAt }) => (
          <Group key={id} gap="xs" wrap="nowrap">
            <RunState state={state} code={code ?? null} />
            <Anchor component={Link} to={`/w/${workspace.id}/runs/${id}`} size="sm">
              {agent} …{id.slice(-6)}
            </Anchor>
            <Text size="xs" c="dimmed">
              <TimeAgo at={createdAt} />
            </Text>
          </Group>
        ))}
      </Stack>
    </section>
  );
}

/** For a workspace in which nothing has happened yet. */
function FirstSteps(): ReactNode {
  const { workspace } = usePlace();
  const agents = useAgents();
  const hasAgent = (agents.data ?? []).length > 0;
  return (
    <Card withBorder padding="md">
      <Title order={2} size="h5" mb="xs">
        First steps
      </Title>
      <Step isDone={hasAgent}>
        <Anchor component={Link} to={`/w/${workspace.id}/agents`}>
          An agent in the catalogue
        </Anchor>
      </Step>
      <Step isDone={false}>Its first run: press Spawn above, or in a terminal</Step>
      <CopyLine text="npx wheelhouse spawn embedded --step 'run: uname -a' --follow" />
    </Card>
  );
}

function Step({ isDone, children }: { readonly isDone: boolean; readonly children: ReactNode }): ReactNode {
  return (
    <Group gap="xs" mb="xs">
      {isDone ? <CircleCheck size={16} aria-hidden /> : <Circle size={16} aria-hidden />}
      <Text size="sm" component="span">
        {children}
      </Text>
      {isDone && (
        <Badge size="xs" variant="light" color="green">
          done
        </Badge>
      )}
    </Group>
  );
}
