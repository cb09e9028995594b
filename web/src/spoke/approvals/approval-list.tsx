import { Alert, Anchor, Badge, Button, Card, Code, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { components } from '@wheelhouse/client';
import { ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { take, takePage, useApi } from '../../api/api.ts';
import { useTopic } from '../../live/live-context.tsx';
import { Empty } from '../../ui/empty.tsx';
import { useList } from '../../ui/list.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { tell } from '../../ui/tell.ts';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { Trouble } from '../../ui/trouble.tsx';
import { useMay, usePlace } from '../workspace.tsx';

type Approval = components['schemas']['ApprovalView'];

/** What one run asked, answered or not. */
export function RunApprovals({ runId }: { readonly runId: string }): ReactNode {
  return <Approvals query={{ run: runId }} empty="It has asked nothing" />;
}

interface ApprovalsProps {
  readonly query: { readonly run?: string; readonly state?: 'open' };
  readonly empty: string;
  readonly linksRun?: boolean;
}

export function Approvals({ query, empty, linksRun = false }: ApprovalsProps): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  const key = [workspace.id, 'approvals'];
  const { query: approvals } = useList<Approval>({
    key: [...key, query],
    page: (page, signal) =>
      takePage(api.GET('/api/v1/approvals', { params: { query: { ...query, ...page } }, signal })),
  });
  const renew = (): void => void queries.invalidateQueries({ queryKey: key });
  useTopic(useMay('runs:approve') ? 'approvals' : null, { onEvent: renew, onAnew: renew });
  return (
    <Loaded query={approvals} what="approvals">
      {(rows) =>
        rows.length === 0 ? (
          <Empty icon={ShieldCheck} title={empty}>
            <Text size="sm">What agents ask people stands here until somebody answers.</Text>
          </Empty>
        ) : (
          <Stack gap="sm">
            {rows.map((one) => (
              <ApprovalCard key={one.id} approval={one} linksRun={linksRun} onAnswered={renew} />
            ))}
            {approvals.hasNextPage && (
              <Button
                variant="default"
                size="compact-sm"
                style={{ alignSelf: 'center' }}
                loading={approvals.isFetchingNextPage}
                onClick={() => void approvals.fetchNextPage()}
              >
                Show more
              </Button>
            )}
          </Stack>
        )
      }
    </Loaded>
  );
}

interface CardProps {
  readonly approval: Approval;
  readonly linksRun: boolean;
  readonly onAnswered: () => void;
}

function ApprovalCard({ approval, linksRun, onAnswered }: CardProps): ReactNode {
  const { workspace } = usePlace();
  const { title, kind, state, detail, createdAt, expiresAt, run } = approval;
  return (
    <Card withBorder padding="sm">
      <Group justify="space-between" mb={4}>
        <Text fw={600}>{title}</Text>
        <Badge variant="light" color={state === 'open' ? 'yellow' : 'gray'}>
          {state === 'open' ? kind : state.replace('_', ' ')}
        </Badge>
      </Group>
      <Text size="xs" c="dimmed" mb="xs">
        asked <TimeAgo at={createdAt} />
        {state === 'open' && expiresAt !== null && (
          <>
            ; counts as refused <TimeAgo at={expiresAt} />
          </>
        )}
        {linksRun && (
          <>
            {' '}
            by{' '}
            <Anchor component={Link} to={`/w/${workspace.id}/runs/${run}`} inherit underline="always">
              run {run.slice(-12)}
            </Anchor>
          </>
        )}
      </Text>
      {Object.keys(detail).length > 0 && (
        <Code block tabIndex={0} style={{ maxHeight: 240, overflow: 'auto' }}>
          {JSON.stringify(detail, null, 2)}
        </Code>
      )}
      {state === 'open' ? <Answer approval={approval} onAnswered={onAnswered} /> : <Answered approval={approval} />}
    </Card>
  );
}

function Answer({ approval, onAnswered }: Pick<CardProps, 'approval' | 'onAnswered'>): ReactNode {
  const api = useApi();
  const may = useMay('runs:approve');
  const answer = useMutation({
    mutationFn: (option: string) =>
      take(api.POST('/api/v1/approvals/{id}/answer', { params: { path: { id: approval.id } }, body: { option } })),
    onSuccess: () => {
      tell('Answered; the run goes on.');
      onAnswered();
    },
  });
  if (!may) return <Text size="sm">You may see this, not answer it.</Text>;
  if (approval.options.length === 0)
    return <Alert color="gray">This is a question: answer it below the output of the run.</Alert>;
  return (
    <Stack gap="xs" mt="xs">
      <Group gap="xs">
        {approval.options.map(({ option, name, kind }) => (
          <Button
            key={option}
            size="compact-sm"
            variant={kind.startsWith('allow') ? 'filled' : 'default'}
            disabled={answer.isPending}
            onClick={() => answer.mutate(option)}
          >
            {name}
          </Button>
        ))}
      </Group>
      <Trouble error={answer.error} />
    </Stack>
  );
}

function Answered({ approval: { option, options, endedAt, state } }: { readonly approval: Approval }): ReactNode {
  const chosen = options.find((one) => one.option === option)?.name ?? option;
  return (
    <Text size="sm" mt="xs">
      {state === 'answered'
        ? `Answered: ${chosen ?? ''}`
        : state === 'timed_out'
          ? 'Nobody answered in time'
          : 'Withdrawn'}{' '}
      {endedAt !== null && <TimeAgo at={endedAt} />}
    </Text>
  );
}
