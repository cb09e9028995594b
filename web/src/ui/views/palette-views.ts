import { searchOfViewQuery } from '@wheelhouse/protocol/view-query';
import type { PaletteAction } from '../../frame/palette.tsx';
import type { SavedView } from './views.ts';

type Placed = SavedView & { readonly screen: string };

/** Saved views as the palette offers them: by their name, each to its screen. Pure. */
export function paletteViews(
  views: readonly Placed[],
  me: string,
  go: (screen: string, search: Record<string, string>) => void,
): PaletteAction[] {
  return views.map(({ id, name, screen, query, ownerId, ownerName }) => ({
    id: `view:${id}`,
    label: name,
    description: `View of ${screen}${ownerId === me ? '' : `, shared by ${ownerName}`}`,
    run: () => go(screen, searchOfViewQuery(query)),
  }));
}
