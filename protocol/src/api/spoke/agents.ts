import { z } from 'zod';
import { NameToken } from '../../ids.ts';
import { RetryPolicy } from '../../messages/command.ts';
import { RunLimits } from '../../messages/run-limits.ts';
import { NetworkMode } from '../../messages/run.ts';

/** How agents of one catalogue entry are run. */
export const AgentExecution = z.strictObject({
  /** Absent: `llm-only` for agents that call models, else `none`. The workspace says what it may be at most. */
  network: NetworkMode.optional(),
  /** Secrets of the workspace by the variable that the agent finds them in. */
  secrets: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/), z.string().min(1).max(128))
    .refine((names) => Object.keys(names).length <= 32, 'at most 32 secrets')
    .optional(),
  /** How long people have to answer; then it counts as refused, by time. Default one day. */
  answerMs: z.number().int().min(1000).max(604_800_000).optional(),
  retry: RetryPolicy.optional(),
  /** Goes on with its session after its orchestrator died, and keeps session and work folder for a later run. */
  resumable: z.boolean().optional(),
});
export type AgentExecution = z.infer<typeof AgentExecution>;

/** One entry of the catalogue. What `config` holds depends on `runtime`; the adapter checks it at spawn. */
export const AgentView = z.object({
  id: z.uuid(),
  name: NameToken,
  runtime: NameToken,
  config: z.record(z.string(), z.json()),
  limits: RunLimits,
  execution: AgentExecution,
  enabled: z.boolean(),
  createdAt: z.number().int(),
});
export type AgentView = z.infer<typeof AgentView>;

const config = z.record(z.string().max(128), z.json());

/** `POST /agents`. */
export const CreateAgent = z.strictObject({
  name: NameToken,
  runtime: NameToken,
  config: config.default({}),
  limits: RunLimits.default({}),
  execution: AgentExecution.default({}),
  enabled: z.boolean().default(true),
});
export type CreateAgent = z.infer<typeof CreateAgent>;

/** `PATCH /agents/:id`: what is absent stays. */
export const UpdateAgent = z.strictObject({
  config: config.optional(),
  limits: RunLimits.optional(),
  execution: AgentExecution.optional(),
  enabled: z.boolean().optional(),
});
export type UpdateAgent = z.infer<typeof UpdateAgent>;
