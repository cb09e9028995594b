import { describe, expect, test } from 'vitest';
import { opensslEngine } from './engine-openssl.ts';
import { loadSodiumEngine } from './engine-sodium.ts';
import { tweetnaclEngine } from './engine-tweetnacl.ts';
import { toHex } from './bytes.ts';
import { fingerprintOf, keyIdOf, signerFromSeed } from './signer.ts';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

/** RFC 8032, 7.1: TEST 1, 2, 3 and SHA(abc). */
const rfc8032 = [
  {
    seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    seed: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    publicKey: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
  {
    seed: '833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42',
    publicKey: 'ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf',
    message:
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    signature:
      'dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704',
  },
];

describe('SIG-09: the signer', () => {
  test.each(rfc8032)(
    'signs the RFC 8032 message "$message" byte for byte',
    ({ seed, publicKey, message, signature }) => {
      const signer = signerFromSeed(hex(seed));
      expect(toHex(signer.publicKey)).toBe(publicKey);
      expect(toHex(signer.sign(hex(message)))).toBe(signature);
    },
  );

  test('makes the same key and signature on every engine', () => {
    for (const engine of [opensslEngine, tweetnaclEngine, loadSodiumEngine() ?? opensslEngine]) {
      for (const { seed, publicKey, message, signature } of rfc8032) {
        expect(toHex(engine.publicKeyOf(hex(seed))), engine.name).toBe(publicKey);
        expect(toHex(engine.sign(hex(seed), hex(publicKey), hex(message))), engine.name).toBe(signature);
      }
    }
  });

  test('keeps its seed although the caller wipes the buffer it came in', () => {
    const seed = hex(rfc8032[0]?.seed ?? '');
    const signer = signerFromSeed(seed);
    seed.fill(0);
    expect(toHex(signer.sign(new Uint8Array()))).toBe(rfc8032[0]?.signature);
  });

  test('takes a seed of 32 bytes only', () => {
    for (const size of [0, 31, 33, 64]) expect(() => signerFromSeed(new Uint8Array(size))).toThrow(RangeError);
  });
});

test('a key id is the head of the fingerprint', () => {
  const { publicKey, keyid } = signerFromSeed(hex(rfc8032[0]?.seed ?? ''));
  // sha256sum of the 32 bytes, computed elsewhere.
  expect(fingerprintOf(publicKey)).toBe('21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9');
  expect(keyIdOf(publicKey)).toBe('ed25519:21fe31dfa154a261');
  expect(keyid).toBe(keyIdOf(publicKey));
});
