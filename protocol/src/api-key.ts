import { encodeBase64Url, encodeUtf8 } from './crypto/bytes.ts';
import { sha256 } from './crypto/hash.ts';

/** A bearer key's parts: `wh_live_<prefix><secret><checksum>`, all fixed lengths. */
export interface ApiKeyParts {
  readonly mode: 'live' | 'test';
  /** 10 characters; public, what lists show and look-ups use. */
  readonly prefix: string;
  /** 43 characters; 32 random bytes. */
  readonly secret: string;
}

const prefixLength = 10;
const secretLength = 43;
const checksumLength = 6;
const pattern = new RegExp(
  `^wh_(live|test)_([A-Za-z0-9]{${prefixLength}})_([A-Za-z0-9_-]{${secretLength}})([A-Za-z0-9_-]{${checksumLength}})$`,
);
const prefixLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function checksumOf(text: string): string {
  return encodeBase64Url(sha256(encodeUtf8(text))).slice(0, checksumLength);
}

/**
 * Makes a key.
 * @param random 42 bytes of fresh randomness: 10 for the prefix, 32 for the secret
 */
export function formatApiKey(mode: ApiKeyParts['mode'], random: Uint8Array): { readonly key: string } & ApiKeyParts {
  if (random.length !== prefixLength + 32) throw new RangeError('42 random bytes are needed');
  const prefix = Array.from(
    random.subarray(0, prefixLength),
    (byte) => prefixLetters[byte % prefixLetters.length],
  ).join('');
  const secret = encodeBase64Url(random.subarray(prefixLength));
  const text = `wh_${mode}_${prefix}_${secret}`;
  return { key: text + checksumOf(text), mode, prefix, secret };
}

/** Null for what no `formatApiKey` made: the checksum tells before any look-up. */
export function parseApiKey(key: string): ApiKeyParts | null {
  const match = pattern.exec(key);
  const [, mode, prefix, secret, checksum] = match ?? [];
  if (mode === undefined || prefix === undefined || secret === undefined) return null;
  if (checksumOf(`wh_${mode}_${prefix}_${secret}`) !== checksum) return null;
  return { mode: mode === 'test' ? 'test' : 'live', prefix, secret };
}

/** What a store keeps: 32 bytes of SHA-256 over the secret (it has full entropy, so no slow hash is needed). */
export function hashApiKeySecret(secret: string): Uint8Array {
  return sha256(encodeUtf8(secret));
}
