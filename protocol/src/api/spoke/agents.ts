import { z } from 'zod';
import { NameToken } from '../../ids.ts';
import { RunLimits } from '../../messages/command.ts';

/** One entry of the catalogue. What `config` holds depends on `runtime`; the adapter checks it at spawn. */
export const AgentView = z.object({
  id: z.uuid(),
  name: NameToken,
  runtime: NameToken,
  config: z.record(z.string(), z.json()),
  limits: RunLimits,
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
  enabled: z.boolean().default(true),
});
export type CreateAgent = z.infer<typeof CreateAgent>;

/** `PATCH /agents/:id`: what is absent stays. */
export const UpdateAgent = z.strictObject({
  config: config.optional(),
  limits: RunLimits.optional(),
  enabled: z.boolean().optional(),
});
export type UpdateAgent = z.infer<typeof UpdateAgent>;
