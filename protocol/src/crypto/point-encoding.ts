/** Order of the prime subgroup, little-endian. */
const orderBytes = bytesOf('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010');
/** The field's prime 2^255 - 19, little-endian. */
const primeBytes = bytesOf('edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f');

/** The y coordinates, little-endian and without the sign bit, of every point whose order divides 8. */
const smallOrderY = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].map(bytesOf);
const yOfXZero = [smallOrderY[1], smallOrderY[4]] as readonly Uint8Array[];

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Compares little-endian numbers; the top bit of `a` counts only where `withTopBit`. */
function isLess(a: Uint8Array, b: Uint8Array, withTopBit: boolean): boolean {
  for (let index = 31; index >= 0; index -= 1) {
    const mask = index === 31 && !withTopBit ? 127 : 255;
    const left = (a[index] ?? 0) & mask;
    const right = b[index] ?? 0;
    if (left !== right) return left < right;
  }
  return false;
}

function hasY(encoding: Uint8Array, y: Uint8Array): boolean {
  for (let index = 0; index < 31; index += 1) if (encoding[index] !== y[index]) return false;
  return ((encoding[31] ?? 0) & 127) === y[31];
}

/** True where the 32 bytes are a number below the group order: the only accepted form of S. */
export function isCanonicalScalar(scalar: Uint8Array): boolean {
  return isLess(scalar, orderBytes, true);
}

/** True where y is below the prime and no sign is given to x = 0: a point has one encoding. */
export function isCanonicalPoint(encoding: Uint8Array): boolean {
  if (!isLess(encoding, primeBytes, false)) return false;
  const isNegative = ((encoding[31] ?? 0) & 128) !== 0;
  return !(isNegative && yOfXZero.some((y) => hasY(encoding, y)));
}

/** True for every encoding, canonical or not, of a point whose order divides 8. */
export function isSmallOrderPoint(encoding: Uint8Array): boolean {
  return smallOrderY.some((y) => hasY(encoding, y));
}
