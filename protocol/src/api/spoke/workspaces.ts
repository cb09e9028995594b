import { z } from 'zod';
import { NameToken, OrganizationId, WorkspaceId } from '../../ids.ts';
import { RunLimits } from '../../messages/run-limits.ts';
import { NetworkMode } from '../../messages/run.ts';
import { PageQuery } from '../envelope.ts';

export const Slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'must be 1 to 64 of a-z 0-9 -');

/** A name that people read: no control characters, no line breaks. */
export const DisplayName = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u, 'must not have control characters')
  .refine((text) => text.trim() === text, 'must not begin or end with a space');

/** Up to 2,000 characters of text for people. */
export const Description = z
  .string()
  .max(2000)
  .regex(/^[^\0]*$/, 'must not have NUL');

/** How a workspace looks in the console. */
export const Branding = z.strictObject({
  name: DisplayName.optional(),
  /** `#rrggbb`. */
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/, 'must be #rrggbb in lower case')
    .optional(),
  /** An https address, or a small picture as a data URL. SVG is not taken: it may carry scripts. */
  logo: z
    .string()
    .max(48 * 1024)
    .regex(
      /^(?:https:\/\/[^\s<>"']+|data:image\/(?:png|jpeg|webp);base64,[A-Za-z0-9+/]+=*)$/,
      'must be an https address or a png, jpeg or webp data URL',
    )
    .optional(),
});
export type Branding = z.infer<typeof Branding>;

const limitOf = (most: number): z.ZodOptional<z.ZodInt> => z.int().min(1).max(most).optional();

/** Ceilings of a workspace; absent = none. */
export const WorkspaceLimits = z.strictObject({
  /** Runs of this workspace on this instance that have not ended. */
  maxRunningAgents: limitOf(100_000),
  /** Members and open invitations together. */
  maxMembers: limitOf(100_000),
  maxTeams: limitOf(10_000),
});
export type WorkspaceLimits = z.infer<typeof WorkspaceLimits>;

export const WorkspaceSettings = z.object({
  requiredContainment: z.string().nullable(),
  requiredFilesystem: z.string().nullable(),
  logRetentionDays: z.number().int(),
  allowedSources: z.array(z.string()),
  /** The most that an agent of the workspace may reach. */
  maxNetwork: NetworkMode,
  /** Spawns are refused since then; null where they are not. */
  lockedAt: z.number().int().nullable(),
  /** The other instance whose command locked it; null where it is not locked, or people here did. */
  lockedBy: z.uuid().nullable(),
  defaultLimits: z.record(z.string(), z.unknown()),
});
export type WorkspaceSettings = z.infer<typeof WorkspaceSettings>;

/** `PATCH /workspaces/:id/settings`: what is absent stays. */
export const UpdateWorkspaceSettings = z.strictObject({
  requiredContainment: z.enum(['namespace', 'cgroup', 'tree']).nullable().optional(),
  requiredFilesystem: z.enum(['sandboxed', 'open']).nullable().optional(),
  logRetentionDays: z.int().min(1).max(3650).optional(),
  allowedSources: z.array(z.string().min(1).max(512)).max(200).optional(),
  maxNetwork: NetworkMode.optional(),
  defaultLimits: RunLimits.optional(),
});
export type UpdateWorkspaceSettings = z.infer<typeof UpdateWorkspaceSettings>;

export const WorkspaceView = z.object({
  id: WorkspaceId,
  organizationId: OrganizationId,
  organizationSlug: z.string(),
  name: z.string(),
  slug: z.string(),
  description: z.string(),
  branding: Branding,
  limits: WorkspaceLimits,
  createdBy: z.string().nullable(),
  createdAt: z.number().int(),
  settings: WorkspaceSettings,
});
export type WorkspaceView = z.infer<typeof WorkspaceView>;

/** A workspace in a list of the caller's. */
export const WorkspaceSummary = z.object({
  id: WorkspaceId,
  organizationId: OrganizationId,
  name: z.string(),
  slug: z.string(),
  /** Of the caller: a built-in role, a custom role's id, or `admin` for who runs the organization. */
  role: z.string(),
  createdAt: z.number().int(),
  deletedAt: z.number().int().nullable(),
  /** From when on nothing of it can be brought back. */
  purgeAfter: z.number().int().nullable(),
});
export type WorkspaceSummary = z.infer<typeof WorkspaceSummary>;

/** `GET /workspaces`; `deleted=true` lists those that can still be restored instead. */
export const WorkspacesQuery = PageQuery.extend({ deleted: z.enum(['true', 'false']).optional() });
export type WorkspacesQuery = z.infer<typeof WorkspacesQuery>;

/** `POST /workspaces`: a workspace of an organization that the caller runs, the caller its owner. */
export const CreateWorkspace = z.strictObject({
  name: DisplayName,
  slug: Slug,
  /** Default: the organization of the workspace the caller is in. */
  organizationId: OrganizationId.optional(),
});
export type CreateWorkspace = z.infer<typeof CreateWorkspace>;

/** The key is shown this once; none is made for who is signed in with a session. */
export const CreatedWorkspace = z.object({ workspace: WorkspaceView, apiKey: z.string().optional() });
export type CreatedWorkspace = z.infer<typeof CreatedWorkspace>;

/** `PATCH /workspaces/:id`: what is absent stays. */
export const UpdateWorkspace = z.strictObject({
  name: DisplayName.optional(),
  slug: Slug.optional(),
  description: Description.optional(),
});
export type UpdateWorkspace = z.infer<typeof UpdateWorkspace>;

/** What a deletion says: until when the workspace can be restored. */
export const DeletedWorkspace = z.object({ id: WorkspaceId, purgeAfter: z.number().int() });
export type DeletedWorkspace = z.infer<typeof DeletedWorkspace>;

/** `POST /workspaces/:id/purge`: the slug once more, because nothing brings it back. */
export const PurgeWorkspace = z.strictObject({ confirm: Slug });
export type PurgeWorkspace = z.infer<typeof PurgeWorkspace>;

/** What a purge removed. */
export const PurgedWorkspace = z.object({ id: WorkspaceId, rows: z.number().int() });
export type PurgedWorkspace = z.infer<typeof PurgedWorkspace>;

/** `POST /workspaces/:id/switch` */
export const SwitchedWorkspace = z.object({ workspaceId: WorkspaceId, role: z.string() });
export type SwitchedWorkspace = z.infer<typeof SwitchedWorkspace>;

export const SlugPath = z.object({ org: NameToken, slug: NameToken });
