import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { hub, pollMs, take, type Schemas } from '../api.ts';

export type Stops = Schemas['FleetStops'];
export type Stop = Schemas['FleetStopView'];

export const stopsKey = ['hub', 'stops'];

/** Whether spawns are held, and how far kill-alls are. */
export function useStops(): UseQueryResult<Stops> {
  return useQuery({
    queryKey: stopsKey,
    queryFn: ({ signal }) => take(hub.GET('/api/v1/fleet/kill-all', { signal })),
    refetchInterval: pollMs / 3,
  });
}
