import type {
  Code,
  InstanceId,
  KillReport,
  RunId,
  RunState,
  RunView,
  spokeApi,
  WorkspaceId,
} from '@wheelhouse/protocol';

/** A row of `runs`, as far as the views need it. */
export interface RunRow {
  readonly id: string;
  readonly instanceId: string;
  readonly remoteWorkspaceId: string | null;
  readonly issuer: string;
  readonly commandId: string | null;
  readonly agentName: string;
  readonly desired: string;
  readonly state: string;
  readonly code: string | null;
  readonly message: string | null;
  readonly gen: number;
  readonly attempt: number;
  readonly labels: unknown;
  readonly containment: string | null;
  readonly filesystem: string | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly lastSeq: number;
  readonly killReport: unknown;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

const messageMaxLength = 2048;

/** The run as receipts and `agent.status` carry it. */
export function runViewOf(row: RunRow): RunView {
  return {
    id: row.id as RunId,
    agent: row.agentName,
    state: row.state as RunState,
    gen: row.gen,
    createdAt: row.createdAt.getTime(),
    lastSeq: row.lastSeq,
    ...(row.code === null ? {} : { code: row.code as Code }),
    ...(row.message === null ? {} : { message: row.message.slice(0, messageMaxLength) }),
    ...(row.startedAt === null ? {} : { startedAt: row.startedAt.getTime() }),
    ...(row.endedAt === null ? {} : { endedAt: row.endedAt.getTime() }),
    ...(row.exitCode === null ? {} : { exitCode: row.exitCode }),
    ...(row.signal === null ? {} : { signal: row.signal }),
    ...(row.containment === null ? {} : { containment: row.containment as NonNullable<RunView['containment']> }),
    ...(row.filesystem === null ? {} : { filesystem: row.filesystem as NonNullable<RunView['filesystem']> }),
    ...(row.killReport === null ? {} : { kill: row.killReport as KillReport }),
  };
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
  };
}
