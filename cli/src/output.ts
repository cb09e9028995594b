import { codes, WheelhouseError } from '@wheelhouse/protocol';
import { ApiError } from './api-client.ts';

export type OutputFormat = 'table' | 'json';

export interface Output {
  readonly format: OutputFormat;
  /** One result: JSON, or `key  value` lines. */
  item(value: Readonly<Record<string, unknown>>): void;
  /** Several: a JSON array, or a table of the named columns. */
  list(rows: readonly Readonly<Record<string, unknown>>[], columns: readonly string[]): void;
  /** One JSON line, or the given text; for progress that is itself the result. */
  line(value: Readonly<Record<string, unknown>>, text: string): void;
  /** A result with a value that is shown this once: the value alone, so that it can be piped; the rest is a note. */
  secret(value: Readonly<Record<string, unknown>>, shown: string, note: string): void;
  /** For people only; standard error. */
  readonly note: (text: string) => void;
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return '-';
  if (typeof value === 'string') return value;
  return JSON.stringify(value);
}

function table(rows: readonly Readonly<Record<string, unknown>>[], columns: readonly string[]): string {
  const cells = [
    columns.map((name) => name.toUpperCase()),
    ...rows.map((row) => columns.map((name) => cell(row[name]))),
  ];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index]?.length ?? 0)));
  return cells
    .map((line) =>
      line
        .map((text, index) => text.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function createOutput(
  format: OutputFormat,
  write: (text: string) => void,
  note: (text: string) => void,
): Output {
  const json = (value: unknown): void => write(`${JSON.stringify(value)}\n`);
  return {
    format,
    item(value) {
      if (format === 'json') return json(value);
      const width = Math.max(...Object.keys(value).map((key) => key.length));
      write(
        Object.entries(value)
          .map(([key, entry]) => `${key.padEnd(width)}  ${cell(entry)}\n`)
          .join(''),
      );
    },
    list(rows, columns) {
      if (format === 'json') return json(rows);
      write(rows.length === 0 ? 'nothing to show\n' : `${table(rows, columns)}\n`);
    },
    line(value, text) {
      if (format === 'json') json(value);
      else write(`${text}\n`);
    },
    secret(value, shown, text) {
      if (format === 'json') return json(value);
      write(`${shown}\n`);
      note(text);
    },
    note,
  };
}

/** What went wrong, its code, the request id where there is one, and what to do. */
export function describeError(error: unknown): string {
  if (error instanceof ApiError) {
    const request = error.requestId === undefined ? '' : ` (request ${error.requestId})`;
    return `${error.code}: ${error.message}${request}\n  ${error.remedy}`;
  }
  if (error instanceof WheelhouseError) return `${error.code}: ${error.message}\n  ${codes[error.code].remedy}`;
  return error instanceof Error ? error.message : String(error);
}
