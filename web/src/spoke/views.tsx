import type { components, SpokeClient } from '@wheelhouse/client';
import type { ReactNode } from 'react';
import { take, takePage, useApi } from '../api/api.ts';
import { everyRow } from '../api/every-row.ts';
import { ViewsButton } from '../ui/views/views-button.tsx';
import type { ViewedScreen, ViewsOf } from '../ui/views/views.ts';
import { useMay, usePlace } from './workspace.tsx';

type View = components['schemas']['SavedView'];
export type ViewScreen = View['screen'];

/** All views that somebody has, of one screen where it is named. */
export function listViews(api: SpokeClient, signal: AbortSignal, screen?: ViewScreen): Promise<readonly View[]> {
  return everyRow((page) =>
    takePage(api.GET('/api/v1/views', { params: { query: { ...page, ...(screen && { screen }) } }, signal })),
  );
}

/** The saved views of a screen of a workspace. */
export function Views({ screen, ...viewed }: Omit<ViewedScreen, 'of'> & { readonly screen: ViewScreen }): ReactNode {
  const api = useApi();
  const { workspace, person } = usePlace();
  const of: ViewsOf = {
    queryKey: [workspace.id, 'views', screen],
    me: person.id,
    mayShare: useMay('views:share'),
    mayManage: useMay('views:manage'),
    everybody: `everybody in ${workspace.name}`,
    list: (signal) => listViews(api, signal, screen),
    create: (wish) => take(api.POST('/api/v1/views', { body: { ...wish, screen } })),
    change: (id, wish) => take(api.PATCH('/api/v1/views/{id}', { params: { path: { id } }, body: wish })),
    remove: (id) => take(api.DELETE('/api/v1/views/{id}', { params: { path: { id } } })),
  };
  return <ViewsButton {...viewed} of={of} />;
}
