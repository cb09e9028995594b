import type { z } from 'zod';
import { WheelhouseError } from '../codes.ts';
import { concatBytes, decodeBase64Url, encodeBase64Url, encodeUtf8 } from '../crypto/bytes.ts';
import { sha256 } from '../crypto/hash.ts';
import type { Signer } from '../crypto/signer.ts';
import { verifyStrict } from '../crypto/verify-strict.ts';
import { selectKey } from '../envelope/open.ts';
import type { TrustedKey } from '../keys/trusted-key.ts';
import type { Challenge, Hello } from './frames.ts';

/** Versions of the link protocol this code speaks, newest first. */
export const protocolVersions = [1] as const;

const challengeDomain = encodeUtf8('wheelhouse-link-challenge-v1\n');
const authDomain = encodeUtf8('wheelhouse-link-auth-v1\n');

/** Signed by the hub: SHA-256 over the exact `hello` text and the `challenge` text as it is without its `sig`. */
function challengeTranscript(helloText: string, unsignedChallengeText: string): Uint8Array {
  return concatBytes(challengeDomain, sha256(encodeUtf8(`${helloText}\n${unsignedChallengeText}`)));
}

/** Signed by the spoke: both texts, the origin it dialled and the hub it means, so that neither can be swapped. */
function authTranscript(texts: { hello: string; challenge: string }, origin: string, hub: string): Uint8Array {
  return concatBytes(authDomain, sha256(encodeUtf8(`${texts.hello}\n${texts.challenge}\n${origin}\n${hub}`)));
}

type UnsignedChallenge = Omit<z.infer<typeof Challenge>, 'sig' | 't'>;

/**
 * Builds the hub's `challenge` for a received `hello`.
 * @param helloText the frame's exact text
 * @returns the frame's exact text, which the hub keeps for {@link checkAuth}
 */
export function buildChallenge(helloText: string, fields: UnsignedChallenge, linkKey: Signer): string {
  const unsigned = JSON.stringify({ t: 'challenge', ...fields });
  const sig = encodeBase64Url(linkKey.sign(challengeTranscript(helloText, unsigned)));
  // `sig` is the last member, so a reader recovers the signed text by cutting it off.
  return `${unsigned.slice(0, -1)},"sig":"${sig}"}`;
}

const sigTail = /,"sig":"([A-Za-z0-9_-]{86})"\}$/;

/**
 * The spoke's check of the hub, before it proves anything itself.
 * @param hubKeys keys that the pinned identity of the hub vouches for
 * @throws WheelhouseError INVALID, KEY_UNKNOWN, KEY_REVOKED, SIGNATURE_INVALID
 */
export function checkChallenge(
  texts: { readonly hello: string; readonly challenge: string },
  challenge: z.infer<typeof Challenge>,
  hubKeys: readonly TrustedKey[],
  now: number,
): void {
  const tail = sigTail.exec(texts.challenge);
  if (tail?.[1] === undefined || tail[1] !== challenge.sig)
    throw new WheelhouseError('INVALID', 'sig is not the last member');
  const unsigned = `${texts.challenge.slice(0, tail.index)}}`;
  verifyLink(hubKeys, challenge.keyid, { now, signature: challenge.sig }, challengeTranscript(texts.hello, unsigned));
}

/** The spoke's `auth` frame. */
export function buildAuth(
  texts: { readonly hello: string; readonly challenge: string },
  hello: z.infer<typeof Hello>,
  challenge: z.infer<typeof Challenge>,
  linkKey: Signer,
): string {
  const sig = encodeBase64Url(linkKey.sign(authTranscript(texts, hello.origin, challenge.hub)));
  return JSON.stringify({ t: 'auth', sig });
}

/**
 * The hub's check of the spoke: possession of a link key of the enrolled instance, for this very handshake.
 * @throws WheelhouseError KEY_UNKNOWN, KEY_REVOKED, SIGNATURE_INVALID
 */
export function checkAuth(
  texts: { readonly hello: string; readonly challenge: string },
  hello: z.infer<typeof Hello>,
  proof: { readonly hub: string; readonly sig: string },
  trust: { readonly keys: readonly TrustedKey[]; readonly now: number },
): void {
  const transcript = authTranscript(texts, hello.origin, proof.hub);
  verifyLink(trust.keys, hello.keyid, { now: trust.now, signature: proof.sig }, transcript);
}

function verifyLink(
  keys: readonly TrustedKey[],
  keyid: string,
  proof: { readonly now: number; readonly signature: string },
  transcript: Uint8Array,
): void {
  const key = selectKey(
    keys.filter((candidate) => candidate.use === 'link'),
    keyid,
    proof.now,
  );
  if (!verifyStrict(key.publicKey, transcript, decodeBase64Url(proof.signature))) {
    throw new WheelhouseError('SIGNATURE_INVALID');
  }
}

/** The newest version both speak; null where there is none. */
export function negotiateVersion(offered: readonly number[]): number | null {
  return protocolVersions.find((version) => offered.includes(version)) ?? null;
}
