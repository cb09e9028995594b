import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import { useNow } from '../../ui/time-ago.tsx';
import { stateOfKey, type KeyLife, type KeyState } from './key-wish.ts';

const colours: Readonly<Record<KeyState, string>> = {
  active: 'green',
  replaced: 'yellow',
  expired: 'orange',
  revoked: 'gray',
};

export function KeyBadge(life: KeyLife): ReactNode {
  const state = stateOfKey(life, useNow());
  return (
    <Badge variant="light" color={colours[state]}>
      {state}
    </Badge>
  );
}
