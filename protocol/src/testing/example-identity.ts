import { encodeBase64Url } from '../crypto/bytes.ts';
import { fingerprintOf, signerFromSeed, type Signer } from '../crypto/signer.ts';
import type { InstanceId } from '../ids.ts';
import { buildKeyset, openKeyset, signKeyset, type KeysetBody } from '../keys/keyset.ts';
import type { KeyUse, TrustedKey } from '../keys/trusted-key.ts';
import { exampleNow } from './example-messages.ts';

export interface ExampleIdentity extends Readonly<Record<KeyUse, Signer>> {
  readonly instanceId: InstanceId;
  readonly fingerprint: string;
  readonly body: KeysetBody;
  /** Envelope text. */
  readonly keyset: string;
  readonly keys: readonly TrustedKey[];
}

/**
 * Keys from fixed seeds, so that everything signed with them is the same bytes in every run. Never for real use.
 * @param first each seed is 32 times one byte: `first` for the identity key, then link, command and grant
 */
export function exampleIdentity(instanceId: InstanceId, name: string, first: number): ExampleIdentity {
  const signerOf = (index: number): Signer => signerFromSeed(new Uint8Array(32).fill(first + index));
  const signers = { identity: signerOf(0), link: signerOf(1), command: signerOf(2), grant: signerOf(3) };
  const body = buildKeyset({ instance: instanceId, name, ...signers, now: exampleNow });
  const keyset = signKeyset(body, signers.identity);
  const fingerprint = fingerprintOf(signers.identity.publicKey);
  const { keys } = openKeyset(keyset, { instance: instanceId, identityFingerprint: fingerprint });
  return { instanceId, fingerprint, body, keyset, keys, ...signers };
}

/** The keyset body with one member of its first key replaced, for damaged documents. */
export function withFirstKey(body: KeysetBody, publicKey: Uint8Array, keyid?: string): KeysetBody {
  const [first, ...rest] = body.keys;
  if (first === undefined) return body;
  const pub = encodeBase64Url(publicKey);
  return {
    ...body,
    keys: [{ ...first, pub, keyid: keyid ?? `ed25519:${fingerprintOf(publicKey).slice(0, 16)}` }, ...rest],
  };
}
