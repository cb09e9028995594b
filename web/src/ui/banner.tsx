import { Alert, Group, Text } from '@mantine/core';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface BannerProps {
  readonly icon: LucideIcon;
  readonly children: ReactNode;
  /** What can be done about it, at the end of the line. */
  readonly action?: ReactNode;
}

/** A thin line above a screen, about something that concerns every screen. */
export function Banner({ icon: Icon, children, action }: BannerProps): ReactNode {
  return (
    <Alert color="yellow" icon={<Icon size={16} />} mb="md" py={6} role="status">
      <Group justify="space-between">
        <Text size="sm">{children}</Text>
        {action}
      </Group>
    </Alert>
  );
}
