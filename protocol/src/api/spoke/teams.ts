import { z } from 'zod';
import { Description, DisplayName } from './workspaces.ts';

export const teamRoles = ['owner', 'admin', 'member'] as const;
export type TeamRole = (typeof teamRoles)[number];

/** Names and short texts that people keep with a team. */
export const TeamMetadata = z.record(
  z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/),
  z.union([z.string().max(512), z.number(), z.boolean()]),
);

export const TeamView = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  metadata: z.record(z.string(), z.unknown()),
  createdBy: z.string().nullable(),
  createdAt: z.number().int(),
  members: z.number().int(),
  /** Of the caller; null = in it only as someone who manages teams, or not at all. */
  role: z.enum(teamRoles).nullable(),
});
export type TeamView = z.infer<typeof TeamView>;

/** `POST /teams`: the caller becomes its owner. */
export const CreateTeam = z.strictObject({
  name: DisplayName,
  description: Description.optional(),
  metadata: TeamMetadata.optional(),
});
export type CreateTeam = z.infer<typeof CreateTeam>;

export const UpdateTeam = z.strictObject({
  name: DisplayName.optional(),
  description: Description.optional(),
  metadata: TeamMetadata.optional(),
});
export type UpdateTeam = z.infer<typeof UpdateTeam>;

export const TeamMemberView = z.object({
  userId: z.string(),
  name: z.string(),
  role: z.enum(teamRoles),
  joinedAt: z.number().int(),
});
export type TeamMemberView = z.infer<typeof TeamMemberView>;

/** `PUT /teams/:id/members/:userId`: takes a member of the workspace in, or changes their role in the team. */
export const PutTeamMember = z.strictObject({ role: z.enum(teamRoles) });
export type PutTeamMember = z.infer<typeof PutTeamMember>;
