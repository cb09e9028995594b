import { Text } from '@mantine/core';
import { Building2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { CopyLine } from '../../ui/copy-line.tsx';
import { Empty } from '../../ui/empty.tsx';

export function NoWorkspace(): ReactNode {
  return (
    <Empty icon={Building2} title="You are in no workspace yet">
      <Text size="sm">Somebody who is can invite you. Whoever runs an organization here can make one:</Text>
      <CopyLine text="npx wheelhouse workspace create <name>" />
    </Empty>
  );
}
