import { z } from 'zod';
import { OrganizationId, WorkspaceId } from '../../ids.ts';
import { Email, GivenPassword, NewPassword, PersonName, TokenText } from '../person.ts';

const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'must be a lower-case UUID');
const Instant = z.number().int();

/** `POST /auth/sign-up`: a code goes to the address; the account is made once it comes back. */
export const SignUp = z.strictObject({
  email: Email,
  name: PersonName,
  password: NewPassword,
  /** An invitation's token proves the address as well as a code does: the account is made at once. */
  invitation: z.string().min(16).max(4096).optional(),
});
export type SignUp = z.infer<typeof SignUp>;

/** The same answer whether or not there is an account. */
export const CodeSent = z.object({ id: uuid, expiresAt: Instant });
export type CodeSent = z.infer<typeof CodeSent>;

/** `POST /auth/verify-email`, `POST /auth/email-code/verify`: a code of the request `id`. */
export const GivenCode = z.strictObject({ id: uuid, code: z.string().regex(/^\d{6}$/, 'must be six digits') });
export type GivenCode = z.infer<typeof GivenCode>;

export const SignIn = z.strictObject({ email: Email, password: GivenPassword });
export type SignIn = z.infer<typeof SignIn>;

/** `POST /auth/email-code`, `POST /auth/password/reset` */
export const ForEmail = z.strictObject({ email: Email });
export type ForEmail = z.infer<typeof ForEmail>;

export const PersonView = z.object({
  id: uuid,
  email: z.string(),
  name: z.string(),
  createdAt: Instant,
  currentWorkspaceId: WorkspaceId.nullable(),
  /** Runs this instance. */
  instanceAdmin: z.boolean(),
  hasPassword: z.boolean(),
  /** Whether signing in asks for a second factor. */
  secondFactor: z.boolean(),
});
export type PersonView = z.infer<typeof PersonView>;

/** Signed in: the session is in the cookie. Else what is still missing. */
export const SignInResult = z.discriminatedUnion('status', [
  z.object({ status: z.literal('signed-in'), user: PersonView, expiresAt: Instant }),
  z.object({ status: z.literal('second-factor'), challenge: z.string(), expiresAt: Instant }),
]);
export type SignInResult = z.infer<typeof SignInResult>;

/** `POST /auth/second-factor`: six digits of an authenticator app, or a recovery code. */
export const SecondFactor = z.strictObject({
  challenge: z.string().min(1).max(128),
  code: z.string().trim().min(6).max(32),
});
export type SecondFactor = z.infer<typeof SecondFactor>;

/** `POST /auth/password`: `current` may be missing only where there is no password yet. */
export const ChangePassword = z.strictObject({ current: GivenPassword.optional(), next: NewPassword });
export type ChangePassword = z.infer<typeof ChangePassword>;

export const ConfirmReset = z.strictObject({ token: TokenText, password: NewPassword });
export type ConfirmReset = z.infer<typeof ConfirmReset>;

/** `POST /auth/link`: a link that whoever runs the instance made for a person. */
export const GivenLink = z.strictObject({ token: TokenText });
export type GivenLink = z.infer<typeof GivenLink>;

/** `POST /auth/setup`: the first administrator, by the link that the server printed. */
export const Setup = z.strictObject({
  token: TokenText,
  email: Email,
  name: PersonName,
  password: NewPassword,
  organization: PersonName.optional(),
});
export type Setup = z.infer<typeof Setup>;

export const SessionView = z.object({
  id: uuid,
  /** password | email-code | oidc | sign-up | first-admin | link */
  method: z.string(),
  secondFactor: z.boolean(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  createdAt: Instant,
  lastSeenAt: Instant,
  expiresAt: Instant,
  /** The one that asks. */
  current: z.boolean(),
});
export type SessionView = z.infer<typeof SessionView>;

/** `PATCH /me` */
export const ChangeMe = z.strictObject({ name: PersonName });
export type ChangeMe = z.infer<typeof ChangeMe>;

/** A workspace that a person may enter. */
export const MyWorkspace = z.object({
  id: WorkspaceId,
  organizationId: OrganizationId,
  organization: z.string(),
  name: z.string(),
  slug: z.string(),
  role: z.string(),
  /** What the person may do there, as of now. */
  permissions: z.array(z.string()),
  current: z.boolean(),
});
export type MyWorkspace = z.infer<typeof MyWorkspace>;

/** What a person's clients keep for them: an object of at most 16 KiB as JSON. */
export const Preferences = z
  .record(z.string().max(64), z.json())
  .refine((value) => JSON.stringify(value).length <= 16_384, 'must be at most 16 KiB');
export type Preferences = z.infer<typeof Preferences>;

export const Usage = z.object({
  workspaceId: WorkspaceId.nullable(),
  /** Runs this person started in the workspace. */
  runs: z.object({ open: z.number().int(), last24h: z.number().int(), last30d: z.number().int() }),
  sessions: z.number().int(),
});
export type Usage = z.infer<typeof Usage>;

/** An authenticator app. */
export const FactorView = z.object({ id: uuid, createdAt: Instant, confirmedAt: Instant.nullable() });
export type FactorView = z.infer<typeof FactorView>;

/** `POST /me/factors`: shown this once; counts after its first code. */
export const NewFactor = z.object({ id: uuid, secret: z.string(), uri: z.string() });
export type NewFactor = z.infer<typeof NewFactor>;

/** `POST /me/factors/:id/confirm`, and what takes a factor away again: a code of it. */
export const FactorCode = z.strictObject({ code: z.string().trim().min(6).max(32) });
export type FactorCode = z.infer<typeof FactorCode>;

/** Shown this once. Each works once. */
export const RecoveryCodes = z.object({ codes: z.array(z.string()) });
export type RecoveryCodes = z.infer<typeof RecoveryCodes>;

/** A mail of the development outbox. */
export const OutboxMail = z.object({
  id: uuid,
  kind: z.string(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  state: z.string(),
  createdAt: Instant,
});
export type OutboxMail = z.infer<typeof OutboxMail>;

/** `POST /instance/secrets-key/rotate` */
export const RotatedSecretsKey = z.object({
  keyId: z.string(),
  /** Values that were sealed anew. */
  resealed: z.number().int(),
  /** How many keys the ring has now; superseded ones stay for eight days. */
  keys: z.number().int(),
});
export type RotatedSecretsKey = z.infer<typeof RotatedSecretsKey>;
