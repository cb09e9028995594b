import { useQuery } from '@tanstack/react-query';
import type { components, SpokeClient } from '@wheelhouse/client';
import { ApiError, take, takePage, useApi, type ListPage } from '../../api/api.ts';
import type { AuditSearch, AuditLogName } from '../searches-admin.ts';
import { usePlace } from '../workspace.tsx';

export type AuditRow = components['schemas']['AuditView'];
export type Checkpoint = components['schemas']['AuditCheckpointView'];

/** Which log, and whose. */
export interface AuditLog {
  readonly name: AuditLogName;
  readonly organizationId: string;
}

export interface AuditFilter {
  actor?: string;
  action?: string;
  resource?: string;
  verdict?: 'accepted' | 'rejected';
  requestId?: string;
  from?: number;
  to?: number;
}

interface PageQuery {
  readonly cursor?: string;
  readonly limit?: number;
}

const dayMs = 86_400_000;

/** What the address says, as the server wants it. Days are those of whoever looks; `to` is the last of them. Pure. */
export function filterOf({ actor, action, resource, verdict, request, from, to }: AuditSearch): AuditFilter {
  return {
    ...(actor === undefined ? {} : { actor }),
    ...(action === undefined ? {} : { action }),
    ...(resource === undefined ? {} : { resource }),
    ...(verdict === undefined ? {} : { verdict }),
    ...(request === undefined ? {} : { requestId: request }),
    ...(from === undefined ? {} : { from: startOfDay(from) }),
    ...(to === undefined ? {} : { to: startOfDay(to) + dayMs }),
  };
}

function startOfDay(day: string): number {
  return new Date(`${day}T00:00:00`).getTime();
}

/** Newest first. @throws ApiError */
export function readAudit(
  api: SpokeClient,
  { name, organizationId: id }: AuditLog,
  query: AuditFilter & PageQuery,
  signal: AbortSignal,
): Promise<ListPage<AuditRow>> {
  if (name === 'instance') return takePage(api.GET('/api/v1/instance/audit', { params: { query }, signal }));
  if (name === 'organization') {
    const params = { path: { id }, query };
    return takePage(api.GET('/api/v1/organizations/{id}/audit', { params, signal }));
  }
  return takePage(api.GET('/api/v1/audit', { params: { query }, signal }));
}

/** The newest signed head of a log; null where there is none yet. @throws ApiError */
export async function readHead(
  api: SpokeClient,
  { name, organizationId: id }: AuditLog,
  signal: AbortSignal,
): Promise<Checkpoint | null> {
  const query = { limit: 1 };
  const newest = (): Promise<Checkpoint[]> => {
    if (name === 'instance') return take(api.GET('/api/v1/instance/audit/checkpoints', { params: { query }, signal }));
    if (name === 'organization') {
      const params = { path: { id }, query };
      return take(api.GET('/api/v1/organizations/{id}/audit/checkpoints', { params, signal }));
    }
    return take(api.GET('/api/v1/audit/checkpoints', { params: { query }, signal }));
  };
  return (await newest())[0] ?? null;
}

type Format = 'jsonl' | 'csv';

/** The log as a file, to be read as it comes. @throws ApiError */
export async function exportAudit(
  api: SpokeClient,
  { name, organizationId: id }: AuditLog,
  query: AuditFilter & { readonly format: Format },
): Promise<ReadableStream<Uint8Array>> {
  const stream = { parseAs: 'stream' } as const;
  const asked =
    name === 'instance'
      ? api.GET('/api/v1/instance/audit/export', { params: { query }, ...stream })
      : name === 'organization'
        ? api.GET('/api/v1/organizations/{id}/audit/export', { params: { path: { id }, query }, ...stream })
        : api.GET('/api/v1/audit/export', { params: { query }, ...stream });
  const { data, error, response } = await asked;
  if (data === undefined || data === null) throw new ApiError(response, error);
  return data as unknown as ReadableStream<Uint8Array>;
}

const organizationReaders: readonly string[] = ['owner', 'admin', 'auditor'];

/** The logs that the person may read. */
export function useLogs(): readonly AuditLogName[] {
  const api = useApi();
  const { person, workspace } = usePlace();
  const { data = [] } = useQuery({
    queryKey: [workspace.id, 'organizations'],
    queryFn: ({ signal }) => take(api.GET('/api/v1/organizations', { signal })),
    staleTime: 60_000,
  });
  const role = data.find(({ id }) => id === workspace.organizationId)?.role ?? '';
  return [
    'workspace',
    ...(organizationReaders.includes(role) ? (['organization'] as const) : []),
    ...(person.instanceAdmin ? (['instance'] as const) : []),
  ];
}
