import { isIP } from 'node:net';
import { z } from 'zod';

/** Every problem of a configuration at once, one line each, without the values of secrets. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `the configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n  ${problems.join('\n  ')}`,
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads one process's configuration from its environment.
 * @param schema an object schema whose keys are the variables' names; an empty variable counts as absent
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function readConfig<T extends z.ZodObject>(schema: T, env: Environment): z.infer<T> {
  const known: Record<string, string> = {};
  for (const key of Object.keys(schema.shape)) {
    const value = env[key];
    if (value !== undefined && value !== '') known[key] = value;
  }
  const parsed = schema.safeParse(known);
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.') || '(all)'}: ${issue.message}`));
}

/** Marks a variable whose value `--print-config` hides: `secret(z.string())`. */
export function secret<T extends z.ZodType>(schema: T): T {
  return schema.meta({ secret: true });
}

/** The configuration as `--print-config` shows it: values of secret variables become `***`. */
export function maskedConfig(schema: z.ZodObject, config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => {
      const hidden = value !== undefined && schema.shape[key]?.meta()?.['secret'] === true;
      return [key, hidden ? '***' : value];
    }),
  );
}

const flag = z
  .enum(['0', '1', 'true', 'false'], 'must be 1, 0, true or false')
  .default('0')
  .transform((value) => value === '1' || value === 'true');

/** One machine, a network (`10.0.0.0/8`), or what `proxy-addr` calls `loopback`, `linklocal`, `uniquelocal`. */
const proxyPattern = /^(loopback|linklocal|uniquelocal|[0-9a-f.:]+(\/\d{1,3})?)$/i;

/** Which machines are proxies of ours. `1` = one on this machine: trusting everybody would let anybody be anybody. */
const proxies = z
  .string()
  .transform((text) => {
    if (text === '0' || text === 'false') return [];
    return text === '1' || text === 'true' ? ['loopback'] : text.split(',').map((part) => part.trim());
  })
  .refine((list) => list.every(isProxy), 'must be 1, 0, or addresses and networks with commas between')
  .default([]);

function isProxy(text: string): boolean {
  if (!proxyPattern.test(text)) return false;
  const [address = '', bits] = text.split('/');
  const family = isIP(address);
  if (family === 0) return bits === undefined && /^[a-z]+$/i.test(address);
  return bits === undefined || Number(bits) <= (family === 4 ? 32 : 128);
}

/** Variables that every server process understands. */
export const commonVariables = {
  WH_HOST: z.string().min(1).default('127.0.0.1'),
  WH_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  WH_TLS_CERT: z.string().optional(),
  WH_TLS_KEY: z.string().optional(),
  WH_TRUST_PROXY: proxies,
  WH_INSECURE_HTTP: flag,
  WH_PUBLIC_URL: z.url().optional(),
  /** Where the built console lies. Without it there are no pages, only the API. */
  WH_CONSOLE_DIR: z.string().min(1).optional(),
  /** Lets whoever shows it read `/metrics`, from anywhere. Without it only this machine may. */
  WH_METRICS_TOKEN: secret(z.string().min(16, 'must have at least 16 characters')).optional(),
  /** Base of an OTLP/HTTP receiver for traces. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  /** DSN of an error tracker that speaks Sentry's protocol. */
  WH_ERROR_DSN: secret(z.url()).optional(),
  DATABASE_URL: secret(z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL')),
} as const;

/** A TCP port variable. */
export function portVariable(byDefault: number): z.ZodDefault<z.ZodCoercedNumber> {
  return z.coerce.number().int().min(0).max(65_535).default(byDefault);
}
