import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  addPoints,
  basePoint,
  bytesOfNumber,
  challengeOf,
  cofactoredHolds,
  encodePoint,
  multiplyPoint,
  nonCanonicalEncodings,
  numberOfBytes,
  order,
  referenceVerdict,
  scalarOfSeed,
  smallOrderEncodings,
  smallOrderPoints,
} from '../testing/curve.ts';
import { findVectors } from '../testing/vectors.ts';
import { concatBytes } from './bytes.ts';
import type { CryptoEngine } from './engine.ts';
import { opensslEngine } from './engine-openssl.ts';
import { loadSodiumEngine } from './engine-sodium.ts';
import { tweetnaclEngine } from './engine-tweetnacl.ts';
import { signerFromSeed } from './signer.ts';
import { verifyStrict, verifyStrictAsync, verifyStrictWith } from './verify-strict.ts';

type Case = readonly [publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array];

const sodium = loadSodiumEngine();
if (sodium === null) process.stderr.write('sodium-native does not load here: its verdicts are not compared\n');
const engines: CryptoEngine[] = [opensslEngine, tweetnaclEngine, ...(sodium === null ? [] : [sodium])];

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const text = (value: string): Uint8Array => new Uint8Array(Buffer.from(value));

/** Asserts one verdict for the product's function, sync and async, and for each engine behind it. */
async function expectVerdict(vector: Case, expected: boolean, name: string): Promise<void> {
  expect(verifyStrict(...vector), name).toBe(expected);
  await expect(verifyStrictAsync(...vector), name).resolves.toBe(expected);
  for (const engine of engines) expect(verifyStrictWith(engine, vector), `${name} by ${engine.name}`).toBe(expected);
}

