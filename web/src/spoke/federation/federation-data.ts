import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { components } from '@wheelhouse/client';
import { take, useApi } from '../../api/api.ts';
import { usePlace } from '../workspace.tsx';

export type Instance = components['schemas']['InstanceView'];
export type Peer = components['schemas']['PeerView'];
export type Grant = components['schemas']['GrantView'];

/** Nothing tells of the link's state: it is asked for while somebody looks. */
const pollMs = 5_000;

/** This instance, with its link. */
export function useInstance(): UseQueryResult<Instance> {
  const api = useApi();
  const { workspace } = usePlace();
  return useQuery({
    queryKey: [workspace.id, 'instance'],
    queryFn: ({ signal }) => take(api.GET('/api/v1/instance', { signal })),
    refetchInterval: pollMs,
  });
}

export function usePeers(): UseQueryResult<Peer[]> {
  const api = useApi();
  const { workspace } = usePlace();
  return useQuery({
    queryKey: [workspace.id, 'peers'],
    queryFn: ({ signal }) => take(api.GET('/api/v1/peers', { signal })),
    refetchInterval: pollMs,
  });
}

/** The name of an instance, or the end of its id where it is not known here. */
export function useInstanceName(): (id: string) => string {
  const { data: peers = [] } = usePeers();
  const { data: self } = useInstance();
  return (id) => {
    if (id === self?.id) return `${self.name} (this one)`;
    return peers.find((peer) => peer.id === id)?.name ?? `…${id.slice(-12)}`;
  };
}
