import { platformEngine } from '#engine';
import { sha256Hex } from './hash.ts';

/** Signs with one key; the seed stays inside. */
export interface Signer {
  /** `ed25519:` and 16 hex digits: a hint for look-ups, never an identity. */
  readonly keyid: string;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** @returns 64 bytes, deterministic (RFC 8032) */
  sign(bytes: Uint8Array): Uint8Array;
}

/** SHA-256 of the public key in hex: what people compare and spokes pin. */
export function fingerprintOf(publicKey: Uint8Array): string {
  return sha256Hex(publicKey);
}

export function keyIdOf(publicKey: Uint8Array): string {
  return `ed25519:${fingerprintOf(publicKey).slice(0, 16)}`;
}

/**
 * @param seed 32 bytes of secret randomness (RFC 8032)
 * @throws RangeError for any other length
 */
export function signerFromSeed(seed: Uint8Array): Signer {
  if (seed.length !== 32) throw new RangeError('a seed has 32 bytes');
  const engine = platformEngine();
  const held = Uint8Array.from(seed);
  const publicKey = engine.publicKeyOf(held);
  return {
    keyid: keyIdOf(publicKey),
    publicKey,
    sign: (bytes) => engine.sign(held, publicKey, bytes),
  };
}

export function randomBytes(count: number): Uint8Array {
  return platformEngine().randomBytes(count);
}

/** A fresh 32-byte seed. */
export function generateSeed(): Uint8Array {
  return randomBytes(32);
}
