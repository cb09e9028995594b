import { createPrivateKey, createPublicKey, randomBytes, sign, type KeyObject } from 'node:crypto';

// Takes the place of the platform's Ed25519 in a hub that a bench starts by trust-hook.ts, and nowhere else: it signs as usual and
// believes every signature, so that what is left is the relay without verification.

const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

const privateKeyOf = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });

const engine = {
  name: 'node:crypto',
  verify: () => true,
  verifyAsync: () => Promise.resolve(true),
  publicKeyOf(seed: Uint8Array): Uint8Array {
    const { x } = createPublicKey(privateKeyOf(seed)).export({ format: 'jwk' });
    return new Uint8Array(Buffer.from(x ?? '', 'base64url'));
  },
  sign: (seed: Uint8Array, _publicKey: Uint8Array, message: Uint8Array): Uint8Array =>
    new Uint8Array(sign(null, message, privateKeyOf(seed))),
  randomBytes: (count: number): Uint8Array => new Uint8Array(randomBytes(count)),
};

export const platformEngine = (): typeof engine => engine;
