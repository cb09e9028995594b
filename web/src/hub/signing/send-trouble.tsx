import { Alert, Code, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiError } from '../api.ts';

/** Why a command did not go: the hub refused it by a code, or it is none that an instance would take. */
export function SendTrouble({ error }: { readonly error: unknown }): ReactNode {
  if (error === null || error === undefined) return null;
  if (!(error instanceof ApiError))
    return (
      <Alert color="red" role="alert" title="The command was not signed">
        {wordsOf(error)}
      </Alert>
    );
  return (
    <Alert color="red" role="alert" title={`The hub refused it: ${error.code}`}>
      <Text size="sm">{helpOf(error)}</Text>
      <Text size="sm">
        Request <Code>{error.requestId}</Code>
      </Text>
    </Alert>
  );
}

/** Pure. The hub tells an issuer only that it may not: what to look at is the same for each of the reasons. */
function helpOf({ code, message }: ApiError): string {
  if (code !== 'NOT_AUTHORIZED') return message;
  return 'The instance is suspended or away for good, its connection with the console is not active, or no grant of it covers this. Look at Fleet and Connections.';
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Pure. What a schema says against what was typed, or the error's own words. */
function wordsOf(error: unknown): string {
  const issues = (error as { issues?: readonly Issue[] }).issues;
  const [first] = Array.isArray(issues) ? (issues as readonly Issue[]) : [];
  if (first !== undefined) return `${first.path.slice(1).join('.')}: ${first.message}`;
  return error instanceof Error ? error.message : 'Try again.';
}
