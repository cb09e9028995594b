export { migrate, type MigrateOptions, type MigrateResult } from './database/migrate.ts';
export type { MigrationTarget } from './database/migration-files.ts';
export {
  prepareDatabase,
  type DatabasePasswords,
  type PrepareDatabaseOptions,
  type PreparedDatabase,
} from './database/prepare-database.ts';
