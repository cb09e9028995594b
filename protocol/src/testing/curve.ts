import { createHash } from 'node:crypto';

/**
 * edwards25519 from the curve equation -x² + y² = 1 + d·x²·y², written for tests only: it shares no code with the
 * product, so that points, odd signatures and verdicts made here are an independent opinion. Slow on purpose.
 */
const p = (1n << 255n) - 19n;
/** Order of the prime subgroup. */
export const order = (1n << 252n) + 27742317777372353535851937790883648493n;

const mod = (value: bigint, modulus = p): bigint => ((value % modulus) + modulus) % modulus;

function power(base: bigint, exponent: bigint): bigint {
  if (exponent === 0n) return 1n;
  const half = power(base, exponent >> 1n);
  const square = mod(half * half);
  return (exponent & 1n) === 1n ? mod(square * base) : square;
}

const inverse = (value: bigint): bigint => power(mod(value), p - 2n);
const d = mod(-121665n * inverse(121666n));

/** Projective: x = X/Z, y = Y/Z. */
export interface CurvePoint {
  readonly X: bigint;
  readonly Y: bigint;
  readonly Z: bigint;
}

const affine = (x: bigint, y: bigint): CurvePoint => ({ X: mod(x), Y: mod(y), Z: 1n });
export const identity = affine(0n, 1n);

/** Every x for which (x, y) is on the curve: none, one (0) or two. */
function xsOf(y: bigint): bigint[] {
  const square = mod((y * y - 1n) * inverse(d * y * y + 1n));
  let root = power(square, (p + 3n) / 8n);
  if (mod(root * root) !== square) root = mod(root * power(2n, (p - 1n) / 4n));
  if (mod(root * root) !== square) return [];
  return root === 0n ? [0n] : [root, p - root];
}

/** The complete addition law in projective coordinates (add-2008-bbjlp with a = -1). */
export function addPoints(a: CurvePoint, b: CurvePoint): CurvePoint {
  const zz = mod(a.Z * b.Z);
  const square = mod(zz * zz);
  const xx = mod(a.X * b.X);
  const yy = mod(a.Y * b.Y);
  const e = mod(d * xx * yy);
  const f = mod(square - e);
  const g = mod(square + e);
  return {
    X: mod(zz * f * ((a.X + a.Y) * (b.X + b.Y) - xx - yy)),
    Y: mod(zz * g * (yy + xx)),
    Z: mod(f * g),
  };
}

export function multiplyPoint(point: CurvePoint, scalar: bigint): CurvePoint {
  let result = identity;
  for (const bit of scalar.toString(2)) {
    result = addPoints(result, result);
    if (bit === '1') result = addPoints(result, point);
  }
  return result;
}

export const isSamePoint = (a: CurvePoint, b: CurvePoint): boolean =>
  mod(a.X * b.Z) === mod(b.X * a.Z) && mod(a.Y * b.Z) === mod(b.Y * a.Z);

const evenBasePoint = xsOf(mod(4n * inverse(5n)))
  .filter((x) => x % 2n === 0n)
  .map((x) => affine(x, 4n * inverse(5n)));
/** y = 4/5, x even (RFC 8032). */
export const basePoint = evenBasePoint[0] ?? identity;

export function bytesOfNumber(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, index) => Number((value >> BigInt(8 * index)) & 255n));
}

