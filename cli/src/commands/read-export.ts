import { parseStrictJson, WheelhouseError } from '@wheelhouse/protocol';
import { ImportHeader, importLimits } from '@wheelhouse/protocol/api/spoke';

/** An export as it is sent: its header, and its rows still to be checked. */
export interface ExportFile {
  readonly header: ImportHeader;
  readonly rows: readonly unknown[];
}

/** What is sent besides the rows themselves: the header, commas, the wishes. */
const bytesAround = 1024;

/**
 * Reads an export, one JSON object a line, the first of them the header. What the rows say is the server's to check:
 * only what would not even arrive is refused here. Pure.
 * @throws WheelhouseError INVALID, naming the line; TOO_LARGE
 */
export function readExport(text: string): ExportFile {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  // The newline behind the last line makes no line.
  if (lines.at(-1) === '') lines.pop();
  const rows = lines.length - 1;
  if (rows > importLimits.maxRows) throw new WheelhouseError('TOO_LARGE', `${rows} rows: ${limitsInWords}`);
  const bytes = Buffer.byteLength(text) + rows + bytesAround;
  if (bytes > importLimits.maxBytes) throw new WheelhouseError('TOO_LARGE', `${bytes} bytes: ${limitsInWords}`);
  const [first, ...rest] = lines.map((line, index) => parseLine(line, index + 1));
  const header = ImportHeader.safeParse(first);
  if (!header.success) {
    const shape = '{"kind":"wheelhouse-export","version":1}';
    throw new WheelhouseError('INVALID', `line 1 is no header of an export: ${shape} is one`);
  }
  return { header: header.data, rows: rest };
}

const limitsInWords = `an export has at most ${importLimits.maxRows} rows and ${importLimits.maxBytes} bytes`;

function parseLine(line: string, number: number): unknown {
  if (line.trim() === '') throw new WheelhouseError('INVALID', `line ${number} is empty`);
  try {
    return parseStrictJson(line);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new WheelhouseError('INVALID', `line ${number} is no JSON: ${why}`, { cause });
  }
}
