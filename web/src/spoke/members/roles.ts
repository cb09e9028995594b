import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { components } from '@wheelhouse/client';
import { coversAll } from '@wheelhouse/protocol/permissions';
import { take, useApi } from '../../api/api.ts';
import { usePlace } from '../workspace.tsx';

export type Role = components['schemas']['RoleView'];

/** Roles of the workspace's organization, with what each may do. */
export function useRoles(): UseQueryResult<Role[]> {
  const api = useApi();
  const { workspace } = usePlace();
  const path = { id: workspace.id };
  return useQuery({
    queryKey: [workspace.id, 'roles'],
    queryFn: ({ signal }) => take(api.GET('/api/v1/workspaces/{id}/roles', { params: { path }, signal })),
    staleTime: 60_000,
  });
}

/** Those that somebody with these permissions may give: nobody gives more than they hold. Pure. */
export function grantable(roles: readonly Role[], held: readonly string[]): Role[] {
  return roles.filter(({ permissions }) => coversAll(held, permissions));
}
