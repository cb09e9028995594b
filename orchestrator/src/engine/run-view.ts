import type { Code, KillReport, RunId, RunState, RunUsage, RunView } from '@wheelhouse/protocol';

/** A row of `runs`, as far as a view needs it. */
export interface RunViewRow {
  readonly id: string;
  readonly agentName: string;
  readonly state: string;
  readonly code: string | null;
  readonly message: string | null;
  readonly gen: number;
  readonly containment: string | null;
  readonly filesystem: string | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly lastSeq: number;
  readonly killReport: unknown;
  readonly network: string | null;
  readonly attempt: number;
  readonly usage: unknown;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

const messageMaxLength = 2048;

/** The run as receipts and `agent.status` carry it. */
export function runViewOf(row: RunViewRow): RunView {
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
    ...(row.network === null ? {} : { network: row.network as NonNullable<RunView['network']> }),
    ...(row.attempt === 0 ? {} : { attempt: row.attempt }),
    ...(row.usage === null ? {} : { usage: row.usage as RunUsage }),
    ...(row.killReport === null ? {} : { kill: row.killReport as KillReport }),
  };
}
