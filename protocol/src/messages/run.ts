import { z } from 'zod';
import { codeNames } from '../codes.ts';
import { NameToken, RunId } from '../ids.ts';

export const runStates = [
  'queued',
  'preparing',
  'starting',
  'running',
  'waiting',
  'idle',
  'stopping',
  'lost',
  'succeeded',
  'failed',
  'cancelled',
  'killed',
  'timed_out',
  'rejected',
] as const;
export const RunState = z.enum(runStates);
export type RunState = z.infer<typeof RunState>;

export const Containment = z.enum(['namespace', 'cgroup', 'tree']);
export type Containment = z.infer<typeof Containment>;
export const Filesystem = z.enum(['sandboxed', 'open']);
export type Filesystem = z.infer<typeof Filesystem>;

/** What a kill found when it looked: written only from a completed verification. */
export const KillReport = z.strictObject({
  survivors: z.number().int().min(0),
  /** How emptiness was established. */
  verifiedBy: Containment,
  steps: z
    .array(
      z.strictObject({
        step: z.enum(['revoke', 'interrupt', 'terminate', 'destroy', 'verify']),
        atMs: z.number().int().min(0),
      }),
    )
    .max(16),
  /** First ladder step to verified empty. */
  durationMs: z.number().int().min(0),
});
export type KillReport = z.infer<typeof KillReport>;

/** One run as its spoke knows it; also the answer to `agent.status`. Times are milliseconds since the epoch. */
export const RunView = z.strictObject({
  id: RunId,
  agent: NameToken,
  state: RunState,
  code: z.enum(codeNames).optional(),
  message: z.string().max(2048).optional(),
  gen: z.number().int().min(0),
  createdAt: z.number().int(),
  startedAt: z.number().int().optional(),
  endedAt: z.number().int().optional(),
  exitCode: z.number().int().optional(),
  signal: z.string().max(32).optional(),
  containment: Containment.optional(),
  filesystem: Filesystem.optional(),
  lastSeq: z.number().int().min(0),
  kill: KillReport.optional(),
});
export type RunView = z.infer<typeof RunView>;
