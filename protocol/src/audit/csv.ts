import { WheelhouseError } from '../codes.ts';
import { parseStrictJson } from '../strict-json.ts';
import type { JsonValue } from './canonical-json.ts';
import type { AuditRow } from './chain.ts';
import { auditColumns, type AuditChainKind, type AuditColumnType } from './columns.ts';
import { parseAuditRecord, type AuditRecord } from './export-format.ts';

/** Null is an empty cell without quotation marks, '' one with them: what was written can be read back exactly. */
export type CsvCell = string | null;

const linkColumns = ['record', 'seq', 'digest', 'hash', 'document'] as const;

function formatCell(cell: CsvCell): string {
  if (cell === null) return '';
  // A spreadsheet would take these for formulas. The reader takes the apostrophe off again.
  const guarded = /^[=+\-@\t\r']/.test(cell) ? `'${cell}` : cell;
  return `"${guarded.replaceAll('"', '""')}"`;
}

function formatRow(cells: readonly CsvCell[]): string {
  return `${cells.map(formatCell).join(',')}\r\n`;
}

/** The first line of a CSV export. */
export function formatAuditCsvHead(kind: AuditChainKind): string {
  return formatRow([...linkColumns, ...Object.keys(auditColumns[kind])]);
}

/** One line of a CSV export (RFC 4180). Header, checkpoints and end are JSON in the column `document`. */
export function formatAuditCsvLine(kind: AuditChainKind, record: AuditRecord): string {
  const columns: readonly [string, AuditColumnType][] = Object.entries(auditColumns[kind]);
  if (record.t !== 'entry') {
    return formatRow([record.t, null, null, null, JSON.stringify(record), ...columns.map(() => null)]);
  }
  const { seq, digest, hash, row } = record;
  const known: AuditRow = row ?? { id: record.id };
  const cells = columns.map(([name, type]) => cellOf(type, known[name]));
  return formatRow([row === undefined ? 'withheld' : 'entry', String(seq), digest, hash, null, ...cells]);
}

function cellOf(type: AuditColumnType, value: JsonValue | undefined): CsvCell {
  if (value === undefined || value === null) return null;
  return type === 'text' && typeof value === 'string' ? value : JSON.stringify(value);
}

/** Reads the cells of a line of {@link parseCsv} under the first line's names. @throws WheelhouseError INVALID */
export function parseAuditCsvRow(names: readonly string[], cells: readonly CsvCell[]): AuditRecord {
  if (cells.length !== names.length) throw new WheelhouseError('INVALID', 'a line has another number of cells');
  const cell = new Map(names.map((name, index) => [name, cells[index] ?? null]));
  const type = cell.get('record');
  if (type !== 'entry' && type !== 'withheld') return parseAuditRecord(parseStrictJson(cell.get('document') ?? ''));
  const row: Record<string, JsonValue> = {};
  for (const name of names.slice(linkColumns.length)) row[name] = valueOf(typeOf(name), cell.get(name) ?? null);
  const link = { t: 'entry', seq: Number(cell.get('seq')), digest: cell.get('digest'), hash: cell.get('hash') };
  return parseAuditRecord({ ...link, id: row['id'], ...(type === 'entry' ? { row } : {}) });
}

const types = new Map<string, AuditColumnType>(
  Object.values(auditColumns).flatMap((columns) => Object.entries(columns)),
);

function typeOf(name: string): AuditColumnType {
  const type = types.get(name);
  if (type === undefined) throw new WheelhouseError('INVALID', `the column ${name} is not known`);
  return type;
}

function valueOf(type: AuditColumnType, cell: CsvCell): JsonValue {
  if (cell === null || type === 'text') return cell;
  return parseStrictJson(cell) as JsonValue;
}

/** Reads CSV in pieces; yields a line's cells when it is whole. @throws WheelhouseError INVALID */
export async function* parseCsv(pieces: AsyncIterable<string> | Iterable<string>): AsyncGenerator<CsvCell[]> {
  let rest = '';
  for await (const piece of pieces) {
    rest += piece;
    for (let end = lineEnd(rest); end !== -1; end = lineEnd(rest)) {
      yield cellsOf(rest.slice(0, end));
      rest = rest.slice(end + 2);
    }
  }
  if (rest !== '') throw new WheelhouseError('INVALID', 'the last line is not whole');
}

/** Where the first line ends: at a CRLF outside of quotation marks; -1 where it is not there yet. */
function lineEnd(text: string): number {
  const pattern = /[^"\r]+|"(?:[^"]|"")*"|\r(?!\n)|\r\n/y;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    if (found[0] === '\r\n') return found.index;
  }
  return -1;
}

function cellsOf(line: string): CsvCell[] {
  const cells: CsvCell[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
  do {
    const found = pattern.exec(line);
    if (found === null) throw new WheelhouseError('INVALID', 'not a CSV line');
    const [, quoted, plain] = found;
    cells.push(quoted === undefined ? (plain === '' ? null : (plain ?? null)) : unguard(quoted.replaceAll('""', '"')));
    if (found[3] === '') return cells;
  } while (pattern.lastIndex <= line.length);
  return cells;
}

function unguard(text: string): string {
  return /^'[=+\-@\t\r']/.test(text) ? text.slice(1) : text;
}
