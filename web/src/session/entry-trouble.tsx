import { Alert, Code, List, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiError } from '../api/api.ts';
import { Trouble } from '../ui/trouble.tsx';
import { SessionNotKept } from './kept-session.ts';

/** What the server said against getting in; where it is the connection or the browser, what to do about it. */
export function EntryTrouble({ error }: { readonly error: unknown }): ReactNode {
  if (error instanceof SessionNotKept) return <NotKept />;
  const code = error instanceof ApiError ? error.code : null;
  if (code === 'TLS_REQUIRED') return <PlainHttp />;
  if (code === 'ORIGIN_REFUSED') return <OtherAddress />;
  return <Trouble error={error} />;
}

function Blocked({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <Alert color="red" role="alert" title={title}>
      {children}
    </Alert>
  );
}

function PlainHttp(): ReactNode {
  return (
    <Blocked title="Nobody can sign in over this address">
      <Text size="sm">
        The page came over plain HTTP by the name <Code>{window.location.host}</Code>. A session would be readable on
        the way, so this instance opens none. Whoever runs it can set one of these and start it again:
      </Text>
      <List size="sm" my="xs" spacing={4}>
        <List.Item>
          <Code>WH_PUBLIC_URL=https://…</Code> where a proxy in front of it speaks HTTPS; <Code>WH_TRUST_PROXY</Code>{' '}
          names the proxy
        </List.Item>
        <List.Item>
          <Code>WH_TLS_CERT</Code> and <Code>WH_TLS_KEY</Code>, for HTTPS of its own
        </List.Item>
        <List.Item>
          <Code>WH_INSECURE_HTTP=1</Code>, for a network in which you trust everybody
        </List.Item>
      </List>
      <Text size="sm">
        On the machine itself, or through <Code>ssh -L</Code>, <Code>http://localhost</Code> works as it is.
      </Text>
    </Blocked>
  );
}

function OtherAddress(): ReactNode {
  return (
    <Blocked title="This is not the address of this instance">
      <Text size="sm">
        The page is at <Code>{window.location.origin}</Code>, and the instance was told that people reach it elsewhere.
        Open it there, or have whoever runs it change <Code>WH_PUBLIC_URL</Code>.
      </Text>
    </Blocked>
  );
}

function NotKept(): ReactNode {
  return (
    <Blocked title="Your browser did not keep the session">
      <Text size="sm">
        The sign-in was right, but the browser sent no cookie with the next request. Allow cookies for{' '}
        <Code>{window.location.host}</Code>; where the page came over plain HTTP, use HTTPS or another browser: some
        keep such cookies over HTTPS only.
      </Text>
    </Blocked>
  );
}
