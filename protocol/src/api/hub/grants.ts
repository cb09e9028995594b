import { z } from 'zod';
import { GrantId, InstanceId, WorkspaceId } from '../../ids.ts';
import { GrantableVerb } from '../../messages/grant.ts';
import { PageQuery } from '../envelope.ts';

/** The hub's mirror of a grant; it can show and refuse early, never mint. Times are milliseconds since the epoch. */
export const FleetGrantView = z.object({
  id: GrantId,
  issuer: InstanceId,
  grantee: InstanceId,
  workspaceId: WorkspaceId,
  verbs: z.array(GrantableVerb),
  /** Empty = every agent. */
  agents: z.array(z.string()),
  exp: z.number().int(),
  revokedAt: z.number().int().nullable(),
  /** The signed envelope, exactly as it was signed. */
  envelope: z.string(),
});
export type FleetGrantView = z.infer<typeof FleetGrantView>;

export const FleetGrantsQuery = PageQuery.extend({
  /** Either side. */
  instance: InstanceId.optional(),
  issuer: InstanceId.optional(),
  grantee: InstanceId.optional(),
  workspace: WorkspaceId.optional(),
});
