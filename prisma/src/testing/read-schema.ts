import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { MigrationTarget } from '../database/migration-files.ts';

export interface SchemaField {
  readonly name: string;
  readonly column: string;
  readonly type: string;
  readonly optional: boolean;
  readonly list: boolean;
  readonly hasDefault: boolean;
  readonly uuid: boolean;
}

export interface SchemaRelation {
  readonly target: string;
  readonly fields: readonly string[];
  readonly references: readonly string[];
}

export interface SchemaModel {
  readonly name: string;
  /** Its name on the client: `tx.runEvent`. */
  readonly accessor: string;
  readonly table: string;
  readonly fields: readonly SchemaField[];
  readonly relations: readonly SchemaRelation[];
  readonly key: readonly string[];
  readonly uniques: readonly (readonly string[])[];
}

const scalars = new Set(['String', 'Int', 'BigInt', 'Boolean', 'DateTime', 'Json', 'Bytes']);
const names = (list: string): string[] => list.split(',').map((name) => name.trim());

/** Reads a formatted `schema.prisma`, so that a test over all models covers a new one by itself. */
export async function readSchema(target: MigrationTarget): Promise<SchemaModel[]> {
  const path = fileURLToPath(new URL(`../../${target}/schema.prisma`, import.meta.url));
  const text = await readFile(path, 'utf8');
  return [...text.matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)].map(([, name = '', body = '']) =>
    readModel(name, body),
  );
}

function readModel(name: string, body: string): SchemaModel {
  const lines = body.split('\n').map((line) => line.trim());
  const fieldLines = lines.filter((line) => /^[a-z]/.test(line));
  const fields = fieldLines.map(readField).filter((field) => scalars.has(field.type));
  const marked = (mark: string): string[] =>
    fieldLines.filter((line) => new RegExp(` ${mark}( |$)`).test(line)).map((line) => line.split(/\s+/)[0] ?? '');
  const key = /^\s*@@id\(\[([^\]]+)\]\)/m.exec(body)?.[1];
  const uniques = [...body.matchAll(/@@unique\(\[([^\]]+)\]\)/g)].map((match) => names(match[1] ?? ''));
  return {
    name,
    accessor: name.charAt(0).toLowerCase() + name.slice(1),
    table: /@@map\("(\w+)"\)/.exec(body)?.[1] ?? name,
    fields,
    relations: fieldLines.flatMap(readRelation),
    key: key === undefined ? marked('@id') : names(key),
    uniques: [...uniques, ...marked('@unique').map((field) => [field])],
  };
}

function readField(line: string): SchemaField {
  const [name = '', type = ''] = line.split(/\s+/);
  return {
    name,
    column: /@map\("(\w+)"\)/.exec(line)?.[1] ?? name,
    type: type.replace(/[?[\]]/g, ''),
    optional: type.endsWith('?'),
    list: type.endsWith('[]'),
    hasDefault: line.includes('@default('),
    uuid: line.includes('@db.Uuid'),
  };
}

function readRelation(line: string): SchemaRelation[] {
  const match = /^\w+\s+(\w+)\??\s+@relation\(fields: \[([^\]]+)\], references: \[([^\]]+)\]/.exec(line);
  if (match === null) return [];
  const [, target = '', fields = '', references = ''] = match;
  return [{ target, fields: names(fields), references: names(references) }];
}
