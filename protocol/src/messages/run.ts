import { z } from 'zod';
import { codeNames } from '../codes.ts';
import { Counter, Instant, NameToken, RunId } from '../ids.ts';
import { runStates } from '../states/run.ts';

export const RunState = z.enum(runStates);
export type RunState = z.infer<typeof RunState>;

export const Containment = z.enum(['namespace', 'cgroup', 'tree']);
export type Containment = z.infer<typeof Containment>;
export const Filesystem = z.enum(['sandboxed', 'open']);
export type Filesystem = z.infer<typeof Filesystem>;

/** What a kill found when it looked: written only from a completed verification. */
export const KillReport = z.strictObject({
  survivors: Counter,
  /** How emptiness was established. */
  verifiedBy: Containment,
  steps: z
    .array(
      z.strictObject({
        step: z.enum(['revoke', 'interrupt', 'terminate', 'destroy', 'verify']),
        atMs: Counter,
      }),
    )
    .max(16),
  /** First ladder step to verified empty. */
  durationMs: Counter,
});
export type KillReport = z.infer<typeof KillReport>;

/** What a run used of models, over all its attempts. Tokens from and into a provider's cache are not among the input. */
export const RunUsage = z.strictObject({
  /** Who counted: the instance's gateway, the agent itself, or nobody exactly. */
  source: z.enum(['gateway', 'agent', 'estimate']),
  answers: Counter,
  inputTokens: Counter,
  outputTokens: Counter,
  cacheReadTokens: Counter,
  cacheWriteTokens: Counter,
  /** Millionths of a US dollar; null where no price is known. */
  costMicros: Counter.nullable(),
});
export type RunUsage = z.infer<typeof RunUsage>;

export const networkModes = ['none', 'llm-only', 'full'] as const;
/** What an agent reaches: nothing, models by the instance's gateway, or everything its machine does. */
export const NetworkMode = z.enum(networkModes);
export type NetworkMode = z.infer<typeof NetworkMode>;

/** One run as its spoke knows it; also the answer to `agent.status`. Times are milliseconds since the epoch. */
export const RunView = z.strictObject({
  id: RunId,
  agent: NameToken,
  state: RunState,
  code: z.enum(codeNames).optional(),
  message: z.string().max(2048).optional(),
  gen: Counter,
  createdAt: Instant,
  startedAt: Instant.optional(),
  endedAt: Instant.optional(),
  exitCode: z.int32().optional(),
  signal: z.string().max(32).optional(),
  containment: Containment.optional(),
  filesystem: Filesystem.optional(),
  network: NetworkMode.optional(),
  attempt: Counter.optional(),
  usage: RunUsage.optional(),
  lastSeq: Counter,
  kill: KillReport.optional(),
});
export type RunView = z.infer<typeof RunView>;
