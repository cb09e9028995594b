import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { components } from '@wheelhouse/client';
import { take, useApi } from '../../api/api.ts';
import { usePlace } from '../workspace.tsx';

export type WorkspaceDetail = components['schemas']['WorkspaceView'];
export type Organization = components['schemas']['OrganizationView'];

/** The workspace with its settings. */
export function useWorkspaceDetail(): UseQueryResult<WorkspaceDetail> {
  const api = useApi();
  const { workspace } = usePlace();
  const path = { id: workspace.id };
  return useQuery({
    queryKey: [workspace.id, 'workspace'],
    queryFn: ({ signal }) => take(api.GET('/api/v1/workspaces/{id}', { params: { path }, signal })),
  });
}

/** The organization that the workspace is of; null for who is only a guest of it. */
export function useOrganization(): UseQueryResult<Organization | null> {
  const api = useApi();
  const { workspace } = usePlace();
  return useQuery({
    queryKey: [workspace.id, 'organizations'],
    queryFn: ({ signal }) => take(api.GET('/api/v1/organizations', { signal })),
    select: (all) => all.find(({ id }) => id === workspace.organizationId) ?? null,
    staleTime: 60_000,
  });
}
