import { Alert, Card, Center, Stack } from '@mantine/core';
import { LockOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import { Page } from '../ui/page.tsx';
import { isPlain } from '../ui/plain-banner.tsx';

interface EntryCardProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** A page before one is in. */
export function EntryCard({ title, children }: EntryCardProps): ReactNode {
  return (
    <Center mih="100vh" p="md" component="main">
      <Stack w="100%" maw={440}>
        {isPlain(window.location) && (
          <Alert color="yellow" icon={<LockOpen size={16} />} title="Not encrypted">
            This page came over plain HTTP from another machine: whoever is on the way can read what you type.
          </Alert>
        )}
        <Card withBorder padding="lg">
          <Page title={title}>{children}</Page>
        </Card>
      </Stack>
    </Center>
  );
}
