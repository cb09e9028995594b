import { WheelhouseError } from '../codes.ts';
import { parseAuditCsvRow, parseCsv, type CsvCell } from './csv.ts';
import { parseAuditLine } from './export-format.ts';
import { AuditVerifier, type AuditReport, type VerifyAuditOptions } from './verify.ts';

/** Verifies the text of an export, JSON lines or CSV, as it is read. Faults of the file are in the report, not thrown. */
export async function verifyAuditExport(
  pieces: AsyncIterable<string>,
  options: VerifyAuditOptions = {},
): Promise<AuditReport> {
  const verifier = new AuditVerifier(options);
  const reader = pieces[Symbol.asyncIterator]();
  const first = await reader.next();
  const opening = first.done === true ? '' : first.value;
  const whole = again(opening, reader);
  let line = 0;
  try {
    if (opening.trimStart().startsWith('{')) {
      for await (const text of linesOf(whole)) {
        line += 1;
        takeSafely(verifier, line, () => parseAuditLine(text));
      }
    } else {
      let names: readonly string[] | null = null;
      for await (const cells of parseCsv(whole)) {
        line += 1;
        const known = names;
        if (known === null) names = namesOf(cells);
        else takeSafely(verifier, line, () => parseAuditCsvRow(known, cells));
      }
    }
  } catch (error) {
    verifier.takeFault(line + 1, error);
  }
  return verifier.finish();
}

function takeSafely(verifier: AuditVerifier, line: number, read: () => Parameters<AuditVerifier['take']>[0]): void {
  let record;
  try {
    record = read();
  } catch (error) {
    verifier.takeFault(line, error);
    return;
  }
  verifier.take(record);
}

function namesOf(cells: readonly CsvCell[]): readonly string[] {
  if (cells[0] !== 'record') throw new WheelhouseError('INVALID', 'neither JSON lines nor CSV of an audit export');
  return cells.map((cell) => cell ?? '');
}

async function* again(first: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
