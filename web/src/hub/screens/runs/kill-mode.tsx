import { SegmentedControl, Text } from '@mantine/core';
import type { ReactNode } from 'react';

export type Mode = 'graceful' | 'now';

const follows: Readonly<Record<Mode, string>> = {
  graceful: 'It is asked to stop, and every process of it is ended within 2.5 seconds.',
  now: 'Every process of it is ended at once. What it had not saved is lost.',
};

interface KillModeProps {
  readonly mode: Mode;
  readonly onChange: (mode: Mode) => void;
}

export function KillMode({ mode, onChange }: KillModeProps): ReactNode {
  return (
    <>
      <SegmentedControl
        aria-label="How"
        data={[
          { value: 'graceful', label: 'With courtesy' },
          { value: 'now', label: 'Now' },
        ]}
        value={mode}
        onChange={(value) => onChange(value === 'now' ? 'now' : 'graceful')}
      />
      <Text size="sm">{follows[mode]} It counts as killed once nobody is left, which is looked at.</Text>
    </>
  );
}
