import { Alert, Button, Stack, Text } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { causeOf } from './broken-words.ts';

/** In place of a screen that cannot be drawn: a part of it did not come, what it needs at all is refused, or it has a fault. */
export function BrokenPage({ error }: ErrorComponentProps): ReactNode {
  return (
    <Alert
      color="red"
      maw={640}
      mx="auto"
      my="xl"
      icon={<TriangleAlert size={18} />}
      title="This screen could not be shown"
      role="alert"
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{causeOf(error)} What runs on the server goes on.</Text>
        <Button size="compact-sm" variant="default" onClick={() => window.location.reload()}>
          Load the page again
        </Button>
      </Stack>
    </Alert>
  );
}
