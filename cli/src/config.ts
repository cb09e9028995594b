import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chooseDataDir } from './data-dir.ts';

/** What the command line takes from its environment; the only reader of it in this package. */
export interface CliConfig {
  readonly dataDir: string;
  readonly projectDir: string;
  /** Endpoint for one spoke or hub, instead of `endpoints.json`. */
  readonly url: string | undefined;
  readonly apiKey: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly databaseOwnerUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly useColour: boolean;
  /** The whole environment, for the server processes that the command line starts. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function readCliConfig(env: Environment): CliConfig {
  const projectDir = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const value = (name: string): string | undefined => (env[name] === '' ? undefined : env[name]);
  return {
    projectDir,
    dataDir: chooseDataDir({ configured: value('WH_DATA_DIR'), projectDir, isRoot: process.getuid?.() === 0 }),
    url: value('WHEELHOUSE_URL'),
    apiKey: value('WHEELHOUSE_API_KEY'),
    databaseUrl: value('DATABASE_URL'),
    databaseOwnerUrl: value('DATABASE_OWNER_URL'),
    redisUrl: value('REDIS_URL'),
    useColour: value('NO_COLOR') === undefined && process.stdout.isTTY === true,
    environment: env,
  };
}
