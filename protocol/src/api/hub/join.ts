import { z } from 'zod';
import { InstanceId } from '../../ids.ts';
import { limits } from '../../limits.ts';

export const hubInstanceStates = ['requested', 'pending', 'active', 'suspended', 'revoked'] as const;
export const HubInstanceState = z.enum(hubInstanceStates);
export type HubInstanceState = z.infer<typeof HubInstanceState>;

/** `GET /hub` (public): who this hub is. A spoke believes it only as far as its own pin of `fingerprint` goes. */
export const HubView = z.object({
  id: InstanceId,
  name: z.string(),
  fingerprint: z.string(),
  /** The hub's keyset document (envelope text). */
  keyset: z.string(),
  /** Where spokes dial, with the path. */
  linkUrl: z.string(),
  version: z.string(),
});
export type HubView = z.infer<typeof HubView>;

/** `POST /join` (public): a `JoinRequest` in an envelope of kind `join`, signed by the instance's identity key. */
export const PostJoin = z.strictObject({ envelope: z.string().min(2).max(limits.envelopeMaxBytes) });
export type PostJoin = z.infer<typeof PostJoin>;

/** Answer to `POST /join`; the same request sent again gets the same answer. */
export const JoinAnswer = z.object({
  instance: InstanceId,
  state: HubInstanceState,
  /** To be compared on both screens before the operator approves. */
  shortCode: z.string(),
  hub: HubView,
});
export type JoinAnswer = z.infer<typeof JoinAnswer>;

/** `POST /join-tokens`. */
export const CreateJoinToken = z.strictObject({
  nameHint: z.string().min(1).max(128).optional(),
  /** Enrol without an operator's approval. Only by this explicit flag. */
  autoApprove: z.boolean().optional(),
});
export type CreateJoinToken = z.infer<typeof CreateJoinToken>;

/** Times are milliseconds since the epoch. */
export const JoinTokenView = z.object({
  id: z.string(),
  nameHint: z.string().nullable(),
  autoApprove: z.boolean(),
  expiresAt: z.number().int(),
  usedAt: z.number().int().nullable(),
  usedBy: InstanceId.nullable(),
  createdAt: z.number().int(),
});
export type JoinTokenView = z.infer<typeof JoinTokenView>;

/** Answer to `POST /join-tokens`: the only time the token itself is shown. */
export const CreatedJoinToken = z.object({ ...JoinTokenView.shape, token: z.string() });
export type CreatedJoinToken = z.infer<typeof CreatedJoinToken>;
