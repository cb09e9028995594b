import { randomBytes, timingSafeEqual } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, decodeBase64Url, encodeUtf8, toHex, WheelhouseError } from '@wheelhouse/protocol';
import type { KeyRing, RingKey } from './key-ring.ts';

/**
 * Encrypts what the store keeps and must give back, and keys the digests of what is too short for a plain hash. A
 * context ("totp:<factor id>") is bound into the result: a value moved to another row does not open there.
 */
export interface Sealer {
  /** Key id (4 bytes), nonce (24), ciphertext and tag, by XChaCha20-Poly1305. */
  seal(plain: Uint8Array, context: string): Uint8Array<ArrayBuffer>;
  /** @throws WheelhouseError PRECONDITION where the key is not in the ring, or the value or its context is not right */
  open(sealed: Uint8Array, context: string): Uint8Array;
  /** Whether an older key sealed it: seal it anew before that key is dropped. */
  isOutdated(sealed: Uint8Array): boolean;
  /** Key id (4 bytes) and HMAC-SHA256. */
  mac(context: string, text: string): Uint8Array<ArrayBuffer>;
  /** Whether a stored {@link mac} is of this text, by whichever key of the ring; in constant time. */
  checkMac(context: string, text: string, mac: Uint8Array): boolean;
  /** Keys for signing tokens, newest first, with the ids that a token's header names. */
  readonly signingKeys: readonly { readonly id: string; readonly key: Uint8Array }[];
}

interface OpenKey {
  readonly id: Uint8Array;
  readonly seal: Uint8Array;
  readonly mac: Uint8Array;
  readonly sign: Uint8Array;
}

const idBytes = 4;
const nonceBytes = 24;

/** Opens a ring for use. One key of the ring never serves two purposes: each gets its own by HKDF. */
export function createSealer(ring: KeyRing): Sealer {
  const [current, ...older] = ring.keys;
  const newest = openKey(current);
  const keys = [newest, ...older.map(openKey)];
  const keyOf = (value: Uint8Array): OpenKey | undefined =>
    keys.find(({ id }) => id.every((byte, index) => byte === value[index]));
  const macWith = (key: OpenKey, context: string, text: string): Uint8Array<ArrayBuffer> =>
    owned(concatBytes(key.id, hmac(sha256, key.mac, encodeUtf8(JSON.stringify([context, text])))));
  return {
    seal(plain, context) {
      const nonce = randomBytes(nonceBytes);
      const cipher = xchacha20poly1305(newest.seal, nonce, encodeUtf8(context));
      return owned(concatBytes(newest.id, nonce, cipher.encrypt(plain)));
    },
    open(sealed, context) {
      const key = keyOf(sealed);
      if (key === undefined) throw new WheelhouseError('PRECONDITION', 'the key of a sealed value is not in the ring');
      try {
        const nonce = sealed.subarray(idBytes, idBytes + nonceBytes);
        return xchacha20poly1305(key.seal, nonce, encodeUtf8(context)).decrypt(sealed.subarray(idBytes + nonceBytes));
      } catch (cause) {
        throw new WheelhouseError('PRECONDITION', 'a sealed value does not open', { cause });
      }
    },
    isOutdated: (sealed) => keyOf(sealed) !== newest,
    mac: (context, text) => macWith(newest, context, text),
    checkMac(context, text, mac) {
      const key = keyOf(mac);
      if (key === undefined) return false;
      const expected = macWith(key, context, text);
      return expected.length === mac.length && timingSafeEqual(expected, mac);
    },
    signingKeys: keys.map(({ id, sign }) => ({ id: toHex(id), key: sign })),
  };
}

function openKey({ id, key }: RingKey): OpenKey {
  const secret = decodeBase64Url(key);
  const derive = (purpose: string): Uint8Array => hkdf(sha256, secret, undefined, encodeUtf8(purpose), 32);
  return {
    id: new Uint8Array(Buffer.from(id, 'hex')),
    seal: derive('wheelhouse seal v1'),
    mac: derive('wheelhouse mac v1'),
    sign: derive('wheelhouse sign v1'),
  };
}

/** The store takes bytes with a buffer of their own only. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
