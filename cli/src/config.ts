import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultDataDir } from '@wheelhouse/prisma/embedded';
import type { TerminalStreams } from './terminal.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the command line takes from its environment; the only reader of it in this package. */
export interface CliConfig {
  readonly dataDir: string;
  readonly projectDir: string;
  /** An endpoint given by hand, instead of `endpoints.json`. */
  readonly url: string | undefined;
  readonly apiKey: string | undefined;
  /** Holds `profiles.json`. */
  readonly configDir: string;
  /** A profile chosen for everything in this shell, as by `--profile`. */
  readonly profile: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  /** The whole environment, for the server processes that the command line starts. */
  readonly environment: Environment;
  /** Where people are asked. Default: the process's standard input and error. */
  readonly streams?: TerminalStreams;
}

export async function readCliConfig(env: Environment): Promise<CliConfig> {
  const projectDir = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const value = (name: string): string | undefined => (env[name] === '' ? undefined : env[name]);
  const configHome = value('XDG_CONFIG_HOME');
  const isUsable = configHome !== undefined && isAbsolute(configHome);
  const dataDir = value('WH_DATA_DIR') ?? (await defaultDataDir(projectDir));
  return {
    projectDir,
    dataDir,
    url: value('WHEELHOUSE_URL'),
    apiKey: value('WHEELHOUSE_API_KEY'),
    configDir: join(isUsable ? configHome : join(homedir(), '.config'), 'wheelhouse'),
    profile: value('WHEELHOUSE_PROFILE'),
    databaseUrl: value('DATABASE_URL'),
    redisUrl: value('REDIS_URL'),
    environment: { WH_CONSOLE_DIR: join(projectDir, 'web', 'dist'), ...env, WH_DATA_DIR: dataDir },
  };
}
