import { z } from 'zod';
import { isPermission } from '../../permissions.ts';
import { Description, DisplayName } from './workspaces.ts';

/** What a key or a service account may do, at most. */
export const KeyPermissions = z.array(z.string().max(64).refine(isPermission, 'is no permission')).min(1).max(200);

const perMinute = z.number().int().min(1).max(100_000);
/** Milliseconds since the epoch, up to the year 2100. */
const expiry = z.number().int().min(0).max(4_102_444_800_000);

export const KeyView = z.object({
  id: z.string(),
  name: z.string(),
  /** What the key starts with after `wh_live_`. */
  prefix: z.string(),
  /** Empty = whatever its principal may. */
  permissions: z.array(z.string()),
  rateLimitPerMinute: z.number().int().nullable(),
  /** To the minute. */
  lastUsedAt: z.number().int().nullable(),
  lastUsedIp: z.string().nullable(),
  expiresAt: z.number().int().nullable(),
  revokedAt: z.number().int().nullable(),
  /** The key that took its place. */
  replacedBy: z.string().nullable(),
  createdAt: z.number().int(),
});
export type KeyView = z.infer<typeof KeyView>;

/** A key as it is shown once. */
export const NewKeyView = KeyView.extend({ key: z.string() });
export type NewKeyView = z.infer<typeof NewKeyView>;

/** `POST /keys`: without permissions, it gets all that the caller holds now. */
export const CreateKey = z.strictObject({
  name: DisplayName.optional(),
  permissions: KeyPermissions.optional(),
  expiresAt: expiry.optional(),
  rateLimitPerMinute: perMinute.optional(),
});
export type CreateKey = z.infer<typeof CreateKey>;

/** The old key holds for so long beside the new one; default a day, at most a week. */
export const RotateKey = z.strictObject({ overlapMs: z.number().int().min(0).max(604_800_000).optional() });
export type RotateKey = z.infer<typeof RotateKey>;

export const ServiceAccountView = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  permissions: z.array(z.string()),
  rateLimitPerMinute: z.number().int(),
  expiresAt: z.number().int().nullable(),
  revokedAt: z.number().int().nullable(),
  createdAt: z.number().int(),
  keys: z.array(KeyView),
});
export type ServiceAccountView = z.infer<typeof ServiceAccountView>;

/** A service account with its new key, which is shown once. */
export const NewServiceAccountView = ServiceAccountView.extend({ key: z.string() });
export type NewServiceAccountView = z.infer<typeof NewServiceAccountView>;

/** `POST /service-accounts`: without permissions, it reads what the caller may read. */
export const CreateServiceAccount = z.strictObject({
  name: DisplayName,
  description: Description.optional(),
  permissions: KeyPermissions.optional(),
  rateLimitPerMinute: perMinute.optional(),
  expiresAt: expiry.optional(),
});
export type CreateServiceAccount = z.infer<typeof CreateServiceAccount>;

export const UpdateServiceAccount = CreateServiceAccount.partial();
export type UpdateServiceAccount = z.infer<typeof UpdateServiceAccount>;
