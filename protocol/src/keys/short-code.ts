import { encodeUtf8 } from '../crypto/bytes.ts';
import { sha256 } from '../crypto/hash.ts';

/** No letter or digit that another could be taken for. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/**
 * The code two people compare on two screens before they trust each other's instance: 10 letters (50 bits) over both
 * identity fingerprints, the same from either side.
 */
export function shortCode(fingerprintA: string, fingerprintB: string): string {
  const [first, second] = [fingerprintA, fingerprintB].toSorted();
  const digest = sha256(encodeUtf8(`wheelhouse-short-code-v1\n${first ?? ''}\n${second ?? ''}`));
  const code = Array.from(digest.subarray(0, 10), (byte) => letters[byte & 31]).join('');
  return `${code.slice(0, 5)}-${code.slice(5)}`;
}