const torsion = smallOrderPoints()[1] ?? basePoint;
const secret = scalarOfSeed(hex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'));
const honestA = multiplyPoint(basePoint, secret);
const mixedA = addPoints(honestA, torsion);

/** Signs by hand with nonce r; `shiftR` is added to R, as only an attacker would. */
function craft(a: Uint8Array, message: Uint8Array, nonce: { r: bigint; shiftR?: typeof torsion }): Uint8Array {
  const plain = multiplyPoint(basePoint, nonce.r);
  const r = encodePoint(nonce.shiftR === undefined ? plain : addPoints(plain, nonce.shiftR));
  const s = (nonce.r + challengeOf(r, a, message) * secret) % order;
  return concatBytes(r, bytesOfNumber(s));
}

/** The first message for which the crafted signature has the wanted property. */
function search(make: (message: Uint8Array) => Case, wanted: (vector: Case) => boolean): Case {
  for (let count = 0; ; count += 1) {
    const vector = make(text(`message ${count}`));
    if (wanted(vector)) return vector;
  }
}

describe('published vectors', () => {
  const wycheproof = findVectors('wycheproof-ed25519.json');
  test('SIG-01: all 151 Wycheproof vectors get their verdict from every engine', async (context) => {
    if (wycheproof.data === null) return context.skip(wycheproof.why);
    const { testGroups } = wycheproof.data as {
      testGroups: { publicKey: { pk: string }; tests: { tcId: number; msg: string; sig: string; result: string }[] }[];
    };
    const counted = { valid: 0, invalid: 0 };
    for (const group of testGroups) {
      for (const { tcId, msg, sig, result } of group.tests) {
        const isValid = result === 'valid';
        await expectVerdict([hex(group.publicKey.pk), hex(msg), hex(sig)], isValid, `tcId ${tcId}`);
        counted[isValid ? 'valid' : 'invalid'] += 1;
      }
    }
    expect(counted).toEqual({ valid: 88, invalid: 63 });
  });
});

describe('SIG-02: edge cases made from the curve equation', () => {
  test('a mixed-order key verifies where the cofactorless equation holds', async () => {
    const a = encodePoint(mixedA);
    const vector = search(
      (message) => [a, message, craft(a, message, { r: 7n })],
      ([key, message, sig]) => challengeOf(sig.subarray(0, 32), key, message) % 8n === 0n,
    );
    expect(referenceVerdict(...vector)).toBe(true);
    await expectVerdict(vector, true, 'mixed order, h divisible by 8');
  });

  test('a signature that only the cofactored equation accepts is refused', async () => {
    const a = encodePoint(mixedA);
    const byKey = search(
      (message) => [a, message, craft(a, message, { r: 11n })],
      ([key, message, sig]) => challengeOf(sig.subarray(0, 32), key, message) % 8n !== 0n,
    );
    const honest = encodePoint(honestA);
    const byR: Case = [honest, text('shifted R'), craft(honest, text('shifted R'), { r: 13n, shiftR: torsion })];
    for (const [name, vector] of Object.entries({ byKey, byR })) {
      expect(cofactoredHolds(...vector), name).toBe(true);
      expect(referenceVerdict(...vector), name).toBe(false);
      await expectVerdict(vector, false, name);
    }
  });

  test('torsion in R that cancels torsion in A leaves the equation whole', async () => {
    const a = encodePoint(mixedA);
    for (let shift = 1n; shift < 8n; shift += 1n) {
      const shiftR = multiplyPoint(torsion, shift);
      const vector = search(
        (message) => [a, message, craft(a, message, { r: 17n + shift, shiftR })],
        ([key, message, sig]) => (challengeOf(sig.subarray(0, 32), key, message) + shift) % 8n === 0n,
      );
      expect(referenceVerdict(...vector)).toBe(true);
      await expectVerdict(vector, true, `R shifted by ${shift}`);
    }
  });

  test('S is accepted just below the group order and refused from there on', async () => {
    const a = encodePoint(honestA);
    const near = order - (1n << 245n);
    let r = 1n;
    const [, message, signature] = search(
      (candidate) => {
        r += 1n;
        return [a, candidate, craft(a, candidate, { r })];
      },
      ([, , sig]) => numberOfBytes(sig.subarray(32)) > near,
    );
    await expectVerdict([a, message, signature], true, 'S near L');
    const s = numberOfBytes(signature.subarray(32));
    for (let factor = 1n; s + factor * order < 1n << 256n; factor += 1n) {
      const shifted = concatBytes(signature.subarray(0, 32), bytesOfNumber(s + factor * order));
      await expectVerdict([a, message, shifted], false, `S + ${factor} L`);
    }
    for (const wrong of [0n, 1n, order - 1n, order, order + 1n, (1n << 255n) - 1n, (1n << 256n) - 1n]) {
      const replaced = concatBytes(signature.subarray(0, 32), bytesOfNumber(wrong));
      await expectVerdict([a, message, replaced], false, `S = ${wrong}`);
    }
  });

  test('any flipped bit gets the verdict of the definition', async () => {
    const signer = signerFromSeed(new Uint8Array(32).fill(9));
    const message = text('flip me');
    const signature = signer.sign(message);
    await expectVerdict([signer.publicKey, message, signature], true, 'untouched');
    for (let bit = 0; bit < 512; bit += 13) {
      const flipped = Uint8Array.from(signature);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(referenceVerdict(signer.publicKey, message, flipped)).toBe(false);
      await expectVerdict([signer.publicKey, message, flipped], false, `bit ${bit}`);
    }
  });
});

describe('SIG-03: small-order and non-canonical points', () => {
  const message = text('anything at all');

  test('there are 14 small-order encodings, and non-canonical spellings beside them', () => {
    const names = (encodings: Uint8Array[]): Set<string> =>
      new Set(encodings.map((one) => Buffer.from(one).toString('hex')));
    expect(names(smallOrderEncodings()).size).toBe(14);
    expect(names(nonCanonicalEncodings()).size).toBe(26);
  });

  test('as public key each is refused, even where a lax engine takes a signature for it', async () => {
    const laxAccepted = new Set<string>();
    for (const a of [...smallOrderEncodings(), ...nonCanonicalEncodings()]) {
      for (let nonce = 1n; nonce < 12n; nonce += 1n) {
        // h·A is the identity for one h in eight at worst: such a "signature" holds for a small-order key.
        const forged = concatBytes(encodePoint(multiplyPoint(basePoint, nonce)), bytesOfNumber(nonce));
        if (tweetnaclEngine.verify(a, message, forged)) laxAccepted.add(Buffer.from(a).toString('hex'));
        await expectVerdict([a, message, forged], false, `A = ${Buffer.from(a).toString('hex')}`);
      }
    }
    expect(laxAccepted.size, 'the engine underneath takes some, so the refusal is ours').toBeGreaterThan(4);
  });

  test('as R each is refused, even where the equation holds', async () => {
    const a = encodePoint(honestA);
    let equationHeld = 0;
    for (const r of [...smallOrderEncodings(), ...nonCanonicalEncodings()]) {
      const s = (challengeOf(r, a, message) * secret) % order;
      const signature = concatBytes(r, bytesOfNumber(s));
      if (opensslEngine.verify(a, message, signature)) equationHeld += 1;
      await expectVerdict([a, message, signature], false, `R = ${Buffer.from(r).toString('hex')}`);
    }
    expect(equationHeld, 'R = identity satisfies the equation').toBe(1);
  });
});

test('SIG-10: keys and signatures of a wrong size, and things that are no bytes, are false and throw nothing', async () => {
  const signer = signerFromSeed(new Uint8Array(32).fill(3));
  const message = text('sized');
  const signature = signer.sign(message);
  for (const size of [0, 31, 33, 64])
    await expectVerdict([new Uint8Array(size), message, signature], false, `key ${size}`);
  for (const size of [0, 1, 32, 63, 65, 128, 1_000_000]) {
    const wrong = new Uint8Array(size);
    wrong.set(signature.subarray(0, Math.min(size, 64)));
    await expectVerdict([signer.publicKey, message, wrong], false, `signature ${size}`);
  }
  for (const odd of [null, undefined, 'text', 7, {}, [1]]) {
    const vector = [odd, odd, odd] as unknown as Case;
    await expectVerdict(vector, false, typeof odd);
  }
});

test('SIG-15: random keys, messages and damages get one verdict from every engine and from the definition', async () => {
  for (let round = 0; round < 24; round += 1) {
    const seed = randomBytes(32);
    const signer = signerFromSeed(seed);
    const message = randomBytes(round * 7);
    const signature = signer.sign(message);
    const damaged = Uint8Array.from(signature);
    damaged[round] = (damaged[round] ?? 0) ^ 0x40;
    const name = `seed ${seed.toString('hex')}`;
    await expectVerdict([signer.publicKey, message, signature], true, name);
    await expectVerdict(
      [signer.publicKey, message, damaged],
      referenceVerdict(signer.publicKey, message, damaged),
      name,
    );
  }
});
