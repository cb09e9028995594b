import { searchOfViewQuery, viewQueryOf } from '@wheelhouse/protocol/view-query';
import type { SavedView, ViewedScreen } from './views.ts';

/** The address that a view leads to, as its screen reads it. What the screen does not know is left out. Pure. */
export function searchOf({ query }: Pick<SavedView, 'query'>, read: ViewedScreen['read']): object {
  return read(searchOfViewQuery(query));
}

/** The query of what is shown now. Pure. */
export function presentQuery({ search }: Pick<ViewedScreen, 'search'>): string {
  return viewQueryOf({ ...search });
}

/** Whether a view shows what is shown now. Pure. */
export function isPresent(view: Pick<SavedView, 'query'>, { search, read }: Omit<ViewedScreen, 'of'>): boolean {
  return viewQueryOf({ ...searchOf(view, read) }) === presentQuery({ search });
}

/** What a query filters by, for people: "state: failed, instance: …". Pure. */
export function wordsOf(query: string): string {
  const pairs = Object.entries(searchOfViewQuery(query));
  return pairs.length === 0
    ? 'everything, without a filter'
    : pairs.map(([name, value]) => `${name}: ${value}`).join(', ');
}

/** Own views and those of others, each by name. Pure. */
export function partsOf(
  views: readonly SavedView[],
  me: string,
): { readonly own: readonly SavedView[]; readonly others: readonly SavedView[] } {
  const sorted = views.toSorted((a, b) => a.name.localeCompare(b.name));
  return {
    own: sorted.filter(({ ownerId }) => ownerId === me),
    others: sorted.filter(({ ownerId }) => ownerId !== me),
  };
}
