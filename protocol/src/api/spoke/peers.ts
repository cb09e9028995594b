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
  /** The connection as the hub tells it; a peer may act only where this is `active` and it is pinned here. */
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

/**
 * `POST /peers/:id/state`: takes the pin back. `suspended` keeps the row as it is, `disconnected` forgets the keyset too.
 * Only pinning again, by a compared fingerprint, lets the peer act once more.
 */
export const SetPeerState = z.strictObject({ state: z.enum(['suspended', 'disconnected']) });
