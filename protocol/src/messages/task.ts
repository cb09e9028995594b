import { z } from 'zod';
import { limits } from '../limits.ts';
import { NameToken } from '../ids.ts';
import { RunLimits } from './run-limits.ts';

const relativePath = z
  .string()
  .min(1)
  .max(1024)
  .refine((path) => !path.startsWith('/') && !path.includes('\0') && !path.split(/[\\/]/).includes('..'), {
    message: 'must be a path inside the work folder',
  });
const argv = z
  .array(
    z
      .string()
      .max(8192)
      .refine((word) => !word.includes('\0'), 'must not contain NUL'),
  )
  .min(1)
  .max(256);

const stepCommon = {
  id: NameToken.optional(),
  timeoutMs: z.number().int().min(100).max(86_400_000).optional(),
  retries: z.number().int().min(0).max(10).optional(),
};

const plainSteps = [
  z.strictObject({
    do: z.literal('run'),
    argv,
    expectExit: z.number().int().min(0).max(255).optional(),
    ...stepCommon,
  }),
  z.strictObject({
    do: z.literal('write'),
    path: relativePath,
    content: z.string().max(limits.bodyMaxBytes),
    ...stepCommon,
  }),
  z.strictObject({
    do: z.literal('replace'),
    path: relativePath,
    find: z.string().min(1),
    with: z.string(),
    ...stepCommon,
  }),
  z.strictObject({
    do: z.literal('grep'),
    path: relativePath,
    pattern: z.string().min(1).max(1024),
    expect: z.enum(['match', 'no-match']).optional(),
    ...stepCommon,
  }),
  z.strictObject({ do: z.literal('git-branch'), name: NameToken, ...stepCommon }),
  z.strictObject({ do: z.literal('git-commit'), message: z.string().min(1).max(4096), ...stepCommon }),
  z.strictObject({ do: z.literal('git-diff'), artifact: NameToken, base: NameToken.optional(), ...stepCommon }),
  z.strictObject({
    do: z.literal('http-check'),
    url: z.url(),
    expectStatus: z.number().int().min(100).max(599).optional(),
    ...stepCommon,
  }),
  z.strictObject({ do: z.literal('approve'), question: z.string().min(1).max(4096), ...stepCommon }),
  z.strictObject({ do: z.literal('publish'), path: relativePath, artifact: NameToken, ...stepCommon }),
  z.strictObject({ do: z.literal('sleep'), ms: z.number().int().min(0).max(3_600_000), ...stepCommon }),
] as const;

/** Starts a run of another agent of the workspace; with `join` (default) its end is the step's. */
const spawnStep = z.strictObject({
  do: z.literal('spawn'),
  agent: NameToken,
  prompt: z.string().max(32_768).optional(),
  /** Without spawn steps of its own. */
  task: z
    .strictObject({ steps: z.array(z.discriminatedUnion('do', plainSteps)).min(1).max(limits.taskMaxSteps) })
    .optional(),
  limits: RunLimits.optional(),
  join: z.boolean().optional(),
  ...stepCommon,
});

/** One deterministic step of the embedded agent's task mode. Paths are relative to the run's work folder. */
export const TaskStep = z.discriminatedUnion('do', [...plainSteps, spawnStep]);
export type TaskStep = z.infer<typeof TaskStep>;

export const TaskSpec = z.strictObject({ steps: z.array(TaskStep).min(1).max(limits.taskMaxSteps) });
export type TaskSpec = z.infer<typeof TaskSpec>;
