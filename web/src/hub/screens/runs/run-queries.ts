import { useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { isTerminalRun } from '@wheelhouse/protocol/run-states';
import { hub, pollMs, take, type Schemas } from '../../api.ts';
import type { Command } from '../../signing/use-send.ts';

export type Run = Schemas['FleetRunView'];

/** Somebody watches it: more often than lists. */
const watchMs = 1_000;

export function useRun(id: string): UseQueryResult<Run> {
  return useQuery({
    queryKey: ['hub', 'runs', 'one', id],
    queryFn: ({ signal }) => take(hub.GET('/api/v1/fleet/runs/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data !== undefined && isTerminalRun(state.data.state) ? pollMs : watchMs),
  });
}

/** What was asked of a run, the newest first; the first page of it. */
export function useCommandsOf(run: string): UseQueryResult<readonly Schemas['FleetCommandView'][]> {
  return useQuery({
    queryKey: ['hub', 'commands', 'of', run],
    queryFn: ({ signal }) =>
      take(hub.GET('/api/v1/fleet/commands', { params: { query: { agt: run, limit: 50 } }, signal })),
    refetchInterval: ({ state }) => (state.data?.some(({ endedAt }) => endedAt === null) === true ? watchMs : pollMs),
  });
}

/** The same with their receipts. Those that have ended change no more. */
export function useDetails(commands: readonly Schemas['FleetCommandView'][]): readonly UseQueryResult<Command>[] {
  return useQueries({
    queries: commands.map(({ id, iss, endedAt }) => ({
      // With its end in the key, the last receipts are asked for once more.
      queryKey: ['hub', 'commands', 'one', iss, id, endedAt],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        take(hub.GET('/api/v1/fleet/commands/{id}', { params: { path: { id }, query: { iss } }, signal })),
      refetchInterval: endedAt === null ? watchMs : (false as const),
    })),
  });
}