export function numberOfBytes(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

const encodeRaw = (y: bigint, sign: bigint): Uint8Array => bytesOfNumber(y | (sign << 255n));

export function encodePoint(point: CurvePoint): Uint8Array {
  const scale = inverse(point.Z);
  return encodeRaw(mod(point.Y * scale), mod(point.X * scale) & 1n);
}

/** Strict: y below the prime, x = 0 without a sign. Null for anything else. */
export function decodePoint(bytes: Uint8Array): CurvePoint | null {
  const value = numberOfBytes(bytes);
  const y = value & ((1n << 255n) - 1n);
  if (y >= p) return null;
  const x = xsOf(y).find((candidate) => (candidate & 1n) === value >> 255n);
  return x === undefined ? null : affine(x, y);
}

/** The eight points whose order divides eight: multiples of one that has order eight. */
export function smallOrderPoints(): CurvePoint[] {
  for (let y = 2n; ; y += 1n) {
    const [x] = xsOf(y);
    const torsion = x === undefined ? identity : multiplyPoint(affine(x, y), order);
    if (isSamePoint(multiplyPoint(torsion, 4n), identity)) continue;
    return Array.from({ length: 8 }, (_, index) => multiplyPoint(torsion, BigInt(index)));
  }
}

/** Every encoding a lenient decoder reads as a point of small order: 8 canonical ones and those beyond the prime. */
export function smallOrderEncodings(): Uint8Array[] {
  const found = new Map<string, Uint8Array>();
  for (const point of smallOrderPoints()) {
    const scale = inverse(point.Z);
    const [x, y] = [mod(point.X * scale), mod(point.Y * scale)];
    for (const spelled of [y, y + p].filter((value) => value < 1n << 255n)) {
      for (const sign of x === 0n ? [0n, 1n] : [x & 1n]) {
        const bytes = encodeRaw(spelled, sign);
        found.set(Buffer.from(bytes).toString('hex'), bytes);
      }
    }
  }
  return [...found.values()];
}

/** Every encoding that a lenient decoder reads as a point although it is not the point's own encoding. */
export function nonCanonicalEncodings(): Uint8Array[] {
  const beyondPrime = Array.from({ length: 19 }, (_, index) => BigInt(index))
    .filter((y) => xsOf(y).length > 0)
    .flatMap((y) => [encodeRaw(y + p, 0n), encodeRaw(y + p, 1n)]);
  const signedZero = [1n, p - 1n].map((y) => encodeRaw(y, 1n));
  return [...beyondPrime, ...signedZero];
}

const sha512 = (...parts: Uint8Array[]): Uint8Array => createHash('sha512').update(Buffer.concat(parts)).digest();

/** h of RFC 8032: SHA-512(R ‖ A ‖ M) as a number modulo the group order. */
export function challengeOf(r: Uint8Array, a: Uint8Array, message: Uint8Array): bigint {
  return mod(numberOfBytes(sha512(r, a, message)), order);
}

/** The secret scalar of a seed (RFC 8032, 5.1.5). */
export function scalarOfSeed(seed: Uint8Array): bigint {
  const half = sha512(seed).subarray(0, 32);
  const clamped = (numberOfBytes(half) & ((1n << 254n) - 8n)) | (1n << 254n);
  return clamped;
}

/** The strict rules as a definition: canonical A and R, neither of small order, S below the order, S·B = R + h·A. */
export function referenceVerdict(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const s = numberOfBytes(signature.subarray(32));
  const [a, r] = [decodePoint(publicKey), decodePoint(signature.subarray(0, 32))];
  if (a === null || r === null || s >= order) return false;
  if ([a, r].some((point) => isSamePoint(multiplyPoint(point, 8n), identity))) return false;
  const h = challengeOf(signature.subarray(0, 32), publicKey, message);
  return isSamePoint(multiplyPoint(basePoint, s), addPoints(r, multiplyPoint(a, h)));
}

/** S·B = R + h·A up to a point of small order: the laxer equation of batch verifiers. */
export function cofactoredHolds(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const [a, r] = [decodePoint(publicKey), decodePoint(signature.subarray(0, 32))];
  if (a === null || r === null) return false;
  const s = numberOfBytes(signature.subarray(32));
  const h = challengeOf(signature.subarray(0, 32), publicKey, message);
  const left = multiplyPoint(multiplyPoint(basePoint, s), 8n);
  return isSamePoint(left, multiplyPoint(addPoints(r, multiplyPoint(a, h)), 8n));
}
