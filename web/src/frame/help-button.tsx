import { ActionIcon } from '@mantine/core';
import { CircleHelp } from 'lucide-react';
import type { ReactNode } from 'react';

/** Beside the key `?`, which not everybody guesses. */
export function HelpButton({ onOpen }: { readonly onOpen: () => void }): ReactNode {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      title="Help (?)"
      aria-label="Help"
      visibleFrom="xs"
      onClick={onOpen}
    >
      <CircleHelp size={18} />
    </ActionIcon>
  );
}
