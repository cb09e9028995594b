import { createHash, randomBytes } from 'node:crypto';

/** A secret that its holder shows and the store knows only by its digest. */
export interface Token {
  /** 32 random bytes, base64url. */
  readonly text: string;
  readonly sha256: Uint8Array<ArrayBuffer>;
}

const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

/** A new token, for a session or a link that works once. */
export function createToken(): Token {
  const text = randomBytes(32).toString('base64url');
  return { text, sha256: digest(text) };
}

/** The digest to look a presented token up by; null for what cannot be one. */
export function tokenDigest(text: string): Uint8Array<ArrayBuffer> | null {
  return tokenPattern.test(text) ? digest(text) : null;
}

function digest(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(text).digest());
}
