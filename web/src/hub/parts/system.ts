import { hub, pollMs, take } from '../api.ts';

export const systemQuery = {
  queryKey: ['hub', 'system'],
  queryFn: ({ signal }: { signal: AbortSignal }) => take(hub.GET('/api/v1/system', { signal })),
  refetchInterval: pollMs,
} as const;
