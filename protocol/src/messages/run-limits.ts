import { z } from 'zod';
import { limits } from '../limits.ts';

/**
 * Limits of one run; each has its own reason code when it ends the run, or refuses it a child. Absent = the workspace's
 * default.
 */
export const RunLimits = z.strictObject({
  queueMs: z.number().int().min(1000).max(86_400_000).optional(),
  wallMs: z.number().int().min(1000).max(604_800_000).optional(),
  /** Without output. Time in which people are asked does not count. */
  idleMs: z.number().int().min(1000).max(86_400_000).optional(),
  outputBytes: z.number().int().min(1024).max(1_073_741_824).optional(),
  /** Of models, input and output together. */
  tokens: z.number().int().min(1).max(10_000_000_000).optional(),
  /** Of models, in millionths of a US dollar. */
  costMicros: z.number().int().min(1).max(1_000_000_000_000).optional(),
  /** Answers of a model. */
  turns: z.number().int().min(1).max(100_000).optional(),
  /** Of all the agent's processes together. */
  memoryBytes: z.number().int().min(16_777_216).max(1_099_511_627_776).optional(),
  processes: z.number().int().min(1).max(100_000).optional(),
  /** What lies in the work folder and the agent's home. */
  diskBytes: z.number().int().min(1_048_576).max(1_099_511_627_776).optional(),
  /** Open at one time, in one process. */
  openFiles: z.number().int().min(16).max(1_048_576).optional(),
  /** Runs that it and those below it may start in all. Absent = none. */
  children: z.number().int().min(0).max(limits.runChildrenMax).optional(),
  /** Levels of runs below it. Absent = 1 where it may have children. */
  depth: z.number().int().min(0).max(limits.runDepthMax).optional(),
  /** What to do when tokens, cost or turns are used up: end the run (default), or ask people for more. */
  onLimit: z.enum(['stop', 'pause-and-ask']).optional(),
});
export type RunLimits = z.infer<typeof RunLimits>;
