import { Center, Stack, Text } from '@mantine/core';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface EmptyProps {
  readonly icon: LucideIcon;
  readonly title: string;
  /** What to do next: the very command or button. */
  readonly children?: ReactNode;
}

/** A list without rows says what would be in it and how to get the first one. */
export function Empty({ icon: Icon, title, children }: EmptyProps): ReactNode {
  return (
    <Center py="xl">
      <Stack align="center" gap="xs" w="100%" maw={560} ta="center">
        <Icon size={32} aria-hidden />
        <Text fw={600}>{title}</Text>
        {children}
      </Stack>
    </Center>
  );
}
