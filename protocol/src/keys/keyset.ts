import { z } from 'zod';
import { WheelhouseError } from '../codes.ts';
import { decodeBase64Url, encodeBase64Url } from '../crypto/bytes.ts';
import { checkPublicKey } from '../crypto/public-key.ts';
import { fingerprintOf, keyIdOf, type Signer } from '../crypto/signer.ts';
import { verifyStrict } from '../crypto/verify-strict.ts';
import { pae, readEnvelope, signEnvelope, type SignedEnvelope } from '../envelope/dsse.ts';
import { Counter, InstanceId, Instant } from '../ids.ts';
import { limits } from '../limits.ts';
import { parseStrictJson } from '../strict-json.ts';
import type { TrustedKey } from './trusted-key.ts';

const publicKeyText = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes in base64url');

const KeysetKey = z.strictObject({
  keyid: z.string().max(64),
  pub: publicKeyText,
  use: z.enum(['link', 'command', 'grant']),
  nbf: Instant,
  exp: Instant,
  revokedAt: Instant.optional(),
});

/** Keyset v1: which operational keys speak for an instance, signed by its identity key. */
export const KeysetBody = z.strictObject({
  v: z.literal(1),
  instance: InstanceId,
  name: z.string().min(1).max(128),
  /** Rises by one with each document. */
  seq: Counter.min(1),
  /** SHA-256 of the previous document's payload, hex; null for the first. */
  prev: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  identity: publicKeyText,
  keys: z.array(KeysetKey).min(1).max(32),
  iat: Instant,
});
export type KeysetBody = z.infer<typeof KeysetBody>;

export interface OpenedKeyset {
  readonly body: KeysetBody;
  readonly identityKey: Uint8Array;
  readonly identityFingerprint: string;
  readonly keys: readonly TrustedKey[];
  /** SHA-256 of the payload, hex. */
  readonly sha256: string;
  readonly text: string;
}

/** The first keyset of an instance: one key per use, valid for the operational lifetime. */
export function buildKeyset(options: {
  readonly instance: InstanceId;
  readonly name: string;
  readonly identity: Signer;
  readonly link: Signer;
  readonly command: Signer;
  readonly grant: Signer;
  readonly now: number;
}): KeysetBody {
  const { now } = options;
  const keyOf = (use: 'link' | 'command' | 'grant'): KeysetBody['keys'][number] => ({
    keyid: options[use].keyid,
    pub: encodeBase64Url(options[use].publicKey),
    use,
    nbf: now - limits.clockSkewMaxMs,
    exp: now + limits.operationalKeyLifetimeMs,
  });
  return {
    v: 1,
    instance: options.instance,
    name: options.name,
    seq: 1,
    prev: null,
    identity: encodeBase64Url(options.identity.publicKey),
    keys: [keyOf('link'), keyOf('command'), keyOf('grant')],
    iat: now,
  };
}

/** @returns the envelope's text */
export function signKeyset(body: KeysetBody, identity: Signer): string {
  return signEnvelope('keyset', body, identity);
}

function readVerified(envelope: SignedEnvelope, fingerprint: string | undefined): KeysetBody {
  if (envelope.kind !== 'keyset') throw new WheelhouseError('INVALID', 'not a keyset');
  // A keyset carries the key it is signed with, so the payload is read first; nothing in it counts until the
  // signature holds and the key's fingerprint is the pinned one.
  const parsed = KeysetBody.safeParse(parseStrictJson(envelope.payload));
  if (!parsed.success) throw new WheelhouseError('INVALID', 'not a keyset', { cause: parsed.error });
  const identity = decodeBase64Url(parsed.data.identity);
  if (fingerprint !== undefined && fingerprintOf(identity) !== fingerprint) {
    throw new WheelhouseError('KEY_UNKNOWN', 'the identity key is not the pinned one');
  }
  if (!verifyStrict(identity, pae(envelope.payloadType, envelope.payload), envelope.signature)) {
    throw new WheelhouseError('SIGNATURE_INVALID');
  }
  return parsed.data;
}

/**
 * Opens a keyset document: identity key pinned (where `identityFingerprint` is given), signature, every key fit for
 * registration, under its own id and with one use.
 * @throws WheelhouseError INVALID, KEY_UNKNOWN, SIGNATURE_INVALID
 */
export function openKeyset(
  text: string,
  expected: { readonly instance?: InstanceId; readonly identityFingerprint?: string },
): OpenedKeyset {
  const envelope = readEnvelope(text);
  const body = readVerified(envelope, expected.identityFingerprint);
  if (expected.instance !== undefined && body.instance !== expected.instance) {
    throw new WheelhouseError('KEY_UNKNOWN', 'the keyset is another instance’s');
  }
  const identityKey = decodeBase64Url(body.identity);
  refuseWeak(identityKey);
  const keys = body.keys.map((key): TrustedKey => {
    const publicKey = decodeBase64Url(key.pub);
    refuseWeak(publicKey);
    if (keyIdOf(publicKey) !== key.keyid) throw new WheelhouseError('INVALID', 'a key id is not its key’s');
    const { use, nbf, exp, revokedAt } = key;
    return { keyid: key.keyid, publicKey, use, nbf, exp, ...(revokedAt === undefined ? {} : { revokedAt }) };
  });
  const keyids = new Set([keyIdOf(identityKey), ...keys.map((key) => key.keyid)]);
  if (keyids.size !== keys.length + 1) throw new WheelhouseError('INVALID', 'a key has more than one use');
  const identityFingerprint = fingerprintOf(identityKey);
  return { body, identityKey, identityFingerprint, keys, sha256: envelope.sha256, text };
}

function refuseWeak(publicKey: Uint8Array): void {
  const verdict = checkPublicKey(publicKey);
  if (verdict !== 'ok') throw new WheelhouseError('INVALID', `a public key is not acceptable: ${verdict}`);
}
