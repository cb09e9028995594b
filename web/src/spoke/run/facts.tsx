import { Group, SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { moneyOf } from '../../ui/money.ts';
import { lengthOf, TimeAgo, useNow } from '../../ui/time-ago.tsx';
import type { Run } from './run-page.tsx';

/** What one wants to know at a glance. */
export function Facts({ run }: { readonly run: Run }): ReactNode {
  const now = useNow();
  const { usage, startedAt, endedAt } = run;
  const took = startedAt === undefined ? '–' : lengthOf((endedAt ?? now) - startedAt);
  return (
    <SimpleGrid cols={{ base: 2, xs: 3, md: 6 }} spacing="xs">
      <Fact name="Asked for">
        <TimeAgo at={run.createdAt} />
      </Fact>
      <Fact name={endedAt === undefined ? 'Running for' : 'Took'}>{took}</Fact>
      <Fact name="Attempt">{run.attempt ?? '–'}</Fact>
      <Fact name="Cost">
        {moneyOf(usage?.costMicros) || '–'}
        {usage !== undefined && usage.source !== 'gateway' ? ` (${usage.source})` : ''}
      </Fact>
      <Fact name="Tokens">
        {usage === undefined ? '–' : (usage.inputTokens + usage.outputTokens).toLocaleString('en-US')}
      </Fact>
      <Fact name="Contained by">
        <Group gap={4}>
          {run.containment ?? '–'}
          {run.filesystem === 'open' ? '(files open)' : ''}
        </Group>
      </Fact>
    </SimpleGrid>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text size="sm" component="div">
        {children}
      </Text>
    </div>
  );
}
