import { Alert, Button, Group, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiError } from '../api/api.ts';
import { TimeAgo } from '../ui/time-ago.tsx';
import { glanceQuery } from './glance.ts';

/** Says that the hub does not answer, and since when; what is on the screen stays. */
export function AwayBanner(): ReactNode {
  const queries = useQueryClient();
  const { error, failureReason, dataUpdatedAt } = useQuery(glanceQuery);
  const reason = error ?? failureReason;
  if (reason === null || (reason instanceof ApiError && reason.status < 500)) return null;
  return (
    <Alert color="yellow" icon={<WifiOff size={16} />} mb="md" py={6} role="status">
      <Group justify="space-between">
        <Text size="sm">
          The hub does not answer
          {dataUpdatedAt > 0 && (
            <>
              ; it did <TimeAgo at={dataUpdatedAt} />
            </>
          )}
          . It is asked again every few seconds. What you see is how it was.
        </Text>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => void queries.refetchQueries({ queryKey: ['hub'], type: 'active' })}
        >
          Try now
        </Button>
      </Group>
    </Alert>
  );
}
