import { ActionIcon } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { Search } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import type { Screen } from './screens.ts';

export interface PaletteAction {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** Found by these too, though they are not shown. */
  readonly keywords?: string;
  readonly run: () => void;
}

/** What is asked of the server once the palette is opened. */
export interface PaletteMore {
  readonly queryKey: readonly unknown[];
  readonly read: (signal: AbortSignal) => Promise<readonly PaletteAction[]>;
  /** Where the thing with an id may be, for an id that somebody pasted. */
  readonly byId: (id: string) => PaletteAction;
}

export interface PaletteProps {
  readonly screens: readonly Screen[];
  readonly actions: readonly PaletteAction[];
  readonly more: PaletteMore;
}

const PaletteBox = lazy(async () => ({ default: (await import('./palette-box.tsx')).PaletteBox }));

/** Ctrl or Cmd with K: every screen, and what can be done from anywhere. Read from the server when it is first wanted. */
export function Palette(props: PaletteProps): ReactNode {
  const [asked, setAsked] = useState(0);
  const ask = (): void => setAsked((times) => times + 1);
  useHotkeys([['mod + K', ask]], []);
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        title="Go to, or do (Ctrl K)"
        aria-label="Go to, or do"
        onClick={ask}
      >
        <Search size={18} />
      </ActionIcon>
      {asked > 0 && (
        <Suspense>
          <PaletteBox {...props} asked={asked} />
        </Suspense>
      )}
    </>
  );
}
