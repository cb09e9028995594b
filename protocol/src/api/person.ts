import { z } from 'zod';

/** An e-mail address; upper case counts as lower case. */
export const Email = z.email().max(254).toLowerCase();

/** A password to be set. Length is what counts; there are no rules about characters. */
export const NewPassword = z.string().min(10, 'must have at least 10 characters').max(256);

/** A password to be checked. */
export const GivenPassword = z.string().min(1).max(1024);

export const PersonName = z.string().trim().min(1).max(128);

/** The secret of a link or a session, 32 bytes in base64url. */
export const TokenText = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be a token as it was sent');
