import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export type MigrationTarget = 'spoke' | 'hub';

export interface MigrationFile {
  /** Folder name: a time stamp and what it does. They are applied in the order of names. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file as it is, hex. */
  readonly checksum: string;
}

/** Reads a target's migrations from `<target>/migrations/<name>/migration.sql`, oldest first. */
export async function readMigrations(target: MigrationTarget): Promise<MigrationFile[]> {
  const folder = fileURLToPath(new URL(`../../${target}/migrations/`, import.meta.url));
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(`${folder}${name}/migration.sql`, 'utf8');
      return { name, sql, checksum: checksumOf(sql) };
    }),
  );
}

export function checksumOf(sql: string): string {
  return createHash('sha256').update(sql).digest('hex');
}

/** True where `checksum` is of this text under any line ending: a checkout may have changed those. */
export function checksumMatches(sql: string, checksum: string): boolean {
  const unix = sql.replaceAll('\r\n', '\n');
  return [sql, unix, unix.replaceAll('\n', '\r\n')].some((text) => checksumOf(text) === checksum);
}
