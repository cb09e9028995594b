import {
  commonVariables,
  operationsConfigOf,
  portVariable,
  readConfig,
  type OperationsConfig,
} from '@wheelhouse/server';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { SignInLimits } from '@wheelhouse/identity';
import { defaultHubLimits, type HubLimits } from './limits.ts';

/** Every variable that a hub process understands. */
export const hubVariables = z.object({
  ...commonVariables,
  WH_PORT: portVariable(7700),
  WH_DATA_DIR: z.string().min(1).default('.data'),
  WH_INSTANCE_NAME: z.string().min(1).max(128).default('hub'),
  WH_SOCKETS_PER_IP: z.coerce.number().int().min(1).default(defaultHubLimits.unauthenticatedSocketsPerIp),
  /** Commands of one issuer to one spoke: on average, and at once. */
  WH_COMMANDS_PER_SECOND: z.coerce.number().min(1).default(defaultHubLimits.commandsPerSecondPerIssuer),
  WH_COMMANDS_BURST: z.coerce.number().int().min(1).default(defaultHubLimits.commandsBurstPerIssuer),
});

/** What a hub is started with. */
export interface HubConfig {
  readonly name: string;
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  /** What instances dial, where it is not `http(s)://host:port`. */
  readonly publicUrl?: string;
  readonly databaseUrl: string;
  /** The hub's own keys (0600); made on the first start. */
  readonly identityPath: string;
  /** The proxies that may say who called and how; `true` = one on this machine. */
  readonly trustProxy?: boolean | readonly string[];
  /** Plain HTTP off this machine, by the operator's explicit word. */
  readonly insecureHttp?: boolean;
  /** Where the built console lies; absent = no pages. */
  readonly consoleDir?: string;
  /** How the hub is watched. */
  readonly operations?: OperationsConfig;
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Departures from {@link defaultHubLimits}. */
  readonly limits?: Partial<HubLimits>;
  /** Departures from `defaultSignInLimits`. */
  readonly signInLimits?: Partial<SignInLimits>;
}

/**
 * Reads a hub's configuration from its environment.
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function readHubConfig(
  env: Readonly<Record<string, string | undefined>>,
): HubConfig & { readonly logLevel: string } {
  const variables = readConfig(hubVariables, env);
  const { WH_TLS_CERT: cert, WH_TLS_KEY: key, WH_PUBLIC_URL: publicUrl } = variables;
  return {
    name: variables.WH_INSTANCE_NAME,
    host: variables.WH_HOST,
    port: variables.WH_PORT,
    databaseUrl: variables.DATABASE_URL,
    identityPath: join(variables.WH_DATA_DIR, 'hub', 'identity.json'),
    trustProxy: variables.WH_TRUST_PROXY,
    insecureHttp: variables.WH_INSECURE_HTTP,
    operations: operationsConfigOf(variables),
    limits: {
      unauthenticatedSocketsPerIp: variables.WH_SOCKETS_PER_IP,
      commandsPerSecondPerIssuer: variables.WH_COMMANDS_PER_SECOND,
      commandsBurstPerIssuer: variables.WH_COMMANDS_BURST,
    },
    logLevel: variables.WH_LOG_LEVEL,
    ...(variables.WH_CONSOLE_DIR === undefined ? {} : { consoleDir: variables.WH_CONSOLE_DIR }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(cert === undefined || key === undefined
      ? {}
      : { tls: { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') } }),
  };
}
