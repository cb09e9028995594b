import { createPublicKey, verify } from 'node:crypto';
import { encodeBase64Url, generateSeed, signerFromSeed, verifyStrict, verifyStrictAsync } from '@wheelhouse/protocol';
import nacl from 'tweetnacl';

export type Verify =
  | { readonly mode: 'sync'; readonly one: () => boolean }
  | { readonly mode: 'async'; readonly one: () => Promise<boolean> };

/** One way to verify an Ed25519 signature over 1 KiB. */
export interface Primitive {
  readonly name: string;
  readonly verify: Verify;
}

export function primitives(): Primitive[] {
  const signer = signerFromSeed(generateSeed());
  const { publicKey } = signer;
  const message = Buffer.alloc(1024, 'x');
  const signature = signer.sign(message);
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: encodeBase64Url(publicKey) };
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const onThreadPool = (): Promise<boolean> =>
    new Promise((resolve, reject) => {
      verify(null, message, key, signature, (error, holds) => (error === null ? resolve(holds) : reject(error)));
    });
  return [
    { name: 'verifyStrict', verify: { mode: 'sync', one: () => verifyStrict(publicKey, message, signature) } },
    {
      name: 'verifyStrictAsync',
      verify: { mode: 'async', one: () => verifyStrictAsync(publicKey, message, signature) },
    },
    { name: 'node:crypto', verify: { mode: 'sync', one: () => verify(null, message, key, signature) } },
    { name: 'node:crypto, thread pool', verify: { mode: 'async', one: onThreadPool } },
    {
      name: 'tweetnacl',
      verify: { mode: 'sync', one: () => nacl.sign.detached.verify(message, signature, publicKey) },
    },
  ];
}
