import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';

const colors: Readonly<Record<string, string>> = {
  created: 'gray',
  queued: 'gray',
  delivered: 'blue',
  accepted: 'blue',
  started: 'blue',
  succeeded: 'green',
  failed: 'red',
  cancelled: 'gray',
  rejected: 'red',
  expired: 'orange',
  unknown: 'orange',
  lost: 'red',
};

interface CommandStateProps {
  readonly state: string;
  readonly code: string | null;
}

/** How far a command has come, or how it ended. */
export function CommandState({ state, code }: CommandStateProps): ReactNode {
  return (
    <Badge variant="light" tt="none" color={colors[state] ?? 'gray'}>
      {state}
      {code === null ? '' : ` · ${code}`}
    </Badge>
  );
}
