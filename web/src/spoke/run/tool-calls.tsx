import { Badge, Code, Stack, Text } from '@mantine/core';
import { Wrench } from 'lucide-react';
import type { ReactNode } from 'react';
import { Empty } from '../../ui/empty.tsx';
import { lengthOf, useNow } from '../../ui/time-ago.tsx';
import type { RunFeed, ToolCall } from './feed.ts';

/** Of a long run the newest; all are in the events. */
const shownAtMost = 100;

export function ToolCalls({ feed }: { readonly feed: RunFeed }): ReactNode {
  const calls = [...feed.tools.values()];
  if (calls.length === 0) return <Empty icon={Wrench} title="It has called no tool" />;
  const hidden = Math.max(0, calls.length - shownAtMost);
  return (
    <Stack gap="xs">
      {hidden > 0 && (
        <Text size="sm">
          The newest {shownAtMost} of {calls.length}
        </Text>
      )}
      {calls.slice(hidden).map((call) => (
        <Call key={call.id} call={call} />
      ))}
    </Stack>
  );
}

function Call({ call }: { readonly call: ToolCall }): ReactNode {
  const now = useNow();
  const { title, kind, status, startedAt, endedAt, input, output } = call;
  return (
    <details>
      <summary>
        {title || kind || 'tool'}{' '}
        <Badge size="sm" variant="light" color={status === null ? 'blue' : status === 'failed' ? 'red' : 'gray'}>
          {status ?? 'running'}
        </Badge>{' '}
        <Text span size="xs" c="dimmed">
          {lengthOf((endedAt ?? now) - startedAt)}
        </Text>
      </summary>
      {input !== null && (
        <Code block tabIndex={0}>
          {JSON.stringify(input, null, 2)}
        </Code>
      )}
      {output !== '' && (
        <Code block tabIndex={0} mt={4} style={{ maxHeight: 320, overflow: 'auto' }}>
          {output}
        </Code>
      )}
    </details>
  );
}
