import { z } from 'zod';
import { WheelhouseError } from '../codes.ts';
import { decodeBase64Url, decodeUtf8, encodeBase64Url, encodeUtf8, equalBytes } from '../crypto/bytes.ts';
import { hmacSha256, sha256, sha256Hex } from '../crypto/hash.ts';
import type { Signer } from '../crypto/signer.ts';
import { verifyStrict } from '../crypto/verify-strict.ts';
import { pae, readEnvelope, signEnvelope, type SignedEnvelope } from '../envelope/dsse.ts';
import { InstanceId, NameToken } from '../ids.ts';
import { limits } from '../limits.ts';
import { parseStrictJson } from '../strict-json.ts';
import { openKeyset, type OpenedKeyset } from './keyset.ts';

const hex32 = z.string().regex(/^[0-9a-f]{64}$/);

/** What an operator hands to a new instance: where the hub is, how to know it, and a secret for one use. */
export const JoinToken = z.strictObject({
  hub: z.url().max(512),
  /** Fingerprint of the hub's identity key: the spoke pins it. */
  fingerprint: hex32,
  id: NameToken,
  /** 32 bytes in base64url; never sent. */
  secret: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
export type JoinToken = z.infer<typeof JoinToken>;

const tokenPrefix = 'whj1.';

export function formatJoinToken(token: JoinToken): string {
  return tokenPrefix + encodeBase64Url(encodeUtf8(JSON.stringify(token)));
}

/** @throws WheelhouseError INVALID */
export function parseJoinToken(text: string): JoinToken {
  if (!text.startsWith(tokenPrefix) || text.length > 4096) throw new WheelhouseError('INVALID', 'not a join token');
  const parsed = JoinToken.safeParse(parseStrictJson(decodeUtf8(decodeBase64Url(text.slice(tokenPrefix.length)))));
  if (!parsed.success) throw new WheelhouseError('INVALID', 'not a join token', { cause: parsed.error });
  return parsed.data;
}

/** What the hub keeps of a token's secret: enough to check a proof, not enough to make the token again. */
export function joinProofKey(secret: string): Uint8Array {
  return sha256(decodeBase64Url(secret));
}

/** @param keyset envelope text of the joining instance's keyset */
export function joinProof(proofKey: Uint8Array, hubFingerprint: string, keyset: string): string {
  const transcript = `wheelhouse-join-v1\n${hubFingerprint}\n${sha256Hex(encodeUtf8(keyset))}`;
  return encodeBase64Url(hmacSha256(proofKey, encodeUtf8(transcript)));
}

/** Compares in constant time. */
export function isJoinProof(given: string, proofKey: Uint8Array, hubFingerprint: string, keyset: string): boolean {
  return equalBytes(encodeUtf8(given), encodeUtf8(joinProof(proofKey, hubFingerprint, keyset)));
}

export const JoinRequest = z.strictObject({
  v: z.literal(1),
  tokenId: NameToken,
  instance: InstanceId,
  name: z.string().min(1).max(128),
  region: NameToken.optional(),
  keyset: z.string().max(limits.bodyMaxBytes),
  proof: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  iat: z.number().int().min(0),
});
export type JoinRequest = z.infer<typeof JoinRequest>;

/** Signed by the identity key that the keyset names: possession is proved, not claimed. */
export function signJoinRequest(request: JoinRequest, identity: Signer): string {
  return signEnvelope('join', request, identity);
}

export interface OpenedJoinRequest {
  readonly request: JoinRequest;
  readonly keyset: OpenedKeyset;
}

function readJoin(text: string): { readonly envelope: SignedEnvelope; readonly request: JoinRequest } {
  const envelope = readEnvelope(text);
  if (envelope.kind !== 'join') throw new WheelhouseError('INVALID', 'not a request to join');
  const parsed = JoinRequest.safeParse(parseStrictJson(envelope.payload));
  if (!parsed.success) throw new WheelhouseError('INVALID', 'not a request to join', { cause: parsed.error });
  return { envelope, request: parsed.data };
}

/**
 * Reads what a request to join claims, for the look-up of its token: nothing of it is verified.
 * @throws WheelhouseError INVALID, TOO_LARGE
 */
export function readJoinRequest(text: string): JoinRequest {
  return readJoin(text).request;
}

/**
 * Opens a request to join: the keyset is sound (keys strict, signed by its identity) and the same identity key signed
 * the request. The token's proof is the caller's to check, who knows the token, and best before this: a keyset costs
 * its reader up to 0.1 s.
 * @throws WheelhouseError INVALID, SIGNATURE_INVALID
 */
export function openJoinRequest(text: string): OpenedJoinRequest {
  const { envelope, request } = readJoin(text);
  const keyset = openKeyset(request.keyset, { instance: request.instance });
  if (!verifyStrict(keyset.identityKey, pae(envelope.payloadType, envelope.payload), envelope.signature)) {
    throw new WheelhouseError('SIGNATURE_INVALID');
  }
  return { request, keyset };
}
