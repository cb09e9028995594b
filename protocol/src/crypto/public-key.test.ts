import { describe, expect, test } from 'vitest';
import {
  addPoints,
  basePoint,
  decodePoint,
  encodePoint,
  identity,
  isSamePoint,
  multiplyPoint,
  nonCanonicalEncodings,
  order,
  smallOrderEncodings,
  smallOrderPoints,
} from '../testing/curve.ts';
import { checkPublicKey } from './public-key.ts';
import { generateSeed, signerFromSeed } from './signer.ts';

describe('a public key at registration', () => {
  test('an honest key is accepted', () => {
    for (let round = 0; round < 8; round += 1) {
      expect(checkPublicKey(signerFromSeed(generateSeed()).publicKey)).toBe('ok');
    }
  });

  test('SIG-06: a prime-order point plus any torsion is refused', () => {
    const prime = multiplyPoint(basePoint, 123_456_789n);
    expect(checkPublicKey(encodePoint(prime))).toBe('ok');
    const [, ...torsions] = smallOrderPoints();
    expect(torsions).toHaveLength(7);
    for (const torsion of torsions) {
      const mixed = addPoints(prime, torsion);
      expect(isSamePoint(mixed, prime)).toBe(false);
      expect(checkPublicKey(encodePoint(mixed))).toBe('torsion');
    }
  });

  test('SIG-05: each of the 14 small-order encodings is refused', () => {
    const encodings = smallOrderEncodings();
    expect(encodings).toHaveLength(14);
    for (const encoding of encodings) expect(checkPublicKey(encoding)).toBe('small_order');
  });

  test('SIG-03: another spelling of a point is refused', () => {
    for (const encoding of nonCanonicalEncodings())
      expect(checkPublicKey(encoding)).toMatch(/non_canonical|small_order/);
  });

  test('SIG-10: a key of another size is refused', () => {
    for (const size of [0, 31, 33, 64]) expect(checkPublicKey(new Uint8Array(size))).toBe('size');
  });

  test('bytes that are no point are refused, and every other verdict follows from the curve equation', () => {
    const seen = new Set<string>();
    for (let index = 0; index < 48; index += 1) {
      const bytes = new Uint8Array(32);
      bytes.set([index, 0, 0, 1]);
      const point = decodePoint(bytes);
      const isPrime = point !== null && isSamePoint(multiplyPoint(point, order), identity);
      const expected = point === null ? 'not_on_curve' : isPrime ? 'ok' : 'torsion';
      expect(checkPublicKey(bytes), `first byte ${index}`).toBe(expected);
      seen.add(expected);
    }
    expect([...seen].sort()).toEqual(['not_on_curve', 'ok', 'torsion']);
  });
});
