import { z } from 'zod';
import { InstanceId, NameToken, WorkspaceId } from '../../ids.ts';
import { GrantableVerb } from '../../messages/grant.ts';

export const GrantView = z.object({
  id: z.uuid(),
  grantee: InstanceId,
  verbs: z.array(z.string()),
  /** Empty = every agent. */
  agents: z.array(z.string()),
  maxConcurrent: z.number().int().nullable(),
  nbf: z.number().int(),
  exp: z.number().int(),
  createdAt: z.number().int(),
  revokedAt: z.number().int().nullable(),
});
export type GrantView = z.infer<typeof GrantView>;

/** `POST /grants`: what a pinned peer may do in this workspace. */
export const CreateGrant = z.strictObject({
  grantee: InstanceId,
  verbs: z.array(GrantableVerb).min(1).max(16),
  agents: z.array(NameToken).min(1).max(256).optional(),
  maxConcurrent: z.number().int().min(1).max(100_000).optional(),
  /** Milliseconds from now until the grant ends. */
  lifetimeMs: z.number().int().min(1_000).max(31_536_000_000).default(2_592_000_000),
});
export type CreateGrant = z.infer<typeof CreateGrant>;

/** A grant that another instance gave this one. */
export const HeldGrantView = z.object({
  id: z.uuid(),
  issuer: InstanceId,
  workspace: WorkspaceId,
  verbs: z.array(z.string()),
  agents: z.array(z.string()),
  exp: z.number().int(),
});
