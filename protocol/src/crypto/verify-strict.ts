import { platformEngine } from '#engine';
import type { CryptoEngine } from './engine.ts';
import { isCanonicalPoint, isCanonicalScalar, isSmallOrderPoint } from './point-encoding.ts';

function isBytes(value: unknown, length?: number): value is Uint8Array {
  return value instanceof Uint8Array && (length === undefined || value.length === length);
}

/** Size, S < L, canonical A and R, neither of small order: what must hold before the equation is looked at. */
function hasStrictShape(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (!isBytes(publicKey, 32) || !isBytes(message) || !isBytes(signature, 64)) return false;
  const r = signature.subarray(0, 32);
  return (
    isCanonicalScalar(signature.subarray(32)) &&
    isCanonicalPoint(publicKey) &&
    isCanonicalPoint(r) &&
    !isSmallOrderPoint(publicKey) &&
    !isSmallOrderPoint(r)
  );
}

/** {@link verifyStrict} on a named engine; exists so that engines can be compared. */
export function verifyStrictWith(
  engine: CryptoEngine,
  [publicKey, message, signature]: readonly [Uint8Array, Uint8Array, Uint8Array],
): boolean {
  try {
    return hasStrictShape(publicKey, message, signature) && engine.verify(publicKey, message, signature);
  } catch {
    return false;
  }
}

/**
 * The one Ed25519 verdict: S below the group order, canonical encodings of A and R, neither of small order, the
 * cofactorless equation. Never throws; anything malformed is false.
 * @param publicKey 32 bytes
 * @param signature 64 bytes
 */
export function verifyStrict(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return verifyStrictWith(platformEngine(), [publicKey, message, signature]);
}

/** {@link verifyStrict} without holding the event loop. Results may come in another order than the calls. */
export async function verifyStrictAsync(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  try {
    if (!hasStrictShape(publicKey, message, signature)) return false;
    return await platformEngine().verifyAsync(publicKey, message, signature);
  } catch {
    return false;
  }
}
