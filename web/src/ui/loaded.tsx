import { Alert, Button, Code, Group, Skeleton, Stack, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { CloudOff, Lock, SearchX, TriangleAlert } from 'lucide-react';
import { createContext, useContext, type ReactNode } from 'react';
import { ApiError } from '../api/api.ts';
import { TimeAgo } from './time-ago.tsx';

/** What this console is of, for who may not see a part of it, and who can help them. */
export const DeniedContext = createContext({
  place: 'of this workspace',
  help: 'An owner or administrator of the workspace can give you a role that may, under Members.',
});

interface LoadedProps<T> {
  readonly query: UseQueryResult<T>;
  /** What is shown, for people: "runs". */
  readonly what: string;
  readonly children: (data: T) => ReactNode;
}

/** What was asked for, or why it is not there and what to do. What is old and cannot be renewed is shown and says so. */
export function Loaded<T>({ query, what, children }: LoadedProps<T>): ReactNode {
  const { data, error, isPending, dataUpdatedAt, refetch } = query;
  if (isPending) return <Loading what={what} />;
  if (data === undefined) return <Failed what={what} error={error} onRetry={() => void refetch()} />;
  return (
    <>
      {error !== null && (
        <Alert color="yellow" icon={<CloudOff size={16} />} mb="md" role="status">
          <Group justify="space-between">
            <Text size="sm">
              The {what} could not be read again (this is as of <TimeAgo at={dataUpdatedAt} />
              ): {wordsOf(error)}
            </Text>
            <Button size="compact-sm" variant="default" onClick={() => void refetch()}>
              Try again
            </Button>
          </Group>
        </Alert>
      )}
      {children(data)}
    </>
  );
}

function Loading({ what }: { readonly what: string }): ReactNode {
  return (
    <Stack gap="xs" role="status" aria-label={`loading ${what}`}>
      {[90, 75, 82, 60].map((width) => (
        <Skeleton key={width} height={18} width={`${width}%`} />
      ))}
    </Stack>
  );
}

interface FailedProps {
  readonly what: string;
  readonly error: unknown;
  readonly onRetry: () => void;
}

function Failed({ what, error, onRetry }: FailedProps): ReactNode {
  const known = error instanceof ApiError ? error : null;
  if (known?.code === 'NOT_AUTHORIZED') return <Denied what={what} error={known} />;
  if (known?.code === 'NOT_FOUND')
    return (
      <Alert color="gray" icon={<SearchX size={18} />} title="There is no such thing here">
        It may have been deleted, it may be in another workspace, or you may not see it.
      </Alert>
    );
  return (
    <Alert color="red" icon={<TriangleAlert size={18} />} title={`The ${what} could not be read`} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{wordsOf(error)}</Text>
        {known !== null && (
          <Text size="sm">
            Code <Code>{known.code}</Code>, request <Code>{known.requestId}</Code>
          </Text>
        )}
        <Button size="compact-sm" variant="default" onClick={onRetry}>
          Try again
        </Button>
      </Stack>
    </Alert>
  );
}

function Denied({ what, error }: { readonly what: string; readonly error: ApiError }): ReactNode {
  const { place, help } = useContext(DeniedContext);
  const { permission } = error.details;
  const needed = typeof permission === 'string' ? permission : null;
  return (
    <Alert color="gray" icon={<Lock size={18} />} title={`You may not see the ${what} ${place}`}>
      {needed === null ? (
        `${error.message}.`
      ) : (
        <>
          It needs the permission <Code>{needed}</Code>.
        </>
      )}{' '}
      {help}
    </Alert>
  );
}

export function wordsOf(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  return 'the server does not answer; it is tried again when you come back to this page';
}
