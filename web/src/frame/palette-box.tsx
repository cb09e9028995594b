import { createSpotlight, Spotlight, type SpotlightActionData } from '@mantine/spotlight';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import type { PaletteProps } from './palette.tsx';

interface PaletteBoxProps extends PaletteProps {
  /** Counts how often it was asked for. */
  readonly asked: number;
}

/** A whole id, as it is copied from anywhere. */
const wholeId = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** What is typed into, and what fits it. */
export function PaletteBox({ screens, actions, more, asked }: PaletteBoxProps): ReactNode {
  const navigate = useNavigate();
  const [[store, spotlight]] = useState(createSpotlight);
  const [typed, setTyped] = useState('');
  useEffect(() => spotlight.open(), [spotlight, asked]);
  // What does not come is not offered; everything else is.
  const { data: found = [] } = useQuery({
    queryKey: [...more.queryKey, asked],
    queryFn: ({ signal }) => more.read(signal),
    placeholderData: keepPreviousData,
  });
  const pasted = typed.trim().toLowerCase();
  const isKnown = found.some(({ keywords }) => keywords === pasted);
  const byId = wholeId.test(pasted) && !isKnown ? [{ ...more.byId(pasted), keywords: pasted }] : [];
  const offered: SpotlightActionData[] = [
    ...screens.map(({ path, label, group, icon: Icon }) => ({
      id: path,
      label,
      description: group,
      leftSection: <Icon size={16} aria-hidden />,
      onClick: () => void navigate({ to: path }),
    })),
    ...[...actions, ...byId, ...found].map(({ id, label, description, keywords, run }) => ({
      id,
      label,
      ...(description === undefined ? {} : { description }),
      ...(keywords === undefined ? {} : { keywords }),
      onClick: run,
    })),
  ];
  return (
    <Spotlight
      store={store}
      actions={offered}
      query={typed}
      onQueryChange={setTyped}
      attributes={{ content: { 'aria-label': 'Go to, or do' } }}
      nothingFound="Nothing is called so"
      searchProps={{
        placeholder: 'Go to, or do',
        'aria-label': 'Go to, or do',
        onKeyDown: (event) => {
          // The library does nothing where no entry was chosen by an arrow; people mean the first one.
          const isChosen = store.getState().selected >= 0;
          if (event.key === 'Enter' && !event.nativeEvent.isComposing && !isChosen) pressFirst(store.getState().listId);
        },
      }}
      shortcut={null}
      highlightQuery
      limit={12}
    />
  );
}

function pressFirst(listId: string): void {
  document.getElementById(listId)?.querySelector<HTMLElement>('[data-action]')?.click();
}
