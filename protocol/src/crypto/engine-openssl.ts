import { createPrivateKey, createPublicKey, randomBytes, sign, verify, type KeyObject } from 'node:crypto';
import { encodeBase64Url, toHex } from './bytes.ts';
import type { CryptoEngine } from './engine.ts';

/** Key objects cost more to make than a verification; an instance talks to few keys. */
const cachedKeys = 1_024;
const publicKeys = new Map<string, KeyObject>();

function publicKeyObject(publicKey: Uint8Array): KeyObject {
  const name = toHex(publicKey);
  const known = publicKeys.get(name);
  if (known !== undefined) return known;
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: encodeBase64Url(publicKey) };
  const made = createPublicKey({ key: jwk, format: 'jwk' });
  const oldest = publicKeys.size >= cachedKeys ? publicKeys.keys().next().value : undefined;
  if (oldest !== undefined) publicKeys.delete(oldest);
  publicKeys.set(name, made);
  return made;
}

/** PKCS #8 prefix of an Ed25519 seed (RFC 8410). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

function privateKeyObject(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
}

export const opensslEngine: CryptoEngine = {
  name: 'node:crypto',
  verify: (publicKey, message, signature) => verify(null, message, publicKeyObject(publicKey), signature),
  verifyAsync: (publicKey, message, signature) =>
    new Promise((resolve, reject) => {
      verify(null, message, publicKeyObject(publicKey), signature, (error, holds) => {
        if (error === null) resolve(holds);
        else reject(error);
      });
    }),
  publicKeyOf(seed) {
    const { x } = createPublicKey(privateKeyObject(seed)).export({ format: 'jwk' });
    return new Uint8Array(Buffer.from(x ?? '', 'base64url'));
  },
  sign: (seed, _publicKey, message) => new Uint8Array(sign(null, message, privateKeyObject(seed))),
  randomBytes: (count) => new Uint8Array(randomBytes(count)),
};
