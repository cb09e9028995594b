import { z } from 'zod';
import { WheelhouseError } from '../codes.ts';
import type { Signer } from '../crypto/signer.ts';
import { verifyStrict } from '../crypto/verify-strict.ts';
import { pae, readEnvelope, signEnvelope } from '../envelope/dsse.ts';
import { InstanceId, Instant } from '../ids.ts';
import { parseStrictJson } from '../strict-json.ts';

/** "This chain had this head at this time": signed by the identity key of the instance that keeps the log. */
export const AuditCheckpoint = z.strictObject({
  v: z.literal(1),
  iss: InstanceId,
  chain: z.string().max(64),
  seq: z.number().int().min(0),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** `export`: this was the head when an export was made, so that file ends here. */
  purpose: z.enum(['periodic', 'export']),
  iat: Instant,
});
export type AuditCheckpoint = z.infer<typeof AuditCheckpoint>;

/** @returns the envelope's text */
export function signAuditCheckpoint(body: AuditCheckpoint, identity: Signer): string {
  return signEnvelope('audit-checkpoint', body, identity);
}

/**
 * Opens a checkpoint under the identity key of the instance it must be of.
 * @throws WheelhouseError INVALID, KEY_UNKNOWN, SIGNATURE_INVALID
 */
export function openAuditCheckpoint(
  text: string,
  expected: { readonly instance: string; readonly identityKey: Uint8Array },
): AuditCheckpoint {
  const envelope = readEnvelope(text);
  if (envelope.kind !== 'audit-checkpoint') throw new WheelhouseError('INVALID', 'not a checkpoint');
  if (!verifyStrict(expected.identityKey, pae(envelope.payloadType, envelope.payload), envelope.signature)) {
    throw new WheelhouseError('SIGNATURE_INVALID');
  }
  const parsed = AuditCheckpoint.safeParse(parseStrictJson(envelope.payload));
  if (!parsed.success) throw new WheelhouseError('INVALID', 'not a checkpoint', { cause: parsed.error });
  if (parsed.data.iss !== expected.instance) throw new WheelhouseError('KEY_UNKNOWN', 'another instance’s checkpoint');
  return parsed.data;
}
