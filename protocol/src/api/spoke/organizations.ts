import { z } from 'zod';
import { OrganizationId } from '../../ids.ts';
import { isPermission, organizationRoles } from '../../permissions.ts';
import { Email } from './members.ts';
import { Description, DisplayName, Slug } from './workspaces.ts';

export const OrganizationView = z.object({
  id: OrganizationId,
  name: z.string(),
  slug: z.string(),
  tier: z.string(),
  personal: z.boolean(),
  /** Of the caller. */
  role: z.enum(organizationRoles),
  createdAt: z.number().int(),
});
export type OrganizationView = z.infer<typeof OrganizationView>;

/** `POST /organizations`: the caller becomes its owner. */
export const CreateOrganization = z.strictObject({ name: DisplayName, slug: Slug });
export type CreateOrganization = z.infer<typeof CreateOrganization>;

export const UpdateOrganization = z.strictObject({ name: DisplayName.optional(), slug: Slug.optional() });
export type UpdateOrganization = z.infer<typeof UpdateOrganization>;

/** A permission that a role, a key or an override may name. */
export const PermissionName = z.string().max(64).refine(isPermission, 'is no permission');

/** What a person may do more, or less, than their role says, in every workspace of the organization. */
export const Overrides = z.strictObject({
  allow: z.array(PermissionName).max(100).optional(),
  deny: z.array(PermissionName).max(100).optional(),
});
export type Overrides = z.infer<typeof Overrides>;

export const OrganizationMemberView = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(organizationRoles),
  overrides: z.object({ allow: z.array(z.string()), deny: z.array(z.string()) }),
  isCreator: z.boolean(),
  joinedAt: z.number().int().nullable(),
});
export type OrganizationMemberView = z.infer<typeof OrganizationMemberView>;

/** `PUT /organizations/:id/members/:userId/role` */
export const ChangeOrganizationRole = z.strictObject({ role: z.enum(organizationRoles) });
export type ChangeOrganizationRole = z.infer<typeof ChangeOrganizationRole>;

/** `POST /organizations/:id/invitations` */
export const CreateOrganizationInvitation = z.strictObject({ email: Email, role: z.enum(organizationRoles) });
export type CreateOrganizationInvitation = z.infer<typeof CreateOrganizationInvitation>;

/** `POST /organizations/:id/roles` */
export const CreateRole = z.strictObject({
  name: DisplayName,
  description: Description.optional(),
  permissions: z.array(PermissionName).max(200),
});
export type CreateRole = z.infer<typeof CreateRole>;

/** `PATCH /organizations/:id/roles/:roleId` */
export const UpdateRole = z.strictObject({
  name: DisplayName.optional(),
  description: Description.optional(),
  permissions: z.array(PermissionName).max(200).optional(),
});
export type UpdateRole = z.infer<typeof UpdateRole>;
