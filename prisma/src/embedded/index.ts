export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type StartEmbeddedPostgresOptions,
} from './start-embedded-postgres.ts';
export { defaultDataDir } from './default-data-dir.ts';
