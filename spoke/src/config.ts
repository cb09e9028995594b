import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  agentPathVariable,
  instanceProvidersOf,
  providerVariables,
  type InstanceProviders,
} from '@wheelhouse/orchestrator';
import {
  commonVariables,
  operationsConfigOf,
  portVariable,
  readConfig,
  secret,
  type OperationsConfig,
} from '@wheelhouse/server';
import { z } from 'zod';

const flag = z
  .enum(['0', '1', 'true', 'false'], 'must be 1, 0, true or false')
  .default('0')
  .transform((value) => value === '1' || value === 'true');

/** Every variable that a spoke process understands. */
export const spokeVariables = z.object({
  ...commonVariables,
  WH_PORT: portVariable(7710),
  /** Holds one folder per instance. */
  WH_DATA_DIR: z.string().min(1).default('.data'),
  WH_INSTANCE_NAME: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ . -'),
  WH_REGION: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ . -')
    .optional(),
  /** Connection of the owner role; only for the queue store's own migrations at start. */
  DATABASE_OWNER_URL: secret(z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL')).optional(),
  /** Chooses Redis for the queues. */
  REDIS_URL: secret(z.string().regex(/^rediss?:\/\//, 'must be a redis:// URL')).optional(),
  /** Where the pinned hub answers now, when not where it was joined. Its key stays the pinned one. */
  WH_HUB_URL: z.url().optional(),
  /** Joins the hub of this token at start, unless a hub is pinned already. */
  WH_JOIN_TOKEN: secret(z.string()).optional(),
  /** Keys for what is encrypted at rest. Default: `secrets.key` in the instance's folder, made at the first start. */
  WH_SECRETS_KEY_FILE: z.string().min(1).optional(),
  /** Where mail goes out. Without it mail is kept for the development outbox. */
  SMTP_URL: secret(z.string().regex(/^smtps?:\/\//, 'must be a smtp:// or smtps:// URL')).optional(),
  MAIL_FROM: z.string().min(3).max(320).default('Wheelhouse <no-reply@localhost>'),
  /** Lets organizations sign in at providers on this machine's own network, and over plain HTTP. */
  WH_ALLOW_INTERNAL_ISSUERS: flag,
  WH_ORCHESTRATOR: z.enum(['embedded', 'none']).default('embedded'),
  WH_CONCURRENCY: z.coerce.number().int().min(1).max(1000).default(4),
  WH_CONTAINMENT: z.enum(['auto', 'namespace', 'cgroup', 'tree']).default('auto'),
  WH_ALLOW_OPEN_FILESYSTEM: flag,
  /** `production` refuses a queue store that could lose what is in it. */
  NODE_ENV: z.string().optional(),
  /** Where agents' programs are looked up before the system's folders. */
  WH_AGENT_PATH: agentPathVariable,
  ...providerVariables,
});

/** What a spoke is started with. */
export interface SpokeConfig {
  readonly name: string;
  readonly region?: string;
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  readonly databaseUrl: string;
  /** Of the owner role; without it the queue store's own migrations must have been run before. */
  readonly databaseOwnerUrl?: string;
  /** Queues on Redis instead of PostgreSQL. */
  readonly redisUrl?: string;
  /** This instance's own folder: `identity.json`, `hub.json` (both 0600), `runs/`, `work/`. */
  readonly instanceDir: string;
  readonly joinToken?: string;
  /** The pinned hub's HTTP origin, when it moved. */
  readonly hubUrl?: string;
  /** `embedded`: agents run below this process. `none`: an orchestrator process of its own serves this instance. */
  readonly orchestrator: 'embedded' | 'none';
  /** Agents at one time. */
  readonly concurrency: number;
  readonly containment: 'auto' | 'namespace' | 'cgroup' | 'tree';
  readonly allowOpenFilesystem: boolean;
  /** Where the built console lies; absent = no pages. */
  readonly consoleDir?: string;
  /** Refuses what is only warned of elsewhere. */
  readonly isProduction?: boolean;
  /** Folders of agents' programs before the system's, as PATH writes them. */
  readonly agentPath?: string;
  /** Providers of models that agents here reach. */
  readonly providers?: InstanceProviders;
  /** The proxies that may say who called and how; `true` = one on this machine. */
  readonly trustProxy?: boolean | readonly string[];
  /** How the instance is watched. */
  readonly operations?: OperationsConfig;
  /** Where people reach this instance; default: where it listens. */
  readonly publicUrl?: string;
  /** Sessions over plain HTTP off loopback. */
  readonly insecureHttp?: boolean;
  /** Default: `secrets.key` in `instanceDir`. */
  readonly secretsKeyFile?: string;
  /** Sign-in providers on this machine's network. */
  readonly allowInternalIssuers?: boolean;
  readonly smtpUrl?: string;
  readonly mailFrom?: string;
  readonly tls?: { readonly cert: string; readonly key: string };
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a spoke's configuration from its environment.
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function readSpokeConfig(env: Environment): SpokeConfig & { readonly logLevel: string } {
  const variables = readConfig(spokeVariables, env);
  const { WH_TLS_CERT: cert, WH_TLS_KEY: key } = variables;
  const optional = {
    region: variables.WH_REGION,
    databaseOwnerUrl: variables.DATABASE_OWNER_URL,
    redisUrl: variables.REDIS_URL,
    joinToken: variables.WH_JOIN_TOKEN,
    hubUrl: variables.WH_HUB_URL,
    publicUrl: variables.WH_PUBLIC_URL,
    secretsKeyFile: variables.WH_SECRETS_KEY_FILE,
    smtpUrl: variables.SMTP_URL,
    agentPath: variables.WH_AGENT_PATH,
    consoleDir: variables.WH_CONSOLE_DIR,
  };
  return {
    name: variables.WH_INSTANCE_NAME,
    host: variables.WH_HOST,
    port: variables.WH_PORT,
    databaseUrl: variables.DATABASE_URL,
    instanceDir: join(variables.WH_DATA_DIR, variables.WH_INSTANCE_NAME),
    orchestrator: variables.WH_ORCHESTRATOR,
    concurrency: variables.WH_CONCURRENCY,
    containment: variables.WH_CONTAINMENT,
    allowOpenFilesystem: variables.WH_ALLOW_OPEN_FILESYSTEM,
    providers: instanceProvidersOf(variables),
    isProduction: variables.NODE_ENV === 'production',
    trustProxy: variables.WH_TRUST_PROXY,
    operations: operationsConfigOf(variables),
    insecureHttp: variables.WH_INSECURE_HTTP,
    allowInternalIssuers: variables.WH_ALLOW_INTERNAL_ISSUERS,
    mailFrom: variables.MAIL_FROM,
    logLevel: variables.WH_LOG_LEVEL,
    ...(Object.fromEntries(
      Object.entries(optional).filter(([, value]) => value !== undefined),
    ) as Partial<SpokeConfig>),
    ...(cert === undefined || key === undefined
      ? {}
      : { tls: { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') } }),
  };
}
