import { Card, Center } from '@mantine/core';
import type { ReactNode } from 'react';

/** What stands alone on the page, before somebody is signed in. */
export function EntryCard({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <Center mih="100vh" p="md" component="main">
      <Card withBorder w="100%" maw={420} padding="lg">
        {children}
      </Card>
    </Center>
  );
}
