import { z } from 'zod';
import { OrganizationId, WorkspaceId } from '../../ids.ts';

export const WorkspaceView = z.object({
  id: WorkspaceId,
  organizationId: OrganizationId,
  name: z.string(),
  slug: z.string(),
  description: z.string(),
  createdAt: z.number().int(),
  settings: z.object({
    requiredContainment: z.string().nullable(),
    requiredFilesystem: z.string().nullable(),
    logRetentionDays: z.number().int(),
    allowedSources: z.array(z.string()),
  }),
});
export type WorkspaceView = z.infer<typeof WorkspaceView>;

export const Slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'must be 1 to 64 of a-z 0-9 -');

/** `POST /workspaces`: another workspace of the caller's organization, the caller its owner. */
export const CreateWorkspace = z.strictObject({
  name: z.string().min(1).max(128),
  slug: Slug,
});
export type CreateWorkspace = z.infer<typeof CreateWorkspace>;

/** The key is shown this once. */
export const CreatedWorkspace = z.object({ workspace: WorkspaceView, apiKey: z.string() });
export type CreatedWorkspace = z.infer<typeof CreatedWorkspace>;
