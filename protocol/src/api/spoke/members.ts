import { z } from 'zod';
import { WorkspaceId } from '../../ids.ts';

const uuid = z.uuid();

/** Lower case, as addresses are stored and compared. */
export const Email = z
  .string()
  .max(254)
  .transform((text) => text.trim().toLowerCase())
  .pipe(z.email());

/** A built-in role's name, or a custom role's id or name. */
export const RoleName = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^\p{Cc}]+$/u);

export const MemberView = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  /** A built-in role's name or a custom role's id. */
  role: z.string(),
  /** A custom role's name; absent for built-in ones. */
  roleName: z.string().optional(),
  isCreator: z.boolean(),
  joinedAt: z.number().int().nullable(),
});
export type MemberView = z.infer<typeof MemberView>;

/** `PUT …/members/:userId/role` */
export const ChangeRole = z.strictObject({ role: RoleName });
export type ChangeRole = z.infer<typeof ChangeRole>;

/** `POST …/invitations` */
export const CreateInvitation = z.strictObject({ email: Email, role: RoleName });
export type CreateInvitation = z.infer<typeof CreateInvitation>;

export const InvitationView = z.object({
  id: uuid,
  email: z.string(),
  role: z.string(),
  state: z.enum(['open', 'accepted', 'revoked', 'expired']),
  createdBy: z.string().nullable(),
  createdAt: z.number().int(),
  sentAt: z.number().int().nullable(),
  sends: z.number().int(),
  expiresAt: z.number().int(),
});
export type InvitationView = z.infer<typeof InvitationView>;

/** `POST /workspaces/accept-invitation`, with the token of the mail. */
export const AcceptInvitation = z.strictObject({ token: z.string().min(16).max(4096) });
export type AcceptInvitation = z.infer<typeof AcceptInvitation>;

/** Where the invitation led. */
export const AcceptedInvitation = z.object({
  organizationId: uuid,
  workspaceId: WorkspaceId.nullable(),
  role: z.string(),
});
export type AcceptedInvitation = z.infer<typeof AcceptedInvitation>;

export const RoleView = z.object({
  /** A built-in role's name or a custom role's id. */
  id: z.string(),
  name: z.string(),
  description: z.string(),
  builtIn: z.boolean(),
  permissions: z.array(z.string()),
});
export type RoleView = z.infer<typeof RoleView>;
