import type { z } from 'zod';
import { WheelhouseError } from '../codes.ts';
import { verifyStrict, verifyStrictAsync } from '../crypto/verify-strict.ts';
import type { InstanceId } from '../ids.ts';
import type { KeyUse, TrustedKey } from '../keys/trusted-key.ts';
import { limits } from '../limits.ts';
import { relayedKinds, type RelayedKind } from '../messages/signed.ts';
import { parseStrictJson } from '../strict-json.ts';
import { pae, type SignedEnvelope } from './dsse.ts';

export type MessageOf<K extends RelayedKind> = z.infer<(typeof relayedKinds)[K]>;

/** A message whose signature held and whose every field was checked against its schema. */
export type OpenedMessage<K extends RelayedKind = RelayedKind> = {
  [Kind in K]: {
    readonly kind: Kind;
    readonly message: MessageOf<Kind>;
    readonly sha256: string;
    readonly keyid: string;
    /** The envelope's exact text. */
    readonly text: string;
  };
}[K];

export interface OpenOptions<K extends RelayedKind> {
  readonly kinds: readonly K[];
  /** Keys of the one issuer that this message may be from. */
  readonly keys: readonly TrustedKey[];
  readonly issuer: InstanceId;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** `async` (default) keeps the event loop free. */
  readonly verify?: 'sync' | 'async';
}

const usesOf: Readonly<Record<RelayedKind, KeyUse>> = {
  command: 'command',
  receipt: 'command',
  events: 'command',
  grant: 'grant',
};

/**
 * Finds the key a signature names among the trusted ones.
 * @throws WheelhouseError KEY_UNKNOWN (also outside its validity) or KEY_REVOKED
 */
export function selectKey(keys: readonly TrustedKey[], keyid: string, now: number): TrustedKey {
  const key = keys.find((candidate) => candidate.keyid === keyid);
  if (key === undefined) throw new WheelhouseError('KEY_UNKNOWN');
  if (key.revokedAt !== undefined) throw new WheelhouseError('KEY_REVOKED');
  if (now + limits.clockSkewMaxMs < key.nbf || now - limits.clockSkewMaxMs > key.exp) {
    throw new WheelhouseError('KEY_UNKNOWN', 'the key is outside its validity');
  }
  return key;
}

/**
 * The one way from bytes to a message: key look-up → signature → known type → strict parse → schema → issuer → use.
 * Freshness, audience and replay are the caller's, who knows the clock and the ledger.
 * @throws WheelhouseError KEY_UNKNOWN, KEY_REVOKED, SIGNATURE_INVALID, UNSUPPORTED, INVALID, TOO_LARGE or NOT_AUTHORIZED
 */
export async function openEnvelope<K extends RelayedKind>(
  envelope: SignedEnvelope,
  options: OpenOptions<K>,
): Promise<OpenedMessage<K>> {
  const key = selectKey(options.keys, envelope.keyid, options.now);
  const signed = pae(envelope.payloadType, envelope.payload);
  const holds =
    options.verify === 'sync'
      ? verifyStrict(key.publicKey, signed, envelope.signature)
      : await verifyStrictAsync(key.publicKey, signed, envelope.signature);
  if (!holds) throw new WheelhouseError('SIGNATURE_INVALID');
  const kind = options.kinds.find((allowed) => allowed === envelope.kind);
  if (kind === undefined) throw new WheelhouseError('UNSUPPORTED', 'this payload type is not taken here');
  const message = parseMessage(kind, envelope.payload);
  if (kind === 'command' && envelope.payload.length > limits.bodyMaxBytes) {
    throw new WheelhouseError('TOO_LARGE', 'a command is over its limit; name a source instead of sending it');
  }
  if (message.iss !== options.issuer) throw new WheelhouseError('NOT_AUTHORIZED', 'signed for another issuer');
  if (key.use !== usesOf[kind]) throw new WheelhouseError('NOT_AUTHORIZED', 'the key has another use');
  return { kind, message, sha256: envelope.sha256, keyid: key.keyid, text: envelope.text } as OpenedMessage<K>;
}

/** Strict JSON, then the schema of the kind. @throws WheelhouseError INVALID naming the first wrong field */
export function parseMessage<K extends RelayedKind>(kind: K, payload: Uint8Array): MessageOf<K> {
  const parsed = relayedKinds[kind].safeParse(parseStrictJson(payload));
  if (parsed.success) return parsed.data as MessageOf<K>;
  const [issue] = parsed.error.issues;
  throw new WheelhouseError('INVALID', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`, {
    cause: parsed.error,
  });
}
