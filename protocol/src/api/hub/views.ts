import { z } from 'zod';
import { PageQuery } from '../envelope.ts';
import { CreateSavedViewShape, SavedViewShape } from '../saved-view.ts';

export { UpdateSavedView } from '../saved-view.ts';

/** Screens whose address has filters, and what reading each needs. */
export const viewScreenPermissions = {
  runs: 'fleet:read',
  activity: 'fleet:read',
  audit: 'audit:read',
  connections: 'connections:read',
} as const;
export type ViewScreen = keyof typeof viewScreenPermissions;
const screen = z.enum(['runs', 'activity', 'audit', 'connections']);

/** A list as an operator likes to look at it: their own, or shared among operators. */
export const SavedView = SavedViewShape.extend({ screen });
export type SavedView = z.infer<typeof SavedView>;

/** `POST /views`. */
export const CreateSavedView = CreateSavedViewShape.extend({ screen });
export type CreateSavedView = z.infer<typeof CreateSavedView>;

export const ViewsQuery = PageQuery.extend({ screen: screen.optional() });
export type ViewsQuery = z.infer<typeof ViewsQuery>;
