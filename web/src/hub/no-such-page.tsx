import { Anchor, Center } from '@mantine/core';
import { MapPinOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { Empty } from '../ui/empty.tsx';

export function NoSuchPage(): ReactNode {
  return (
    <Center mih="60vh" component="main">
      <Empty icon={MapPinOff} title="There is no such page">
        <Anchor href="/">To the fleet</Anchor>
      </Empty>
    </Center>
  );
}
