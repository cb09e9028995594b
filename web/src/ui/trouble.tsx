import { Alert, Code, List } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiError } from '../api/api.ts';
import { Unfit } from './unfit.ts';

interface Issue {
  readonly path: string;
  readonly message: string;
}

/** What the server said against something that was tried; with its fields, where it names them. */
export function Trouble({ error }: { readonly error: unknown }): ReactNode {
  if (error === null || error === undefined) return null;
  const issues = error instanceof ApiError ? issuesOf(error.details) : [];
  return (
    <Alert color="red" role="alert">
      {error instanceof ApiError || error instanceof Unfit ? error.message : 'the server does not answer; try again'}
      {issues.length > 0 && (
        <List size="sm">
          {issues.map(({ path, message }) => (
            <List.Item key={`${path} ${message}`}>
              <Code>{path}</Code> {message}
            </List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}

function issuesOf({ issues }: Readonly<Record<string, unknown>>): readonly Issue[] {
  return Array.isArray(issues) ? (issues as Issue[]) : [];
}
