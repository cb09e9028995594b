import { z } from 'zod';
import { limits } from '../../limits.ts';
import { InstanceId } from '../../ids.ts';
import { HubInstanceState } from './join.ts';

/** What the hub sees of an instance's link now: `unknown` from the first silence, `lost` after `lostAfterMs`. */
export const livenessStates = ['live', 'unknown', 'lost', 'never'] as const;
export const Liveness = z.enum(livenessStates);
export type Liveness = z.infer<typeof Liveness>;

/** `GET /instances`, `GET /instances/:id`. Times are milliseconds since the epoch. */
export const HubInstanceView = z.object({
  id: InstanceId,
  kind: z.enum(['spoke', 'console']),
  name: z.string(),
  region: z.string().nullable(),
  /** Of the software, as the instance told when it came; null = it did not tell. */
  version: z.string().nullable(),
  fingerprint: z.string(),
  /** The instance's keyset document (envelope text). */
  keyset: z.string(),
  state: HubInstanceState,
  /** Set while two machines seem to hold the same key; `resume` lifts it. */
  quarantinedAt: z.number().int().nullable(),
  shortCode: z.string().nullable(),
  liveness: Liveness,
  connGen: z.number().int(),
  remoteAddress: z.string().nullable(),
  /** When its link ended; null while it has one, and where it never had. */
  unreachableSince: z.number().int().nullable(),
  mailbox: z.object({ messages: z.number().int(), bytes: z.number().int() }),
  /** Runs that have not ended, as it told last: those that wait in its queue, and the others. */
  runs: z.object({ queued: z.number().int(), live: z.number().int() }),
  requestedAt: z.number().int(),
  approvedAt: z.number().int().nullable(),
  lastSeenAt: z.number().int().nullable(),
});
export type HubInstanceView = z.infer<typeof HubInstanceView>;

/** `POST /consoles`: an issuer whose key is with the people who run the hub, and not with the hub. */
export const RegisterConsole = z.strictObject({
  /** The keyset document (envelope text) of its key file. */
  keyset: z.string().min(2).max(limits.envelopeMaxBytes),
});
export type RegisterConsole = z.infer<typeof RegisterConsole>;

/** `POST /instances/:id/approve`: the code that the operator compared, so that a mistaken id approves nothing. */
export const ApproveInstance = z.strictObject({ shortCode: z.string().min(1).max(64) });
export type ApproveInstance = z.infer<typeof ApproveInstance>;
