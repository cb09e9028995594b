import { runViewOf, type RunViewRow } from '@wheelhouse/orchestrator';
import type { InstanceId, RunId, spokeApi, WorkspaceId } from '@wheelhouse/protocol';

/** A row of `runs`, as far as the API needs it. */
export interface RunRow extends RunViewRow {
  readonly instanceId: string;
  readonly remoteWorkspaceId: string | null;
  readonly issuer: string;
  readonly commandId: string | null;
  readonly desired: string;
  readonly attempt: number;
  readonly labels: unknown;
  /** What was asked for, as the spawn said it. */
  readonly spec: unknown;
  readonly updatedAt: Date;
  readonly createdBy: string | null;
  readonly parentId: string | null;
  readonly rootId: string | null;
  readonly depth: number;
}

/** The run as this workspace's books hold it. */
export function runRecordOf(row: RunRow): spokeApi.RunRecord {
  return {
    ...runViewOf(row),
    instance: row.instanceId as InstanceId,
    targetWorkspace: row.remoteWorkspaceId as WorkspaceId | null,
    issuer: row.issuer as InstanceId,
    desired: row.desired === 'stop' ? 'stop' : 'run',
    labels: (row.labels ?? {}) as Record<string, string>,
    createdBy: row.createdBy,
    commandId: row.commandId,
    parentId: row.parentId as RunId | null,
    rootId: (row.rootId ?? row.id) as RunId,
    depth: row.depth,
  };
}
