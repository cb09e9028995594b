import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { hub, pollMs, take, type Schemas } from '../../api.ts';

export type JoinToken = Schemas['JoinTokenView'];

/** The newest two hundred, without what one joins by. */
export function useTokens(everyMs = pollMs): UseQueryResult<readonly JoinToken[]> {
  return useQuery({
    queryKey: ['hub', 'join-tokens'],
    queryFn: ({ signal }) => take(hub.GET('/api/v1/join-tokens', { signal })),
    refetchInterval: everyMs,
  });
}
