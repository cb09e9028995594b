import { z } from 'zod';
import { InstanceId, NameToken, RunId, WorkspaceId } from '../../ids.ts';
import { Catalogue } from '../../link/catalogue.ts';
import { PageQuery } from '../envelope.ts';
import { Liveness } from './instances.ts';

/** `GET /fleet/agents`: what each instance said that its machines can run. Times are milliseconds since the epoch. */
export const FleetAgentsView = z.object({
  instanceId: InstanceId,
  instanceName: z.string(),
  link: Liveness,
  /** Null where it never said. */
  catalogue: Catalogue.nullable(),
  asOf: z.number().int().nullable(),
});
export type FleetAgentsView = z.infer<typeof FleetAgentsView>;

/** `GET /fleet/approvals`: what open runs ask people, the newest first. */
export const FleetApprovalView = z.object({
  runId: RunId,
  /** Its name within the run: what `agent.approve` answers. */
  request: z.string(),
  instanceId: InstanceId,
  workspaceId: WorkspaceId,
  /** Who asked for the run, and may answer by a command. */
  issuer: InstanceId,
  agent: z.string().nullable(),
  kind: z.enum(['permission', 'question', 'limit']),
  title: z.string(),
  /** A question is answered by `agent.input`. */
  options: z.array(z.object({ option: NameToken, name: z.string(), kind: z.string() })),
  createdAt: z.number().int(),
  expiresAt: z.number().int().nullable(),
});
export type FleetApprovalView = z.infer<typeof FleetApprovalView>;

export const FleetApprovalsQuery = z.object({
  limit: PageQuery.shape.limit,
  instance: InstanceId.optional(),
  run: RunId.optional(),
});
