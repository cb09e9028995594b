import nacl from 'tweetnacl';
import { concatBytes } from './bytes.ts';
import type { CryptoEngine } from './engine.ts';

const verify: CryptoEngine['verify'] = (publicKey, message, signature) =>
  nacl.sign.detached.verify(message, signature, publicKey);

/** For browsers: pure JavaScript, some 60 times slower than a native engine (measured). */
export const tweetnaclEngine: CryptoEngine = {
  name: 'tweetnacl',
  verify,
  verifyAsync: (publicKey, message, signature) => Promise.resolve(verify(publicKey, message, signature)),
  publicKeyOf: (seed) => nacl.sign.keyPair.fromSeed(seed).publicKey,
  sign: (seed, publicKey, message) => nacl.sign.detached(message, concatBytes(seed, publicKey)),
  randomBytes: (count) => nacl.randomBytes(count),
};
