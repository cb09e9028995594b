import { randomInt } from 'node:crypto';
import type { Sealer } from '../sealing/sealer.ts';

const count = 10;
/** No 0, 1, i, l, o or u: what people write down is read back by people. */
const alphabet = '23456789abcdefghjkmnpqrstvwxyz';
const length = 10;
const letterPattern = new RegExp(`^[${alphabet}]{${length}}$`);

/** Ten codes of about 49 bits, as `abcde-fghjk`; each replaces the second factor once. */
export function createRecoveryCodes(): readonly string[] {
  return Array.from({ length: count }, () => {
    const letters = Array.from({ length }, () => alphabet[randomInt(alphabet.length)] ?? '').join('');
    return `${letters.slice(0, length / 2)}-${letters.slice(length / 2)}`;
  });
}

/** A code as typed, without what people add to it; null for what is none. */
export function parseRecoveryCode(text: string): string | null {
  const letters = text.toLowerCase().replaceAll(/[\s-]/g, '');
  return letterPattern.test(letters) ? letters : null;
}

/** What the store keeps of a code; keyed, and bound to the person. */
export function macOfRecoveryCode(sealer: Sealer, userId: string, code: string): Uint8Array<ArrayBuffer> {
  return sealer.mac(`recovery:${userId}`, parseRecoveryCode(code) ?? '');
}

export function recoveryCodeMatches(
  sealer: Sealer,
  userId: string,
  given: { readonly code: string; readonly mac: Uint8Array },
): boolean {
  const parsed = parseRecoveryCode(given.code);
  return parsed !== null && sealer.checkMac(`recovery:${userId}`, parsed, given.mac);
}
