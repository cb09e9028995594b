import { checksumMatches, type MigrationFile } from './migration-files.ts';

export interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
  readonly finished: boolean;
  readonly logs: string | null;
}

export type MigrationDecision =
  | { readonly kind: 'apply'; readonly pending: readonly MigrationFile[] }
  | { readonly kind: 'refuse'; readonly reason: string };

/**
 * Decides what is left to apply. Migrations in the database that are not among `files` are left alone: the database
 * may be one release ahead of this code.
 */
export function decideMigrations(
  files: readonly MigrationFile[],
  applied: readonly AppliedMigration[],
): MigrationDecision {
  const failed = applied.find((row) => !row.finished);
  if (failed !== undefined) {
    const why = failed.logs === null ? 'it never finished' : failed.logs;
    return {
      kind: 'refuse',
      reason: `migration ${failed.name} failed before (${why}); repair the database, then run: prisma migrate resolve --rolled-back ${failed.name}`,
    };
  }
  const byName = new Map(applied.map((row) => [row.name, row]));
  for (const file of files) {
    const row = byName.get(file.name);
    if (row !== undefined && !checksumMatches(file.sql, row.checksum)) {
      return {
        kind: 'refuse',
        reason: `migration ${file.name} was changed after it was applied; restore the file and write a new migration`,
      };
    }
  }
  return { kind: 'apply', pending: files.filter((file) => !byName.has(file.name)) };
}
