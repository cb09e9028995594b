import type { Code, RunState, RunUsage } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import type { RunRow } from '../engine/run-store.ts';

/** A run as the one that started it sees it. Times are milliseconds since the epoch. */
export interface ChildView {
  readonly id: string;
  readonly agent: string;
  readonly state: RunState;
  readonly code: Code | null;
  readonly message: string | null;
  readonly exitCode: number | null;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly usage: RunUsage | null;
}

export interface ChildArtifact {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** With what it said last and what it made. */
export interface WholeChildView extends ChildView {
  readonly output: string;
  readonly artifacts: readonly ChildArtifact[];
}

export function childViewOf(row: RunRow): ChildView {
  return {
    id: row.id,
    agent: row.agentName,
    state: row.state as RunState,
    code: row.code as Code | null,
    message: row.message,
    exitCode: row.exitCode,
    createdAt: row.createdAt.getTime(),
    startedAt: row.startedAt?.getTime() ?? null,
    endedAt: row.endedAt?.getTime() ?? null,
    usage: row.usage as RunUsage | null,
  };
}

/** Events that are looked at for what a run said last, and how much of it is shown. */
const tailEvents = 100;
const tailChars = 8_000;
const maxArtifacts = 200;

export async function readWholeChild(tx: SpokeTx, row: RunRow): Promise<WholeChildView> {
  const { workspaceId, id: runId } = row;
  const said = await tx.runEvent.findMany({
    where: { workspaceId, runId, type: { in: ['message', 'log'] } },
    orderBy: { seq: 'desc' },
    take: tailEvents,
    select: { data: true },
  });
  const made = await tx.artifact.findMany({
    where: { workspaceId, runId },
    orderBy: { id: 'asc' },
    take: maxArtifacts,
    select: { name: true, mediaType: true, bytes: true, sha256: true },
  });
  return {
    ...childViewOf(row),
    output: tailOf(said.map(({ data }) => (data as { readonly text?: unknown }).text)),
    artifacts: made.map((artifact) => ({ ...artifact, bytes: Number(artifact.bytes) })),
  };
}

/** The end of what was said. @param texts newest first */
function tailOf(texts: readonly unknown[]): string {
  const lines = texts.filter((text) => typeof text === 'string').toReversed();
  // A half of a surrogate pair is no text that JSON can carry.
  return lines
    .join('\n')
    .slice(-tailChars)
    .replace(/^[\uDC00-\uDFFF]/, '');
}
