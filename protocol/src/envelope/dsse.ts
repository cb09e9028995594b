import { z } from 'zod';
import { WheelhouseError } from '../codes.ts';
import { concatBytes, decodeBase64Url, encodeBase64Url, encodeUtf8 } from '../crypto/bytes.ts';
import { sha256Hex } from '../crypto/hash.ts';
import type { Signer } from '../crypto/signer.ts';
import { limits } from '../limits.ts';
import { parseStrictJson } from '../strict-json.ts';

export const envelopeKinds = [
  'command',
  'receipt',
  'result',
  'events',
  'query',
  'answer',
  'event',
  'grant',
  'lock',
  'keyset',
  'handshake',
  'join',
  'audit-checkpoint',
] as const;
export type EnvelopeKind = (typeof envelopeKinds)[number];

export function payloadTypeOf(kind: EnvelopeKind): string {
  return `application/vnd.wheelhouse.${kind}.v1+json`;
}

const kinds = new Map<string, EnvelopeKind>(envelopeKinds.map((kind) => [payloadTypeOf(kind), kind]));

/** DSSE v1 pre-authentication encoding: what is signed. Lengths are in bytes. */
export function pae(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = encodeUtf8(payloadType);
  const head = encodeUtf8(`DSSEv1 ${type.length} ${payloadType} ${payload.length} `);
  return concatBytes(head, payload);
}

/** An envelope whose shape was read and whose signature was not checked yet. */
export interface SignedEnvelope {
  /** The exact text, as it is stored and relayed. */
  readonly text: string;
  readonly payloadType: string;
  /** Undefined for a payload type nobody registered. */
  readonly kind: EnvelopeKind | undefined;
  readonly payload: Uint8Array;
  /** SHA-256 of the payload, hex: what replays are compared by. */
  readonly sha256: string;
  readonly keyid: string;
  readonly signature: Uint8Array;
}

const EnvelopeShape = z.strictObject({
  payloadType: z.string().max(128),
  payload: z.string(),
  signatures: z.tuple([z.strictObject({ keyid: z.string().max(64), sig: z.string().length(86) })]),
});

/** Signs bytes as they are and wraps them: the envelope's JSON text. */
export function signPayload(kind: EnvelopeKind, payload: Uint8Array, signer: Signer): string {
  const payloadType = payloadTypeOf(kind);
  const sig = encodeBase64Url(signer.sign(pae(payloadType, payload)));
  return JSON.stringify({
    payloadType,
    payload: encodeBase64Url(payload),
    signatures: [{ keyid: signer.keyid, sig }],
  });
}

/** Serialises, signs and wraps a message. */
export function signEnvelope(kind: EnvelopeKind, body: object, signer: Signer): string {
  return signPayload(kind, encodeUtf8(JSON.stringify(body)), signer);
}

/**
 * Reads an envelope's outer shape: size, strict JSON, one signature of 64 bytes, strict base64url. Nothing inside the
 * payload is looked at, since nothing is verified yet.
 * @throws WheelhouseError TOO_LARGE or INVALID
 */
export function readEnvelope(text: string): SignedEnvelope {
  if (text.length > limits.envelopeMaxBytes) throw new WheelhouseError('TOO_LARGE', 'the envelope is over its limit');
  const shape = EnvelopeShape.safeParse(parseStrictJson(text));
  if (!shape.success) throw new WheelhouseError('INVALID', 'not an envelope', { cause: shape.error });
  const { payloadType, payload: encoded, signatures } = shape.data;
  const [{ keyid, sig }] = signatures;
  const payload = decodeBase64Url(encoded);
  const signature = decodeBase64Url(sig);
  return { text, payloadType, kind: kinds.get(payloadType), payload, sha256: sha256Hex(payload), keyid, signature };
}
