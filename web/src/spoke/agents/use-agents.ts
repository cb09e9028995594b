import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { components } from '@wheelhouse/client';
import { takePage, useApi } from '../../api/api.ts';
import { everyRow } from '../../api/every-row.ts';
import { useMay, usePlace } from '../workspace.tsx';

export type Agent = components['schemas']['AgentView'];

/** The workspace's whole catalogue; not asked for by who may not see it, unless they stand before it. */
export function useAgents({ isAsked = false } = {}): UseQueryResult<readonly Agent[]> {
  const api = useApi();
  const { workspace } = usePlace();
  const mayRead = useMay('agents:read');
  return useQuery({
    queryKey: [workspace.id, 'agents'],
    queryFn: ({ signal }) => everyRow((query) => takePage(api.GET('/api/v1/agents', { params: { query }, signal }))),
    enabled: isAsked || mayRead,
  });
}
