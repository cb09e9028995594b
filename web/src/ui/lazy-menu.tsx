import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { openedOnDemand, type Trigger } from './opened-on-demand.tsx';

export interface MenuEntry {
  readonly label: ReactNode;
  readonly icon?: LucideIcon;
  readonly isDanger?: boolean;
  /** The one of its part that is shown now. */
  readonly isCurrent?: boolean;
  /** Behind the words. */
  readonly beside?: ReactNode;
  /** Where it leads. */
  readonly to?: string;
  /** What it does. */
  readonly run?: () => void;
}

export interface MenuPart {
  readonly heading?: ReactNode;
  /** A line stands above it. */
  readonly isApart?: boolean;
  readonly entries: readonly MenuEntry[];
}

export interface LazyMenuProps {
  readonly trigger: Trigger;
  readonly parts: readonly MenuPart[];
  readonly position?: 'bottom-start' | 'bottom-end';
  readonly width?: number;
}

/** A menu whose button is there at once, and the rest when it is wanted. */
export const LazyMenu = openedOnDemand<LazyMenuProps>(async () => (await import('./menu.tsx')).OpeningMenu);
