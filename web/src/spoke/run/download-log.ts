import type { SpokeClient } from '@wheelhouse/client';
import { ApiError } from '../../api/api.ts';
import { saveBlob } from '../../ui/csv.ts';
import type { Run } from './run-page.tsx';

const pieceBytes = 1_048_576;

/** The raw standard output of the run's newest attempt, piece by piece. @throws ApiError */
export async function downloadLog(api: SpokeClient, run: Pick<Run, 'id' | 'attempt'>): Promise<void> {
  const pieces: Blob[] = [];
  for (let offset = 0; ; offset += pieceBytes) {
    const query = { stream: 'stdout' as const, offset, limit: pieceBytes };
    const { data, error, response } = await api.GET('/api/v1/runs/{id}/logs', {
      params: { path: { id: run.id }, query },
      parseAs: 'blob',
    });
    if (data === undefined) throw new ApiError(response, error);
    const piece = data as unknown as Blob;
    pieces.push(piece);
    if (piece.size < pieceBytes) break;
  }
  saveBlob(`${run.id}.log`, new Blob(pieces, { type: 'text/plain' }));
}
