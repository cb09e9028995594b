import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { components } from '@wheelhouse/client';
import { take, useApi } from '../api/api.ts';
import { usePlace } from './workspace.tsx';

export type Instance = components['schemas']['InstanceView'];

/** How this instance stands: its link with the hub, its queue, its machines. The frame keeps it fresh. */
export function useInstance(everyMs?: number): UseQueryResult<Instance> {
  const api = useApi();
  const { workspace } = usePlace();
  return useQuery({
    queryKey: [workspace.id, 'instance'],
    queryFn: ({ signal }) => take(api.GET('/api/v1/instance', { signal })),
    refetchInterval: everyMs ?? false,
  });
}
