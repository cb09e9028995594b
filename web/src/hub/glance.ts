import { hub, pollMs, take } from './api.ts';

/** The fleet at a glance. Every screen asks for it, so it also tells whether the hub answers at all. */
export const glanceQuery = {
  queryKey: ['hub', 'glance'],
  queryFn: ({ signal }: { signal: AbortSignal }) => take(hub.GET('/api/v1/fleet', { signal })),
  refetchInterval: pollMs,
} as const;
