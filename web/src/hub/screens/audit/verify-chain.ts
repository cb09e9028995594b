// Loaded when somebody verifies: it brings the protocol's own code, which `wheelhouse audit verify` runs too.
import { verifyAuditExport, type AuditReport } from '@wheelhouse/protocol';
import { ApiError, hub } from '../../api.ts';

export type { AuditReport };

/**
 * Reads the whole log as an export and checks every link and signature in this tab, in constant memory.
 * @param fingerprint of the hub's identity key, learned some other way; empty = the export vouches for its own key
 * @throws ApiError
 */
export async function verifyChain(fingerprint: string): Promise<AuditReport> {
  const { data, error, response } = await hub.GET('/api/v1/audit/export', {
    params: { query: { format: 'jsonl' } },
    parseAs: 'stream',
  });
  if (data === undefined || data === null) throw new ApiError(response, error);
  const body = data as unknown as ReadableStream<BufferSource>;
  return await verifyAuditExport(textOf(body), fingerprint === '' ? {} : { fingerprint });
}

async function* textOf(body: ReadableStream<BufferSource>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
}
