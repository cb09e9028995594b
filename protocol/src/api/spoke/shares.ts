import { z } from 'zod';
import { PageQuery } from '../envelope.ts';

export const shareableKinds = ['agent', 'run', 'project', 'dashboard'] as const;

export const ShareView = z.object({
  id: z.string(),
  kind: z.enum(shareableKinds),
  resourceId: z.string(),
  teamId: z.string().nullable(),
  userId: z.string().nullable(),
  createdBy: z.string().nullable(),
  createdAt: z.number().int(),
});
export type ShareView = z.infer<typeof ShareView>;

/** `POST /shares`: lets a team or a member see one thing. */
export const CreateShare = z
  .strictObject({
    kind: z.enum(shareableKinds),
    resourceId: z.uuid(),
    teamId: z.uuid().optional(),
    userId: z.uuid().optional(),
  })
  .refine(({ teamId, userId }) => (teamId === undefined) !== (userId === undefined), {
    message: 'names a team or a user, not both',
  });
export type CreateShare = z.infer<typeof CreateShare>;

/** `GET /shares`, of one thing or of all that the caller may see. */
export const SharesQuery = PageQuery.extend({
  kind: z.enum(shareableKinds).optional(),
  resourceId: z.uuid().optional(),
});
export type SharesQuery = z.infer<typeof SharesQuery>;
