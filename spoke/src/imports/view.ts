import type { spokeApi } from '@wheelhouse/protocol';

interface ImportRecord {
  readonly id: string;
  readonly state: string;
  readonly sha256: string;
  readonly total: number;
  readonly progress: number;
  readonly counts: unknown;
  readonly error: string | null;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

export function importView(row: ImportRecord): spokeApi.ImportView {
  const { id, sha256, total, progress, error, createdBy } = row;
  return {
    id,
    state: row.state as spokeApi.ImportView['state'],
    sha256,
    total,
    progress,
    creates: row.counts as Record<string, number>,
    error,
    createdBy,
    createdAt: row.createdAt.getTime(),
    endedAt: row.endedAt?.getTime() ?? null,
  };
}
