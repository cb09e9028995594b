import { z } from 'zod';
import { canonicalViewQuery, maxViewQueryBytes } from '../view-query.ts';

const name = z
  .string()
  .min(1)
  .max(80)
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$/u, 'must not have control characters')
  .refine((text) => text.trim() === text, 'must not begin or end with a space');
const query = z
  .string()
  .max(maxViewQueryBytes)
  .refine((text) => canonicalViewQuery(text) !== null, 'must be name=value pairs, without ?, each name once');

/** What a view of any screen says; spoke and hub add which screen. */
export const SavedViewShape = z.object({
  id: z.uuid(),
  name: z.string(),
  /** Search parameters of the screen's address, without `?`, by name. */
  query: z.string(),
  isShared: z.boolean(),
  ownerId: z.string(),
  ownerName: z.string(),
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
});

/** Without a `query` it is the whole list. */
export const CreateSavedViewShape = z.strictObject({
  name,
  query: query.default(''),
  isShared: z.boolean().default(false),
});

/** `PATCH /views/:id`: what is absent stays. */
export const UpdateSavedView = z.strictObject({
  name: name.optional(),
  query: query.optional(),
  isShared: z.boolean().optional(),
});
export type UpdateSavedView = z.infer<typeof UpdateSavedView>;
