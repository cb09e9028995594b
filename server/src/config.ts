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

/** Variables that every server process understands. */
export const commonVariables = {
  WH_HOST: z.string().min(1).default('127.0.0.1'),
  WH_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  WH_TLS_CERT: z.string().optional(),
  WH_TLS_KEY: z.string().optional(),
  WH_TRUST_PROXY: flag,
  WH_INSECURE_HTTP: flag,
  WH_PUBLIC_URL: z.url().optional(),
  DATABASE_URL: secret(z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL')),
} as const;

/** A TCP port variable. */
export function portVariable(byDefault: number): z.ZodDefault<z.ZodCoercedNumber> {
  return z.coerce.number().int().min(0).max(65_535).default(byDefault);
}
