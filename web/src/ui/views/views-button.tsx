import { Button } from '@mantine/core';
import { Bookmark } from 'lucide-react';
import type { ReactNode } from 'react';
import { openedOnDemand, type Trigger } from '../opened-on-demand.tsx';
import type { ViewedScreen } from './views.ts';

interface OpenedProps extends ViewedScreen {
  readonly trigger: Trigger;
}

const Opened = openedOnDemand<OpenedProps>(async () => (await import('./views-menu.tsx')).ViewsMenu);

/** Opens the saved views of a list. Nothing of them is read before. */
export function ViewsButton(screen: ViewedScreen): ReactNode {
  const trigger = (
    <Button size="xs" variant="default" mt="auto" leftSection={<Bookmark size={14} aria-hidden />}>
      Views
    </Button>
  );
  return <Opened {...screen} trigger={trigger} />;
}
