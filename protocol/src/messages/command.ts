import { z } from 'zod';
import { Instant, NameToken, RunId } from '../ids.ts';
import { RunLimits } from './run-limits.ts';
import { TaskSpec } from './task.ts';

/** What the agent starts from. A repository is cloned by the target; its path or URL must be allowed there. */
export const WorkSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('empty') }),
  z.strictObject({
    kind: z.literal('git'),
    repository: z.string().min(1).max(2048),
    ref: z.string().min(1).max(256).optional(),
  }),
]);
export type WorkSource = z.infer<typeof WorkSource>;

/** Try again after a failure that is not the task's own. */
export const RetryPolicy = z.strictObject({
  /** The first one included. */
  attempts: z.number().int().min(1).max(5),
  /** Before the second; doubles each time. */
  delayMs: z.number().int().min(0).max(3_600_000).optional(),
});
export type RetryPolicy = z.infer<typeof RetryPolicy>;

export const AgentSpawn = z.strictObject({
  verb: z.literal('agent.spawn'),
  /** Name of an agent in the target workspace's catalogue. */
  agent: NameToken,
  /** Plain-language prompt, or stdin of a `process` agent. */
  prompt: z.string().max(32_768).optional(),
  /** Deterministic steps, for agents that take them (`embedded`). */
  task: TaskSpec.optional(),
  /** Extra arguments, appended where the catalogue entry allows it. Never a shell. */
  args: z
    .array(
      z
        .string()
        .max(8192)
        .refine((word) => !word.includes('\0'), 'must not contain NUL'),
    )
    .max(128)
    .optional(),
  source: WorkSource.optional(),
  limits: RunLimits.optional(),
  labels: z.record(NameToken, z.string().max(256)).optional(),
  retry: RetryPolicy.optional(),
  /** It waits in its queue until then. */
  notBefore: Instant.optional(),
  /** An ended run of the same agent, whose session and work folder this one goes on with. */
  resume: RunId.optional(),
  /** What to do when (`ws`, `idem`) already names a run. */
  onConflict: z.enum(['reject', 'use_existing', 'replace']).optional(),
});
export type AgentSpawn = z.infer<typeof AgentSpawn>;

export const AgentStatus = z.strictObject({ verb: z.literal('agent.status') });
export const AgentKill = z.strictObject({
  verb: z.literal('agent.kill'),
  /** Skip the ladder's polite steps. */
  now: z.boolean().optional(),
  reason: z.string().max(1024).optional(),
});
export const AgentInput = z.strictObject({ verb: z.literal('agent.input'), text: z.string().min(1).max(32_768) });
export const AgentApprove = z.strictObject({
  verb: z.literal('agent.approve'),
  request: NameToken,
  option: NameToken,
});
export const AgentKillAll = z.strictObject({
  verb: z.literal('agent.kill_all'),
  now: z.boolean().optional(),
  /** Also refuse every spawn in the workspace from then on, whoever asks for it, until that is lifted. */
  lock: z.boolean().optional(),
});
/** Lifts the lock that the same issuer's `agent.kill_all` set; who manages the workspace lifts any. */
export const AgentUnlock = z.strictObject({ verb: z.literal('agent.unlock') });

/** Every verb but those of the whole workspace ({@link isOfWorkspace}) names its run in the signed field `agt`. */
export const CommandBody = z.discriminatedUnion('verb', [
  AgentSpawn,
  AgentStatus,
  AgentKill,
  AgentInput,
  AgentApprove,
  AgentKillAll,
  AgentUnlock,
]);
export type CommandBody = z.infer<typeof CommandBody>;
export type Verb = CommandBody['verb'];
export const verbs = [
  'agent.spawn',
  'agent.status',
  'agent.kill',
  'agent.input',
  'agent.approve',
  'agent.kill_all',
  'agent.unlock',
] as const satisfies readonly Verb[];

/** It is about a workspace and not about one run. */
export function isOfWorkspace(verb: Verb): boolean {
  return verb === 'agent.kill_all' || verb === 'agent.unlock';
}

export type Lane = 'ctl' | 'run';
/** Kill never waits behind spawns: only spawns go to the `run` lane. */
export function laneOf(verb: Verb): Lane {
  return verb === 'agent.spawn' ? 'run' : 'ctl';
}
