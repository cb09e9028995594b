import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { everyRow } from '../../api/every-row.ts';
import { hub, takePage, type Schemas } from '../api.ts';

export type Grant = Schemas['FleetGrantView'];

/** What other instances let the console do, as far as it holds now. */
export function useHeldGrants(consoleId: string | null): UseQueryResult<readonly Grant[]> {
  return useQuery({
    queryKey: ['hub', 'grants', 'held', consoleId],
    enabled: consoleId !== null,
    queryFn: async ({ signal }) => {
      // All of them: who stops everything may leave out none.
      const rows = await everyRow((page) => {
        const query = { ...page, grantee: consoleId ?? '' };
        return takePage(hub.GET('/api/v1/grants', { params: { query }, signal }));
      });
      return rows.filter(({ revokedAt, exp }) => revokedAt === null && exp > Date.now());
    },
    refetchInterval: 5_000,
  });
}

/** Those that cover a verb there. `agent.kill:any` covers every run of the workspace. Pure. */
export function covering(
  grants: readonly Grant[],
  at: { readonly target: string; readonly workspaceId: string },
  verbs: readonly string[],
): readonly Grant[] {
  return grants.filter(
    (grant) =>
      grant.issuer === at.target &&
      grant.workspaceId === at.workspaceId &&
      grant.verbs.some((verb) => verbs.includes(verb)),
  );
}
