import { isAbsolute } from 'node:path';
import { WheelhouseError, type AgentSpawn } from '@wheelhouse/protocol';
import { z } from 'zod';
import type { Refusal, RunContext } from './adapter.ts';

/** Names that would change how our own wrapper or the agent's sandbox works. */
const reservedEnv = /^(?:LD_|DYLD_|WHEELHOUSE_|HOME$)/;

const word = z
  .string()
  .max(8192)
  .refine((text) => !text.includes('\0'), 'must not contain NUL');

const env = z
  .record(
    z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/)
      .refine((name) => !reservedEnv.test(name), 'this name is reserved'),
    word,
  )
  .optional();

/** Command of a catalogue entry. No shell reads it: each word reaches the program as it stands. */
export const commandFields = {
  argv: z
    .array(word)
    .min(1)
    .max(256)
    .refine((argv) => isBareOrAbsolute(argv[0] ?? ''), {
      message:
        'the program must be an absolute path or a bare name; a relative path would be chosen by the work folder',
    }),
  env,
};

/** What catalogue entries of agents with a program of their own may say. */
export const programFields = {
  /** Absolute path of the program. Absent = looked up on the PATH. */
  program: word.refine((path) => isAbsolute(path), 'must be an absolute path').optional(),
  model: z
    .string()
    .min(1)
    .max(256)
    .regex(/^[^-\s]\S*$/, 'is no name of a model')
    .optional(),
  env,
  /** From start to the accepted prompt. */
  handshakeTimeoutMs: z.number().int().min(100).max(300_000).optional(),
};

function isBareOrAbsolute(program: string): boolean {
  return program !== '' && (program.startsWith('/') || !program.includes('/')) && !program.startsWith('-');
}

/** The parsed config, or why it is refused. Pure. */
export function parseConfig<T>(
  schema: z.ZodType<T>,
  config: unknown,
): { readonly config: T } | { readonly refusal: Refusal } {
  const parsed = schema.safeParse(config);
  if (parsed.success) return { config: parsed.data };
  const issue = parsed.error.issues[0];
  const where = issue && issue.path.length > 0 ? ` at ${issue.path.join('.')}` : '';
  return {
    refusal: {
      code: 'INVALID',
      message: `the agent's configuration is not valid${where}: ${issue?.message ?? 'unknown'}`,
    },
  };
}

/** The config of a run that was validated. Throws what `validate` would have said. */
export function configOf<T>(schema: z.ZodType<T>, context: Pick<RunContext, 'agent'>): T {
  const parsed = parseConfig(schema, context.agent.config ?? {});
  if ('refusal' in parsed) throw new WheelhouseError(parsed.refusal.code, parsed.refusal.message);
  return parsed.config;
}

/** Why a spawn is nothing for an agent that takes a prompt and nothing else, or null. Pure. */
export function refuseAllButPrompt(runtime: string, spec: AgentSpawn): Refusal | null {
  const subject = `an agent of the runtime ${runtime}`;
  if (spec.task) return { code: 'UNSUPPORTED', message: `${subject} takes a prompt, no task steps` };
  if (spec.args?.length) return { code: 'UNSUPPORTED', message: `${subject} takes no arguments` };
  if (!spec.prompt) return { code: 'INVALID', message: `${subject} needs a prompt` };
  return null;
}
