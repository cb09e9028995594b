import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatApiKey, hashApiKeySecret, parseApiKey } from './api-key.ts';

const random = fc.uint8Array({ minLength: 42, maxLength: 42 });

test('a key is read back as its parts', () => {
  fc.assert(
    fc.property(fc.constantFrom('live', 'test' as const), random, (mode, bytes) => {
      const { key, prefix, secret } = formatApiKey(mode, bytes);
      expect(key).toMatch(/^wh_(live|test)_[A-Za-z0-9]{10}_[A-Za-z0-9_-]{49}$/);
      expect(parseApiKey(key)).toEqual({ mode, prefix, secret });
    }),
  );
});

test('AUTH-08: a key with any one character changed fails its checksum, before any look-up', () => {
  const { key } = formatApiKey('live', new Uint8Array(42).fill(7));
  for (let at = 0; at < key.length; at += 1) {
    for (const letter of 'Ab0_') {
      const changed = key.slice(0, at) + letter + key.slice(at + 1);
      if (changed !== key) expect(parseApiKey(changed), changed).toBeNull();
    }
  }
  for (const wrong of [
    '',
    key.slice(0, -1),
    `${key}A`,
    ` ${key}`,
    `${key}\n`,
    key.replace('live', 'test'),
    'A'.repeat(100_000),
  ]) {
    expect(parseApiKey(wrong)).toBeNull();
  }
});

test('what a store keeps of a key is a hash of 32 bytes, another for every secret', () => {
  const hashes = [1, 2].map((fill) => hashApiKeySecret(formatApiKey('live', new Uint8Array(42).fill(fill)).secret));
  expect(hashes.map((hash) => hash.length)).toEqual([32, 32]);
  expect(hashes[0]).not.toEqual(hashes[1]);
});

test('too little randomness is refused', () => {
  expect(() => formatApiKey('live', new Uint8Array(41))).toThrow(RangeError);
});
