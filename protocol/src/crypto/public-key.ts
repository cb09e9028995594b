import { toHex } from './bytes.ts';
import { isCanonicalPoint, isSmallOrderPoint } from './point-encoding.ts';

/** Curve25519 in twisted Edwards form, on big integers: for registration, never on a hot path. */
const p = 2n ** 255n - 19n;
const order = 2n ** 252n + 27742317777372353535851937790883648493n;

const mod = (value: bigint): bigint => ((value % p) + p) % p;

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = mod(base);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = mod(result * square);
    square = mod(square * square);
  }
  return result;
}

const d = mod(-121665n * power(121666n, p - 2n));
const rootOfMinusOne = power(2n, (p - 1n) / 4n);

/** Extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z. */
type Point = readonly [bigint, bigint, bigint, bigint];

function add([x1, y1, z1, t1]: Point, [x2, y2, z2, t2]: Point): Point {
  const a = mod((y1 - x1) * (y2 - x2));
  const b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * d * t1 * t2);
  const e = mod(2n * z1 * z2);
  const [f, g, h, i] = [b - a, e - c, e + c, b + a];
  return [mod(f * g), mod(h * i), mod(g * h), mod(f * i)];
}

function multiply(point: Point, scalar: bigint): Point {
  let result: Point = [0n, 1n, 1n, 0n];
  let double = point;
  for (let rest = scalar; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = add(result, double);
    double = add(double, double);
  }
  return result;
}

function decompress(encoding: Uint8Array): Point | null {
  let y = 0n;
  for (let index = 31; index >= 0; index -= 1)
    y = (y << 8n) | BigInt((encoding[index] ?? 0) & (index === 31 ? 127 : 255));
  const u = mod(y * y - 1n);
  const v = mod(d * y * y + 1n);
  let x = mod(u * v ** 3n * power(u * v ** 7n, (p - 5n) / 8n));
  const square = mod(v * x * x);
  if (square === mod(-u)) x = mod(x * rootOfMinusOne);
  else if (square !== u) return null;
  const isNegative = ((encoding[31] ?? 0) & 128) !== 0;
  if (isNegative !== ((x & 1n) === 1n)) x = mod(-x);
  return [x, y, 1n, mod(x * y)];
}

export type PublicKeyVerdict = 'ok' | 'size' | 'non_canonical' | 'not_on_curve' | 'small_order' | 'torsion';

/** Keys that were found good. The check takes 3 ms (measured), and every policy and every start asks about the same keys. */
const knownGood = new Set<string>();
const knownGoodMax = 4_096;

/** Whether a key may be registered. `torsion`: a point outside the prime subgroup, which two verifiers may judge apart. */
export function checkPublicKey(publicKey: Uint8Array): PublicKeyVerdict {
  if (publicKey.length !== 32) return 'size';
  const name = toHex(publicKey);
  if (knownGood.has(name)) return 'ok';
  if (isSmallOrderPoint(publicKey)) return 'small_order';
  if (!isCanonicalPoint(publicKey)) return 'non_canonical';
  const point = decompress(publicKey);
  if (point === null) return 'not_on_curve';
  const [x, y, z] = multiply(point, order);
  if (x !== 0n || y !== z) return 'torsion';
  if (knownGood.size >= knownGoodMax) knownGood.clear();
  knownGood.add(name);
  return 'ok';
}
