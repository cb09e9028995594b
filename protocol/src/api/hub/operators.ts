import { z } from 'zod';
import { isOperatorPermission, operatorRoles } from '../../operator-permissions.ts';
import { Email, GivenPassword, NewPassword, PersonName, TokenText } from '../person.ts';

const Instant = z.number().int();
const Role = z.enum(operatorRoles);

/** Somebody who runs the hub. */
export const OperatorView = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: Role,
  disabledAt: Instant.nullable(),
  createdAt: Instant,
});
export type OperatorView = z.infer<typeof OperatorView>;

/** `GET /me`: the operator who asks, with what they may do. */
export const OperatorSelf = OperatorView.extend({ permissions: z.array(z.string()) });
export type OperatorSelf = z.infer<typeof OperatorSelf>;

/** `POST /auth/setup`: the first operator, by the link that the hub printed. */
export const SetUpHub = z.strictObject({ token: TokenText, email: Email, name: PersonName, password: NewPassword });
export type SetUpHub = z.infer<typeof SetUpHub>;

export const OperatorSignIn = z.strictObject({ email: Email, password: GivenPassword });
export type OperatorSignIn = z.infer<typeof OperatorSignIn>;

/** Signed in: the session is in the cookie. */
export const OperatorSignedIn = z.object({ operator: OperatorView, expiresAt: Instant });
export type OperatorSignedIn = z.infer<typeof OperatorSignedIn>;

export const ChangeOperatorPassword = z.strictObject({ current: GivenPassword, next: NewPassword });
export type ChangeOperatorPassword = z.infer<typeof ChangeOperatorPassword>;

/** `POST /operators/invitations` */
export const InviteOperator = z.strictObject({ email: Email, role: Role });
export type InviteOperator = z.infer<typeof InviteOperator>;

/** The link is shown this once; the hub sends no mail. */
export const InvitedOperator = z.object({ email: z.string(), role: Role, link: z.string(), expiresAt: Instant });
export type InvitedOperator = z.infer<typeof InvitedOperator>;

/** `POST /auth/accept-invitation` */
export const AcceptOperatorInvitation = z.strictObject({ token: TokenText, name: PersonName, password: NewPassword });
export type AcceptOperatorInvitation = z.infer<typeof AcceptOperatorInvitation>;

export const ChangeOperatorRole = z.strictObject({ role: Role });
export type ChangeOperatorRole = z.infer<typeof ChangeOperatorRole>;

export const OperatorKeyView = z.object({
  id: z.string(),
  name: z.string(),
  /** What the key starts with after `wh_live_`. */
  prefix: z.string(),
  /** Empty = whatever its operator may. */
  permissions: z.array(z.string()),
  /** To the minute. */
  lastUsedAt: Instant.nullable(),
  expiresAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
  createdAt: Instant,
});
export type OperatorKeyView = z.infer<typeof OperatorKeyView>;

/** A key as it is shown once. */
export const NewOperatorKeyView = OperatorKeyView.extend({ key: z.string() });
export type NewOperatorKeyView = z.infer<typeof NewOperatorKeyView>;

/** `POST /keys`: without permissions, it may whatever its operator may. */
export const CreateOperatorKey = z.strictObject({
  name: z.string().trim().min(1).max(128).default('Default'),
  permissions: z.array(z.string().max(64).refine(isOperatorPermission, 'is no permission')).max(100).default([]),
  /** Milliseconds since the epoch, up to the year 2100. */
  expiresAt: z.number().int().min(0).max(4_102_444_800_000).optional(),
});
export type CreateOperatorKey = z.infer<typeof CreateOperatorKey>;
