import { verifyAuditExport } from '@wheelhouse/protocol';

export type AuditReport = Awaited<ReturnType<typeof verifyAuditExport>>;

/** Checks every row, link and checkpoint of an export here, so that the server's word is not taken for it. */
export function verifyLog(file: ReadableStream<Uint8Array>, checkpoints: readonly string[]): Promise<AuditReport> {
  return verifyAuditExport(textOf(file), { checkpoints, allowWithheld: true });
}

async function* textOf(file: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = file.getReader();
  const decoder = new TextDecoder();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read())
    yield decoder.decode(piece.value, { stream: true });
  yield decoder.decode();
}
