import type { ReactNode } from 'react';
import { everyRow } from '../api/every-row.ts';
import { ViewsButton } from '../ui/views/views-button.tsx';
import type { ViewedScreen, ViewsOf } from '../ui/views/views.ts';
import { hub, take, takePage, type Schemas } from './api.ts';
import { useMay, useMe } from './me.ts';

type View = Schemas['SavedView'];
type ViewScreen = View['screen'];

/** All views that an operator has, of one screen where it is named. */
export function listViews(signal: AbortSignal, screen?: ViewScreen): Promise<readonly View[]> {
  return everyRow((page) =>
    takePage(hub.GET('/api/v1/views', { params: { query: { ...page, ...(screen && { screen }) } }, signal })),
  );
}

/** The saved views of a screen of the hub. */
export function Views({ screen, ...viewed }: Omit<ViewedScreen, 'of'> & { readonly screen: ViewScreen }): ReactNode {
  const { id: me } = useMe();
  const of: ViewsOf = {
    queryKey: ['hub', 'views', screen],
    me,
    mayShare: useMay('views:share'),
    mayManage: useMay('views:manage'),
    everybody: 'every operator of the hub',
    list: (signal) => listViews(signal, screen),
    create: (wish) => take(hub.POST('/api/v1/views', { body: { ...wish, screen } })),
    change: (id, wish) => take(hub.PATCH('/api/v1/views/{id}', { params: { path: { id } }, body: wish })),
    remove: (id) => take(hub.DELETE('/api/v1/views/{id}', { params: { path: { id } } })),
  };
  return <ViewsButton {...viewed} of={of} />;
}
