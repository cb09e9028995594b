import { Badge } from '@mantine/core';
import {
  Ban,
  CircleCheck,
  CircleDashed,
  CirclePause,
  Hourglass,
  KeySquare,
  ShieldAlert,
  Unplug,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { Instance } from './instances.ts';

interface Look {
  readonly word: string;
  readonly color: string;
  readonly icon: LucideIcon;
}

/** What an operator has to know first about an instance. Pure. */
export function lookOf({ kind, state, quarantinedAt, liveness }: Instance): Look {
  if (state === 'revoked') return { word: 'revoked', color: 'gray', icon: Ban };
  if (quarantinedAt !== null) return { word: 'quarantined', color: 'red', icon: ShieldAlert };
  if (state === 'suspended') return { word: 'suspended', color: 'orange', icon: CirclePause };
  if (state !== 'active') return { word: 'waits for approval', color: 'yellow', icon: Hourglass };
  if (kind === 'console') return { word: 'console', color: 'indigo', icon: KeySquare };
  switch (liveness) {
    case 'live':
      return { word: 'live', color: 'green', icon: CircleCheck };
    case 'unknown':
      return { word: 'unreachable', color: 'orange', icon: Unplug };
    case 'lost':
      return { word: 'lost', color: 'red', icon: Unplug };
    case 'never':
      return { word: 'not linked yet', color: 'gray', icon: CircleDashed };
  }
}

export function InstanceState({ instance }: { readonly instance: Instance }): ReactNode {
  const { word, color, icon: Icon } = lookOf(instance);
  return (
    <Badge color={color} variant="light" leftSection={<Icon size={12} aria-hidden />}>
      {word}
    </Badge>
  );
}
