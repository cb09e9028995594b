import { useQuery } from '@tanstack/react-query';
import { takePage, useApi } from '../../api/api.ts';
import { everyRow } from '../../api/every-row.ts';
import { useMay, usePlace } from '../workspace.tsx';

const none: ReadonlyMap<string, string> = new Map();

/** Names of the workspace's people by their ids; none for who may not see them. */
export function useMemberNames(): ReadonlyMap<string, string> {
  const api = useApi();
  const { workspace } = usePlace();
  const mayRead = useMay('members:read');
  const { data = none } = useQuery({
    queryKey: [workspace.id, 'members', 'names'],
    queryFn: ({ signal }) =>
      everyRow((query) => {
        const params = { path: { id: workspace.id }, query };
        return takePage(api.GET('/api/v1/workspaces/{id}/members', { params, signal }));
      }),
    enabled: mayRead,
    staleTime: 60_000,
    select: (rows): ReadonlyMap<string, string> => new Map(rows.map(({ userId, name }) => [userId, name])),
  });
  return data;
}
