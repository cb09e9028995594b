import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { everyRow } from '../../api/every-row.ts';
import { hub, pollMs, takePage, type Schemas } from '../api.ts';

export type Instance = Schemas['HubInstanceView'];

export const instancesQuery = {
  queryKey: ['hub', 'instances', 'all'],
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<readonly Instance[]> =>
    everyRow((query) => takePage(hub.GET('/api/v1/instances', { params: { query }, signal }))),
  refetchInterval: pollMs,
} as const;

export function useInstances(): UseQueryResult<readonly Instance[]> {
  return useQuery(instancesQuery);
}

/** What an instance is called; its id's end while that is not known. */
export function useNameOf(): (id: string) => string {
  const { data = [] } = useInstances();
  const names = new Map(data.map(({ id, name }) => [id as string, name]));
  return (id) => names.get(id) ?? `…${id.slice(-6)}`;
}
