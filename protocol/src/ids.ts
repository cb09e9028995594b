import { v7 } from 'uuid';
import { z } from 'zod';

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const uuidV7Pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Lower-case UUIDs only: one id has one spelling, so it can key files, queues and rows alike. */
const uuid = z.string().regex(uuidPattern, 'must be a lower-case UUID');
const uuidV7 = z.string().regex(uuidV7Pattern, 'must be a lower-case UUIDv7');

/** An instance (a spoke, a hub or the hub console). Stable over key rotation. */
export const InstanceId = uuid.brand<'InstanceId'>();
export type InstanceId = z.infer<typeof InstanceId>;

export const OrganizationId = uuid.brand<'OrganizationId'>();
export type OrganizationId = z.infer<typeof OrganizationId>;

export const WorkspaceId = uuid.brand<'WorkspaceId'>();
export type WorkspaceId = z.infer<typeof WorkspaceId>;

/** Whoever may act in a workspace: a user, a service account, a remote instance, the system itself. */
export const PrincipalId = uuid.brand<'PrincipalId'>();
export type PrincipalId = z.infer<typeof PrincipalId>;

/** Id of one signed message, minted by its issuer; (`iss`, `id`) is the replay key. */
export const MessageId = uuidV7.brand<'MessageId'>();
export type MessageId = z.infer<typeof MessageId>;

/** Id of one run (`agt` on the wire), minted by the issuer so that a kill can precede its spawn. */
export const RunId = uuidV7.brand<'RunId'>();
export type RunId = z.infer<typeof RunId>;

export const GrantId = uuidV7.brand<'GrantId'>();
export type GrantId = z.infer<typeof GrantId>;

/** Free-form names that travel (agent names, labels, idempotency keys, epochs). */
export const NameToken = z.string().regex(/^[A-Za-z0-9_.-]{1,128}$/, 'must be 1 to 128 of A-Z a-z 0-9 _ . -');

/** Milliseconds since the epoch, to the end of the year 9999: what every date type on the way can hold. */
export const Instant = z.number().int().min(0).max(253_402_300_799_999);

/** A count or sequence number that a 32-bit column can hold. */
export const Counter = z.number().int().min(0).max(2_147_483_647);

/**
 * Mints a UUIDv7 whose time part is `nowMs`.
 * @param nowMs milliseconds since the epoch
 */
export function newId(nowMs: number): string {
  return v7({ msecs: nowMs });
}
