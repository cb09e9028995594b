import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { BookmarkPlus, Check, RotateCcw, Settings2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { MenuEntry, MenuPart } from '../lazy-menu.tsx';
import { OpeningMenu } from '../menu.tsx';
import { onDemand } from '../on-demand.tsx';
import type { Trigger } from '../opened-on-demand.tsx';
import { isPresent, partsOf, searchOf } from './present-view.ts';
import type { SavedView, ViewedScreen } from './views.ts';

const SaveDialog = onDemand(async () => (await import('./view-dialogs.tsx')).SaveDialog);
const ManageViews = onDemand(async () => (await import('./manage-views.tsx')).ManageViews);

interface ViewsMenuProps extends ViewedScreen {
  readonly trigger: Trigger;
}

/** The views of a screen: where each leads, and what can be done with them. */
export function ViewsMenu({ trigger, ...screen }: ViewsMenuProps): ReactNode {
  const { of, read } = screen;
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState<'save' | 'manage' | null>(null);
  const views = useQuery({ queryKey: of.queryKey, queryFn: ({ signal }) => of.list(signal) });
  const { own, others } = partsOf(views.data ?? [], of.me);
  const entryOf = (view: SavedView): MenuEntry => ({
    label: view.name,
    ...(isPresent(view, screen) ? { icon: Check, isCurrent: true } : {}),
    ...besideOf(view, of.me),
    run: () => void navigate({ to: '.', search: searchOf(view, read) as never }),
  });
  const isManaged = own.length > 0 || (of.mayManage && others.length > 0);
  const parts: MenuPart[] = [
    ...(own.length === 0 ? [] : [{ heading: 'Yours', entries: own.map(entryOf) }]),
    ...(others.length === 0 ? [] : [{ heading: 'Shared by others', entries: others.map(entryOf) }]),
    {
      isApart: own.length + others.length > 0,
      heading: stateOf(views),
      entries: [
        ...(views.isError ? [{ label: 'Try again', icon: RotateCcw, run: () => void views.refetch() }] : []),
        { label: 'Save this view…', icon: BookmarkPlus, run: () => setOpen('save') },
        ...(isManaged ? [{ label: 'Manage views…', icon: Settings2, run: () => setOpen('manage') }] : []),
      ],
    },
  ];
  const close = (): void => setOpen(null);
  return (
    <>
      <OpeningMenu trigger={trigger} position="bottom-start" width={280} parts={parts} />
      {isOpen === 'save' && <SaveDialog {...screen} known={views.data ?? []} onClose={close} />}
      {isOpen === 'manage' && <ManageViews {...screen} views={views} onClose={close} />}
    </>
  );
}

function besideOf({ ownerId, ownerName, isShared }: SavedView, me: string): Pick<MenuEntry, 'beside'> {
  if (ownerId !== me) return { beside: <small>{ownerName}</small> };
  return isShared ? { beside: <small>shared</small> } : {};
}

interface ReadViews {
  readonly isPending: boolean;
  readonly isError: boolean;
  readonly data: readonly SavedView[] | undefined;
}

/** What stands in place of views; nothing where there are some. */
function stateOf({ isPending, isError, data }: ReadViews): string | undefined {
  if (isPending) return 'Reading the views…';
  if (isError) return 'The views could not be read.';
  return data?.length === 0 ? 'A view keeps the filters of this list under a name. There is none yet.' : undefined;
}
