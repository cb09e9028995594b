import { z } from 'zod';
import type { Refusal } from './adapter.ts';

/** Names that would change how our own wrapper or the agent's sandbox works. */
const reservedEnv = /^(?:LD_|DYLD_|WHEELHOUSE_|HOME$)/;

const word = z
  .string()
  .max(8192)
  .refine((text) => !text.includes('\0'), 'must not contain NUL');

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
  env: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/)
        .refine((name) => !reservedEnv.test(name), 'this name is reserved'),
      word,
    )
    .optional(),
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
