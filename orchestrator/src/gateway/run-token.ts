import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Tells people and scanners what it is. */
const prefix = 'wh_model_';
const pattern = /^wh_model_[A-Za-z0-9_-]{43}$/;

/** A run's token: the prefix and 32 random bytes. The gateway keeps its hash only. */
export function mintRunToken(): string {
  return prefix + randomBytes(32).toString('base64url');
}

/** 32 bytes. A token has full entropy, so no slow hash is needed. */
export function hashRunToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Takes the same time wherever two hashes differ. */
export function isSameHash(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The tokens of ours that a request's headers hold: some agents send two credentials, one of them not ours. */
export function findRunTokens(headers: NodeJS.Dict<string | string[]>): string[] {
  const bearer = /^Bearer +(\S+) *$/i.exec(String(headers['authorization'] ?? ''))?.[1];
  return [String(headers['x-api-key'] ?? ''), bearer ?? ''].filter((token) => pattern.test(token));
}
