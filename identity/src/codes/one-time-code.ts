import { randomInt } from 'node:crypto';
import type { Sealer } from '../sealing/sealer.ts';

/** How a code that is sent by mail may be used. */
export const oneTimeCodeRules = { digits: 6, lifetimeMs: 10 * 60_000, maxTries: 5 } as const;

/** Six digits, every one of the million as likely. */
export function createOneTimeCode(): string {
  return String(randomInt(10 ** oneTimeCodeRules.digits)).padStart(oneTimeCodeRules.digits, '0');
}

/** What the store keeps of a code. Bound to its request: the code of another one does not match. */
export function macOfCode(sealer: Sealer, requestId: string, code: string): Uint8Array<ArrayBuffer> {
  return sealer.mac(`code:${requestId}`, code);
}

export function codeMatches(sealer: Sealer, requestId: string, given: { code: string; mac: Uint8Array }): boolean {
  return sealer.checkMac(`code:${requestId}`, given.code, given.mac);
}
