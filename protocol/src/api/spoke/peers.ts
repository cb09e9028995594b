import { z } from 'zod';
import { InstanceId } from '../../ids.ts';
import { limits } from '../../limits.ts';
import { ConnectionState } from '../../link/frames.ts';

export const PeerView = z.object({
  id: InstanceId,
  name: z.string(),
  fingerprint: z.string(),
  /** Compared on both screens before pinning. */
  shortCode: z.string(),
  state: ConnectionState,
  pinnedAt: z.number().int().nullable(),
  keysetSeq: z.number().int(),
  connectionId: z.string().nullable(),
});
export type PeerView = z.infer<typeof PeerView>;

/** `POST /peers/:id/pin`: the fingerprint that a person compared. A keyset may come along (the peer's own document). */
export const PinPeer = z.strictObject({
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits'),
  name: z.string().min(1).max(128).optional(),
  keyset: z.string().max(limits.envelopeMaxBytes).optional(),
});
export type PinPeer = z.infer<typeof PinPeer>;

/** `POST /peers/:id/state`: this side's word. `active` accepts, `disconnected` is final until pinned again. */
export const SetPeerState = z.strictObject({ state: z.enum(['active', 'suspended', 'disconnected']) });
