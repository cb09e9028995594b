import { Group, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';

interface PageProps {
  readonly title: string;
  /** What stands on the page, where that is more than the title. */
  readonly heading?: ReactNode;
  /** Beside the title: what can be done here. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A screen's heading and its document's title. */
export function Page({ title, heading, actions, children }: PageProps): ReactNode {
  useDocumentTitle(`${title} · Wheelhouse`);
  return (
    <>
      <Group justify="space-between" mb="md" gap="xs">
        <Title order={1} size="h3">
          {heading ?? title}
        </Title>
        <Group gap="xs">{actions}</Group>
      </Group>
      {children}
    </>
  );
}
