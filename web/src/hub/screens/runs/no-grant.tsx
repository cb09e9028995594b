import { Alert, Anchor, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { CopyLine } from '../../../ui/copy-line.tsx';

/** How the console comes to what it may do: an instance has to want it. */
export function NoGrant({ consoleId }: { readonly consoleId: string }): ReactNode {
  const connections: string = '/connections';
  return (
    <Alert color="gray" title="No instance lets this console spawn agents">
      <Stack gap="xs">
        <Text size="sm">
          1. Connect the console with the instance, under{' '}
          <Anchor component={Link} to={connections} size="sm">
            Connections
          </Anchor>
          .
        </Text>
        <Text size="sm">
          2. The owner of a workspace there pins the console, after comparing the code, and lets it do this:
        </Text>
        <CopyLine text={`npx wheelhouse grant create ${consoleId} agent.spawn agent.status agent.kill`} />
        <Text size="sm">The grant shows up here by itself.</Text>
      </Stack>
    </Alert>
  );
}
