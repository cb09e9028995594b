import { ActionIcon } from '@mantine/core';
import { Ellipsis, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { LazyMenu } from './lazy-menu.tsx';

export interface RowAction {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly isDanger?: boolean;
  readonly run: () => void;
}

interface RowMenuProps {
  /** Of which row. */
  readonly what: string;
  readonly actions: readonly RowAction[];
}

/** What can be done with a row; nothing where nothing can. */
export function RowMenu({ what, actions }: RowMenuProps): ReactNode {
  if (actions.length === 0) return null;
  return (
    <LazyMenu
      trigger={
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${what}`}>
          <Ellipsis size={16} />
        </ActionIcon>
      }
      parts={[{ entries: actions }]}
    />
  );
}
