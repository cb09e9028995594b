import type { components } from '@wheelhouse/client';
import { openApi, take } from '../api/api.ts';

export type Person = components['schemas']['PersonView'];
export type Workspace = components['schemas']['MyWorkspace'];

const api = openApi();

export const meQuery = {
  queryKey: ['me'],
  queryFn: ({ signal }: { signal: AbortSignal }) => take(api.GET('/api/v1/me', { signal })),
} as const;

export const workspacesQuery = {
  queryKey: ['me', 'workspaces'],
  queryFn: ({ signal }: { signal: AbortSignal }) => take(api.GET('/api/v1/me/workspaces', { signal })),
} as const;
